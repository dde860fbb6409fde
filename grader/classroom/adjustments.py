"""Adjusting: points that a person gives or takes, one by one or from a file of many, and the list of them."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from grader.classroom.class_terminal import called
from grader.classroom.gradebook import Gradebook
from grader.classroom.gradebook_rows import adjustment, now, valued
from grader.classroom.records import Adjustment, Note, Record, Student, whole
from grader.classroom.roster import cell, filled_rows, read_text
from grader.course.current import current
from grader.course.syllabus import Exercise, Syllabus
from grader.util.errors import Stopped
from grader.util.text import close_names, counted

MOST_POINTS = 1_000  # of one adjustment; a course has 100
COLUMNS = ("student", "exercise", "points", "reason")
GIVEN_FOR_BUGS = "find-the-bug"  # the author of what `grade-bugs` gives and takes back; a person has another name


def points_of(text: str) -> float:
    """Points as a person writes them: whole or a half, with a point or a comma.

    Raises:
        Stopped: it is not such a number.
    """
    try:
        points = float(text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        points = 0.25
    if abs(points) > MOST_POINTS or (2 * points) % 1:  # NaN has a remainder, too
        raise Stopped(f"{text!r} is not a number of points. Give a whole number or a half, such as 2 or -0.5.")
    if not points:
        raise Stopped("0 points change nothing. Give a number above or below it.")
    return whole(points)


def adjust(file: Path, student: str, exercise: str, points: float, reason: str, author: str, syllabus: Syllabus) -> str:
    """Give or take points; returns a sentence that says what the student has now.

    Raises:
        Stopped: there is no such gradebook or student, or the exercise is not worth as much.
    """
    if not reason.strip() or not author.strip():
        raise Stopped("An adjustment needs a reason and an author. Give --reason and --author.")
    _refuse_reserved(author)
    with _opened(file) as book:
        records = {each.student.id: each for each in book.records(syllabus)}
        found = student_of(book.students(), student)
        given = adjustment(exercise, points, reason.strip(), author.strip())
        _refuse_beyond(records[found.id], given, syllabus)
        book.adjust((found.id, given))
        record = next(each for each in book.records(syllabus) if each.student.id == found.id)
    noun = "point" if abs(points) == 1 else "points"
    total = f"{record.adjusted_in_all:+g} in all adjustments"
    return "\n".join(
        [f"{called(found)}: {points:+g} {noun}, {total}; the score is {record.score:g} now.", *_carried(book)]
    )


def note(file: Path, student: str, exercise: str, text: str, author: str) -> str:
    """Add a note to a student's report; returns a sentence that says where it is.

    Raises:
        Stopped: there is no such gradebook or student, or nothing is said.
    """
    if not text.strip() or not author.strip():
        raise Stopped("A note needs a text and an author. Fill in --note and --author.")
    with _opened(file) as book:
        found = student_of(book.students(), student)
        book.note(found.id, Note(exercise, text.strip(), author.strip(), now()))
    where = f"at {exercise}" if exercise else "at the top"
    return "\n".join(
        [f"{called(found)}: from the next `class` on, the note is {where} of the report.", *_carried(book)]
    )


def adjust_many(file: Path, table: Path, author: str, syllabus: Syllabus) -> list[str]:
    """Make the adjustments of a CSV, all or none; those that are there already are left out.

    Raises:
        Stopped: the table cannot be used: file, line, and the next thing to do.
    """
    if not author.strip():
        raise Stopped("Adjustments need an author. Give --author.")
    _refuse_reserved(author)
    wanted = list(_rows(table))
    with _opened(file) as book:
        students = book.students()
        records = {each.student.id: each for each in book.records(syllabus)}
        there = {
            (each.student.id, one.exercise, one.points, one.reason)
            for each in records.values()
            for one in (*each.adjustments, *each.idle)
        }
        made: list[tuple[str, Adjustment]] = []
        known = 0
        for line, row in wanted:
            with _at(table, line):
                given = _adjustment(row, author, syllabus)
                found = student_of(students, row["student"])
                if (found.id, given.exercise, given.points, given.reason) in there:
                    known += 1
                    continue
                _refuse_beyond(records[found.id], given, syllabus)
                record = records[found.id]
                records[found.id] = replace(record, adjustments=(*record.adjustments, valued(given, syllabus)))
                made.append((found.id, given))
        book.adjust(*made)
    of = {student for student, _ in made}
    said = [
        f"{called(each.student)}: the score is {each.score:g} now."
        for each in records.values()
        if each.student.id in of
    ]
    left = f" {known} of the file are already in the gradebook and were not made again." if known else ""
    return [*said, f"{counted(len(made), 'adjustment')} made.{left}", *_carried(book)]


def listed(file: Path, syllabus: Syllabus, student: str | None = None) -> list[str]:
    """All adjustments and notes of a gradebook, or those of one student, a line each.

    Raises:
        Stopped: there is no such gradebook, or no such student in it.
    """
    with _opened(file) as book:
        records = book.records(syllabus)
        if student is not None:
            found = student_of(book.students(), student)
            records = [each for each in records if each.student.id == found.id]
    lines = [
        f"{called(record.student)}: {one.points:+g} for {one.exercise or 'the whole'}: "
        f"{' '.join(one.reason.split())} ({one.author}, {one.when[:10]})"
        f"{f' ({cut})' if (cut := record.cut_of(one)) else ''}"
        for record in records
        for one in (*record.adjustments, *record.idle)
    ]
    lines += [
        f"{called(record.student)}: note on {one.exercise or 'the whole'}: {' '.join(one.text.split())} "
        f"({one.author}, {one.when[:10]})"
        for record in records
        for one in record.said
    ]
    return lines or ["There are no adjustments."]


def student_of(students: Sequence[Student], name: str) -> Student:
    """The student of this id, or else of this e-mail address, login or name.

    Raises:
        Stopped: there is none, or there are several.
    """
    wanted = name.strip().casefold()
    found = [student for student in students if student.id == name.strip()]
    for known in (lambda each: each.email, lambda each: cell(each.line, "login"), lambda each: each.name):
        found = found or [student for student in students if wanted and known(student).casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(student.id for student in found)
        raise Stopped(f"{len(found)} students are called {name!r}. Name one by id: {ids}.")
    names = {text: student for student in students for text in (student.id, student.name, student.email) if text}
    close = dict.fromkeys(called(names[text]) for text in close_names(name, names))
    remedy = f"Did you mean {' or '.join(close)}?" if close else "Use a name from the table of `class`."
    raise Stopped(f"{name!r} is not a student in this gradebook. {remedy}")


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[Gradebook]:
    with Gradebook(file, create=False) as book:
        book.refuse_other_course(current())
        yield book


def _carried(book: Gradebook) -> list[str]:
    """That the gradebook was carried over from an older version, if it was."""
    return [book.carried] if book.carried else []


def _refuse_reserved(author: str) -> None:
    """See that nobody adjusts under the name by which points for bugs are known again."""
    if author.strip().casefold().startswith(GIVEN_FOR_BUGS):
        raise Stopped(f"Only `grade-bugs` may use the author {GIVEN_FOR_BUGS}. Give your own name: --author.")


def _refuse_beyond(record: Record, given: Adjustment, syllabus: Syllabus) -> None:
    """See that an exercise keeps between 0 and what it is worth."""
    if not given.exercise:
        return
    exercise: Exercise = syllabus.by_id[given.exercise]
    earned = next((each.score for each in record.outcomes if each.exercise.id == exercise.id), 0)
    now = whole(earned + record.adjusted(exercise.id))
    if not 0 <= now + given.points <= exercise.points:
        room = exercise.points - now if given.points > 0 else -now
        nothing = "no more can be given" if given.points > 0 else "nothing can be taken"
        most = f"{room:+g} is the most" if room else nothing
        who, worth = called(record.student), counted(exercise.points, "point")
        raise Stopped(
            f"{exercise.id} is worth {worth}, and {who} has {now:g} of them: {most}. "
            "To give more, adjust the whole submission, without --exercise.",
        )


def _adjustment(row: Mapping[str, str], author: str, syllabus: Syllabus) -> Adjustment:
    if not row["reason"]:
        raise Stopped("The reason is missing. Fill in that cell.")
    exercise = row["exercise"]
    if exercise and exercise not in syllabus.by_id:
        chosen = syllabus.select([exercise])
        if len(chosen) > 1:
            raise Stopped(f"{exercise!r} is a module. Name one of its exercises, such as {chosen[0].id}.")
        exercise = chosen[0].id
    return adjustment(exercise, points_of(row["points"]), row["reason"], author.strip())


@contextlib.contextmanager
def _at(table: Path, line: int) -> Iterator[None]:
    try:
        yield
    except Stopped as stopped:
        raise Stopped(f"{table}, line {line}: {stopped} Nothing was adjusted.", stopped.status) from stopped


def _rows(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file of many, each with the line where it ends."""
    filled = filled_rows(table, read_text(table, of="the adjustments"))
    head = [each.strip().casefold() for each in filled[0][1]] if filled else []
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        needed = ", ".join(COLUMNS)
        raise Stopped(f"{table}: the column {missing[0]} is missing. The first line must name {needed}.")
    if len(filled) < 2:
        raise Stopped(f"{table} contains no adjustment. Add a line for each.")
    for line, row in filled[1:]:
        cells: dict[str, str] = defaultdict(str)
        cells |= {name: each.strip() for name, each in zip(head, row, strict=False)}
        yield line, cells
