"""A record is what the gradebook has of one student; exports and the class page see nothing else."""

from dataclasses import dataclass

from grader.report import Report

# What became of a student: graded; refused (what was handed in cannot be taken, `reason` says why); missing (on the
# roster, nothing was handed in); waiting (not graded yet).
STATES = ("graded", "refused", "missing", "waiting")


@dataclass(frozen=True)
class Student:
    """A line of the roster, or who the name of a submission says it is from.

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


@dataclass(frozen=True)
class Adjustment:
    """Points that a person has given or taken, on top of what the checks say.

    Attributes:
        exercise: id, or nothing for the whole.
        points: whole number, negative to take.
        reason, author: a sentence and a name; neither is empty.
        when: ISO 8601, UTC.
    """

    exercise: str
    points: int
    reason: str
    author: str
    when: str


@dataclass(frozen=True)
class Record:
    """One student of the class.

    Attributes:
        student: who.
        state: one of STATES.
        submission: name of the folder or archive that counts, or nothing.
        others: names of those that do not count, because a newer one does.
        report: all outcomes, when graded; of those that are still to come, nothing stands in it.
        reason: why it was refused, a sentence.
        adjustments: oldest first.
    """

    student: Student
    state: str
    submission: str = ""
    others: tuple[str, ...] = ()
    report: Report | None = None
    reason: str = ""
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def score(self) -> int:
        """Points of required exercises, adjustments included, 0 at least."""
        earned = self.report.score if self.report else 0
        return max(0, earned + sum(each.points for each in self.adjustments))

    @property
    def bonus(self) -> int:
        """Points of bonus exercises."""
        return self.report.bonus if self.report else 0
