"""A record is everything the gradebook has about one student; exports and the class page see nothing else."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field, replace

from grader.course.lateness import Deduction
from grader.report.report import Outcome, Report
from grader.util.file_note import FileNote

# What became of a student: graded; refused (what was handed in cannot be taken, `reason` says why); missing (on the
# roster, nothing was handed in); waiting (not graded yet).
STATES = ("graded", "refused", "missing", "waiting")


@dataclass(frozen=True)
class Student:
    """A line of the roster, or the person in the name of a submission.

    Attributes:
        id: what the course's system knows the student by: a number, a login, or the name of the submission.
        name: as it is shown; the id where nothing else is known.
        email: or nothing.
        on_roster: whether the roster has the student; True where there is no roster.
        line: the roster's line, (column, cell) by (column, cell) as they stand there: exports give it back to the
            system that it comes from.
    """

    id: str
    name: str
    email: str = ""
    on_roster: bool = True
    line: tuple[tuple[str, str], ...] = ()

    @property
    def slug(self) -> str:
        """A name for a folder: the same in every run, allowed on every system, and nobody else's."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:40].strip("-")
        return f"{words or 'student'}-{hashlib.sha256(self.id.encode(errors='backslashreplace')).hexdigest()[:10]}"


@dataclass(frozen=True)
class Adjustment:
    """Points that a person has given or taken, on top of what the checks say.

    Attributes:
        exercise: id, or nothing for the whole.
        points: whole or a half, negative to take.
        reason, author: a sentence and a name; neither is empty.
        when: ISO 8601, UTC.
        worth: points of the exercise, where the course has it.
        bonus: whether it is a bonus exercise.
    """

    exercise: str
    points: float
    reason: str
    author: str
    when: str
    worth: int | None = None
    bonus: bool = False


@dataclass(frozen=True)
class Note:
    """What a person has to say to a student, such as the answer to a request to grade again.

    Attributes:
        exercise: id, or nothing for the whole.
        text, author: a sentence and a name; neither is empty.
        when: ISO 8601, UTC.
    """

    exercise: str
    text: str
    author: str
    when: str


def has_grade(record: "Record") -> bool:
    """Whether somebody or something has graded the student."""
    return (record.state == "graded" and record.report is not None) or bool(record.adjustments)


def has_report(record: "Record") -> bool:
    """Whether there is something to tell the student: a grade, why there is none, or a note."""
    return has_grade(record) or record.state == "refused" or bool(record.said)


def adjustment_as_text(record: "Record", given: Adjustment) -> str:
    """An adjustment with exercise, reason, author and day, and how much of it counts where that is not all."""
    exercise = f" for {given.exercise}" if given.exercise else ""
    cut = record.cut_of(given)
    said = f"{given.points:+g}{exercise}: {given.reason} ({given.author}, {given.when[:10]})"
    return f"{said} ({cut})" if cut else said


def note_as_text(note: Note) -> str:
    """A note with its exercise and author."""
    return f"{note.exercise}{': ' if note.exercise else ''}{note.text} ({note.author}, {note.when[:10]})"


@dataclass(frozen=True)
class Record:
    """One student of the class.

    Attributes:
        student: who.
        state: one of STATES.
        submission: name of the folder or archive that counts, or nothing.
        others: names of those that do not count, because a newer one does.
        report: all outcomes, when graded; of those that are still to come, nothing is in it.
        reason: why it was refused, a sentence.
        adjustments: oldest first.
        notes: on what was taken and what was ignored, a sentence each.
        handed: when, as the system says it, or a phrase; or nothing.
        late: how late, as the system says it; nothing where it does not say so.
        graded: when the newest outcome was found out, ISO 8601, UTC; or nothing.
        deduction: what lateness takes by the course's policy; None where there is no policy, or no known time.
        said: what persons have to say to the student, oldest first.
        idle: adjustments that do not count, because their exercise is not among those that the record is about.
    """

    student: Student
    state: str
    submission: str = ""
    others: tuple[str, ...] = ()
    report: Report | None = None
    reason: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    notes: tuple[FileNote, ...] = ()
    handed: str = ""
    late: str = ""
    graded: str = field(default="", compare=False)  # the same grade at another time is the same
    deduction: Deduction | None = None
    said: tuple[Note, ...] = ()
    idle: tuple[Adjustment, ...] = ()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those of the report; none where there is none."""
        return self.report.outcomes if self.report else ()

    @property
    def unjudged(self) -> tuple[Outcome, ...]:
        """What could not be judged."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == "error")

    @property
    def score(self) -> float:
        """Points of required exercises, lateness and adjustments included, 0 at least."""
        of_whole = sum(each.points for each in self.adjustments if not each.exercise)
        earned = (self.report.score if self.report else 0) + self._given(bonus=False)
        return whole(max(0, self._late(earned) + of_whole))  # an adjustment of the whole is not late

    @property
    def score_in_time(self) -> float:
        """The score as if it had been in time."""
        return replace(self, deduction=None).score

    @property
    def bonus(self) -> float:
        """Points of bonus exercises, lateness and adjustments included."""
        return whole(self._late((self.report.bonus if self.report else 0) + self._given(bonus=True)))

    def notes_on(self, exercise: str) -> tuple[Note, ...]:
        """What persons have to say on an exercise, or on the whole where the id is empty."""
        return tuple(note for note in self.said if note.exercise == exercise)

    def adjusted(self, exercise: str) -> float:
        """The change that adjustments make to an exercise's points: it keeps between 0 and what it is worth."""
        return whole(self._change(exercise))

    @property
    def adjusted_in_all(self) -> float:
        """The change that all adjustments make to points before lateness takes some."""
        of_whole = sum(each.points for each in self.adjustments if not each.exercise)
        exercises = {each.exercise for each in self.adjustments if each.exercise}
        return whole(of_whole + sum(map(self._change, exercises)))

    def cut_of(self, given: Adjustment) -> str:
        """How much of an exercise's adjustments counts, and why, said of the newest; nothing where all of it does."""
        of_exercise = [each for each in self.adjustments if each.exercise == given.exercise]
        asked, counts = sum(each.points for each in of_exercise), self.adjusted(given.exercise)
        if not given.exercise or asked == counts or of_exercise[-1] is not given:
            return ""
        of = "it" if len(of_exercise) == 1 else "all that is given and taken for it"
        why = "the exercise has all its points" if asked > counts else "the exercise has no points left"
        return f"of {of} {counts:g} {'counts' if abs(counts) == 1 else 'count'}: {why}"

    def _late(self, points: float) -> float:
        return points if self.deduction is None else self.deduction.left_of(points)

    def _given(self, *, bonus: bool) -> float:
        return sum(
            map(self._change, {each.exercise for each in self.adjustments if each.exercise and each.bonus == bonus})
        )

    def _change(self, exercise: str) -> float:
        given = [each for each in self.adjustments if each.exercise == exercise]
        earned = next((outcome.score for outcome in self.outcomes if outcome.exercise.id == exercise), 0)
        total = earned + sum(each.points for each in given)
        most = next((each.worth for each in given if each.worth is not None), None)
        return max(0, total if most is None else min(total, most)) - earned


def whole(points: float) -> float:
    """The same number, as an int where it is one."""
    return int(points) if points == int(points) else points
