"""Taking in: whose work a hand-in is in the gradebook, and whether it takes the place of an earlier one."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.classroom.class_terminal import called
from grader.classroom.gradebook_rows import now, packed_submission, student_of, submission_of
from grader.classroom.hand_in_state import standing
from grader.classroom.moments import GUESSED, OUTDATED, DatesUnreadable, moment_of
from grader.classroom.received import Received
from grader.classroom.records import Student
from grader.classroom.roster import Roster, cell, person
from grader.grading.outcome_key import key_of
from grader.sandbox.submission import Submission

_MOVES = (
    "UPDATE OR REPLACE standing SET student = ? WHERE student = ?",
    "UPDATE OR REPLACE changes SET student = ? WHERE student = ?",
    "UPDATE OR REPLACE told SET student = ? WHERE student = ?",
    "UPDATE submissions SET student = ? WHERE student = ?",
    "UPDATE outcomes SET student = ? WHERE student = ?",
    "UPDATE adjustments SET student = ? WHERE student = ?",
    "UPDATE notes SET student = ? WHERE student = ?",
    "UPDATE OR REPLACE lateness SET student = ? WHERE student = ?",
)
NO_LINE = "[]"  # of a student whom no roster has ever had


def know(base: sqlite3.Connection, student: Student, place: int) -> None:
    """Put a student into the gradebook, or what is known of one now."""
    values = (student.id, student.name, student.email, json.dumps(student.line), int(student.on_roster), place)
    base.execute(
        "INSERT INTO students VALUES (?, ?, ?, ?, ?, ?, NULL, 0) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, "
        "line = excluded.line, on_roster = excluded.on_roster, place = excluded.place",
        values,
    )


def move(base: sqlite3.Connection, former: Student, student: Student) -> str:
    """Give all that one student has to another, who is the same; returns a sentence that says so."""
    place = base.execute("SELECT place FROM students WHERE id = ?", (former.id,)).fetchone()[0]
    if base.execute("SELECT 1 FROM students WHERE id = ?", (student.id,)).fetchone() is None:
        know(base, student, place)
    base.execute("UPDATE submissions SET counts = 0 WHERE student = ?", (student.id,))
    for statement in _MOVES:
        base.execute(statement, (student.id, former.id))
    base.execute("DELETE FROM students WHERE id = ?", (former.id,))
    return f"{called(student)} was {called(former)} before, and keeps all results and adjustments."


def renamed(base: sqlite3.Connection, roster: Roster) -> Iterator[tuple[Student, Student]]:
    """Who is on a roster under another id than before: former and new.

    The e-mail address or the login is the same; where the former had nothing but a name, the name is, and no other's.
    """
    rows = base.execute("SELECT id, name, email, on_roster, line FROM students WHERE line != ?", (NO_LINE,)).fetchall()
    known = [student_of(row) for row in rows]
    ids = {each.id for each in known}
    left = [each for each in known if each.id not in {one.id for one in roster.students}]
    new = [each for each in roster.students if each.id not in ids]
    names = Counter(person(each.name) for each in (*known, *new))
    for student in new:
        found = [each for each in left if _is_same(each, student, unique=names[person(student.name)] == 2)]
        if len(found) == 1 and sum(_is_same(found[0], each, unique=False) for each in new) <= 1:
            left.remove(found[0])
            yield found[0], student


def _is_same(former: Student, student: Student, *, unique: bool) -> bool:
    for known in (lambda each: each.email, lambda each: cell(each.line, "login")):
        if known(former) and known(former).casefold() == known(student).casefold():
            return True
    nameless = former.id == former.name and not former.email
    return nameless and unique and person(former.name) == person(student.name)


class Taking:
    """What was handed in is taken into a gradebook, within a transaction of its own.

    Args:
        base: the gradebook.
        received: all that the class has handed in.
    """

    def __init__(self, base: sqlite3.Connection, received: Sequence[Received]) -> None:
        self._base = base
        self._received = received
        self._ids = {each.student.id for each in received}
        self._said: list[str] = []

    def all(self) -> list[str]:
        """Take all of it; returns what a person has to know, a sentence each."""
        owners = [self._owner(each) for each in self._received]
        for each, student in zip(self._received, owners, strict=True):
            self._take(each, student)
        # Work of somebody whom no roster has ever named, which is not there any more, was renamed or removed.
        query = "SELECT id FROM students WHERE on_roster = 0 AND line = ?"
        gone = {row[0] for row in self._base.execute(query, (NO_LINE,))} - {student.id for student in owners}
        self._base.executemany("UPDATE submissions SET counts = 0 WHERE student = ?", [(id_,) for id_ in gone])
        return self._said

    def _owner(self, each: Received) -> Student:
        """Whose it is: of the student whom it names, or of the one who has left the roster and handed it in before."""
        student = each.student
        rows = self._base.execute(
            "SELECT students.id, students.name, email, on_roster, line FROM submissions "
            "JOIN students ON students.id = student "
            "WHERE counts = 1 AND submissions.name = ? AND cells IS NULL AND students.id != ?",
            (each.name, student.id),
        ).fetchall()
        former = [found for found in map(student_of, rows) if found.id not in self._ids]
        if not student.on_roster:
            left = [found for found in former if found.line]
            return left[0] if len(left) == 1 else student
        if self._has_cells(student):
            for found in former:
                if not found.line:  # known by nothing but the name of this hand-in
                    self._said.append(move(self._base, found, student))
        return student

    def _has_cells(self, student: Student) -> bool:
        query = "SELECT 1 FROM students WHERE id = ? AND cells IS NOT NULL"
        return self._base.execute(query, (student.id,)).fetchone() is not None

    def _take(self, each: Received, student: Student) -> None:
        base = self._base
        place = base.execute("SELECT place FROM students WHERE id = ?", (student.id,)).fetchone()
        know(base, student, place[0] if place else base.execute("SELECT count(*) FROM students").fetchone()[0])
        folder = each.submission.name if each.submission else ""
        content, digest = None, ""
        if each.submission is not None:
            content = packed_submission(each.submission)
            faults = {name: str(why) for name, why in each.submission.faults.items()}
            digest = key_of({"sources": each.submission.digest, "faults": faults})
        before = base.execute(
            "SELECT id, name, digest, refused, folder, content, handed, at FROM submissions "
            "WHERE counts = 1 AND student = ?",
            (student.id,),
        ).fetchone()
        handed, late = each.handed, each.late
        if before is not None:
            *_, was_folder, was_content, was, since = before
            if _is_outdated(each, was, submission_of(was_folder, was_content) if was_content else None):
                handed, late = f"{OUTDATED}{was.removeprefix(OUTDATED)}", ""
                if was != handed:
                    self._said.append(
                        f"{called(student)} has handed in again since the roster's time, {was}, so that the time is "
                        "unknown. Download the grading worksheet again and give it as --roster."
                    )
            if before[2] != digest or _is_older(handed, was):
                self._say_if_older(student, digest, handed, was, since)
        said = (json.dumps(each.others), json.dumps([(note.word, note) for note in each.notes]), handed, late)
        if before is not None and before[1:4] == (each.name, digest, each.refused):
            base.execute(
                "UPDATE submissions SET folder = ?, others = ?, notes = ?, handed = ?, late = ? WHERE id = ?",
                (folder, *said, before[0]),
            )
            return
        base.execute("UPDATE submissions SET counts = 0 WHERE student = ?", (student.id,))
        base.execute(
            "INSERT INTO submissions "
            "(student, at, name, folder, digest, content, refused, others, notes, handed, late, counts) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (student.id, now(), each.name, folder, digest, content, each.refused, *said),
        )

    def _say_if_older(self, student: Student, digest: str, handed: str, was: str, since: str) -> None:
        """Say that work takes the place of newer work: by a system's times, by what counted before, or by its files'.

        Args:
            student: whose.
            digest: of the work that counts now.
            handed: when that was handed in, as the gradebook has it.
            was: when the work that counted before was.
            since: when that was taken in, ISO 8601, UTC.
        """
        query = "SELECT 1 FROM submissions WHERE student = ? AND digest = ? AND counts = 0"
        if _is_older(handed, was):
            older = f"what was handed in {handed} counts now; before, it was a hand-in of {was}"
        elif digest and not _is_older(was, handed) and self._base.execute(query, (student.id, digest)).fetchone():
            older = f"what counts now is work that other work replaced on {since[:10]}"
        elif handed.startswith(GUESSED) and was.startswith(GUESSED) and handed < was:
            times = (each.removeprefix(GUESSED) for each in (handed, was))
            older = "the newest file of what counts now is of {}, that of what counted before of {}".format(*times)
        else:
            return
        self._said.append(f"{called(student)}: {older}. If that is not meant, grade the newer download again.")


def _is_outdated(each: Received, was: str, before: Submission | None) -> bool:
    """Whether the roster's time is that of an earlier hand-in: the work is another one, and the time is not.

    Args:
        each: what was handed in.
        was: the time of what counted before, as the gradebook has it.
        before: its modules, unless it was refused.
    """
    if not standing(each.student.line).handed or was.removeprefix(OUTDATED) != each.handed:
        return False
    if was.startswith(OUTDATED):
        return True
    return before is not None and each.submission is not None and before.sources != each.submission.sources


def _is_older(handed: str, before: str) -> bool:
    """Whether a system's time is before another one of a system's."""
    if handed == before or GUESSED in handed + before:
        return False
    try:
        new, old = moment_of(handed), moment_of(before)
    except DatesUnreadable:  # nobody needs the times where there is no deadline
        return False
    if new is None or old is None or (new.tzinfo is None) != (old.tzinfo is None):
        return False
    return new < old
