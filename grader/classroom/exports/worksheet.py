"""Moodle's grading worksheet, filled: grade and comment of each row, and nothing else of it touched."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.exports.comment import comment
from grader.classroom.exports.csv_cells import cell as harmless
from grader.classroom.exports.exportable import Exportable, select_exportable
from grader.classroom.exports.feedback_zip import hand_in_of, listed
from grader.classroom.exports.handover import AS_EARNED, Scale, above_notes, scaled, would_hold
from grader.classroom.exports.worksheet_file import Row, Worksheet
from grader.classroom.lms_names import Identity
from grader.classroom.moments import moment_of
from grader.classroom.records import Record, Student
from grader.classroom.roster import Roster, cell
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole
from grader.util.text import counted

TICK = (
    "tick 'Allow updating records that have been modified more recently in Moodle than in the spreadsheet' when you "
    "upload it"
)
MINUTE = 60  # seconds; a worksheet's times have none


@dataclass
class _Filled:
    """What became of the students in the rows."""

    changes: dict[tuple[int, int], str] = field(default_factory=dict)
    done: list[Student] = field(default_factory=list)
    same: list[Student] = field(default_factory=list)
    large: list[Student] = field(default_factory=list)
    locked: list[Student] = field(default_factory=list)
    stale: list[Student] = field(default_factory=list)
    newer: list[Student] = field(default_factory=list)
    empty: list[Student] = field(default_factory=list)


def fill_worksheet(
    worksheet: Worksheet, records: Sequence[Record], syllabus: Syllabus, file: Path, scale: Scale = AS_EARNED
) -> tuple[str, ...]:
    """Write the worksheet with what the records have.

    Returns:
        Sentences on what was filled, what Moodle will pass over, and who is missing on either side.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    found = select_exportable(records, syllabus, of_others=True)
    of_row = _matched(worksheet, found.records)
    most = scale.maximum(worksheet.maximum)
    filled = _Filled()
    for row in worksheet.rows:
        record = of_row.get(row.place)
        if record is None:
            filled.empty.append(row.listed.student)
        else:
            _fill(filled, worksheet, row, record, scaled(record.score, found.points, most))
    write_whole(file, worksheet.table.put(filled.changes).to_text())
    matched = {record.student.id for record in of_row.values()}
    strangers = [record.student for record in found.records if record.student.id not in matched]
    grades = [scaled(record.score, found.points, most) for record in of_row.values()]
    return tuple(_notes(worksheet, filled, found, strangers, most or found.points, grades))


def _fill(filled: _Filled, worksheet: Worksheet, row: Row, record: Record, grade: float) -> None:
    student, written = row.listed.student, worksheet.number(grade)
    # Moodle reads a comment as HTML.
    said = harmless(html.escape(comment(record))) if "feedback" in worksheet.columns else row.comment
    if row.locked:
        filled.locked.append(student)
    elif grade > row.maximum:
        filled.large.append(student)
    elif (row.grade, row.comment) == (written, said):
        filled.same.append(student)
    else:
        filled.done.append(student)
        filled.changes[row.place, worksheet.columns["grade"]] = written
        if "feedback" in worksheet.columns:
            filled.changes[row.place, worksheet.columns["feedback"]] = said
        if any(character.isdigit() for character in row.graded):
            filled.stale.append(student)
    if _is_newer(row, record):
        filled.newer.append(student)


def _is_newer(row: Row, record: Record) -> bool:
    """Whether the student has handed in again since what was graded, by the worksheet that was the roster then."""
    if not cell(record.student.line, "modified") or row.modified == record.handed:
        return False
    now, then = moment_of(row.modified), moment_of(record.handed)
    return now is not None and then is not None and (now - then).total_seconds() > MINUTE


def _notes(
    worksheet: Worksheet,
    filled: _Filled,
    found: Exportable,
    strangers: Sequence[Student],
    points: float,
    grades: Sequence[float],
) -> list[str]:
    rows, maximum = len(worksheet.rows), worksheet.number(worksheet.maximum)
    notes = [
        f"{len(filled.done)} of {rows} rows are filled in. Upload it in the assignment: 'Upload grading worksheet'."
    ]
    if filled.same:
        notes.append(f"{len(filled.same)} already had this grade and comment.")
    if worksheet.maximum != points:
        notes.append(
            f"Grades are out of {points:g}, but the worksheet's maximum is {maximum}. Set the assignment's maximum "
            f"grade to {points:g}, or give --scale auto."
        )
        notes += above_notes(grades, points)
    else:
        notes.append(f"Grades are out of {points:g}, as the assignment's maximum is.")
    if filled.large:
        grades_above = f"{counted(len(filled.large), 'grade')} above the maximum of {maximum}, which Moodle ignores,"
        said = f"{grades_above} {_was(filled.large)} not filled in: {listed(filled.large)}."
        if worksheet.maximum == points:
            said += f" {would_hold(grades)} Then download the worksheet again."
        notes.append(said)
    if filled.locked:
        notes.append(
            f"{counted(len(filled.locked), 'grade')} cannot be changed, because {_it_is(filled.locked)} locked or "
            f"overridden in Moodle, and {_was(filled.locked)} not changed: {listed(filled.locked)}."
        )
    if filled.stale:
        why = (
            "Moodle ignores rows that were graded there after this download"
            if worksheet.english
            else "Moodle cannot read the times of a worksheet that is not in English, and ignores such rows"
        )
        replace = "replaces" if len(filled.stale) == 1 else "replace"
        stale = f"{counted(len(filled.stale), 'grade')} {replace} an earlier one: {listed(filled.stale)}."
        notes.append(f"{stale} {why}: {TICK}.")
    if filled.newer:
        again = f"{counted(len(filled.newer), 'student')} handed in again after what was graded here"
        notes.append(f"{again}: {listed(filled.newer)}. Download all submissions again, and grade them.")
    if filled.empty:
        rows_without = f"{counted(len(filled.empty), 'row')} {_has(filled.empty)} no grade here"
        notes.append(f"{rows_without}, and {_was(filled.empty)} not changed: {listed(filled.empty)}.")
    if strangers:
        are = "is" if len(strangers) == 1 else "are"
        notes.append(
            f"{counted(len(strangers), 'student')} graded here {are} not in the worksheet: {listed(strangers)}."
        )
    if "feedback" not in worksheet.columns:
        notes.append("There is no column for comments. Switch on the feedback type 'Feedback comments' to get one.")
    return [*notes, *found.notes]


def _was(students: Sequence[Student]) -> str:
    return "was" if len(students) == 1 else "were"


def _has(students: Sequence[Student]) -> str:
    return "has" if len(students) == 1 else "have"


def _it_is(students: Sequence[Student]) -> str:
    return "it is" if len(students) == 1 else "they are"


# Whose row is whose.


def _matched(worksheet: Worksheet, records: Sequence[Record]) -> dict[int, Record]:
    """The record of each row, by its place; a row that two records claim gets none of them."""
    roster = worksheet.roster
    place = {row.listed.student.id: row.place for row in worksheet.rows}
    claims: dict[int, list[Record]] = {}
    for record in records:
        for student in _students(roster, record):
            claims.setdefault(place[student], []).append(record)
    return {row: found[0] for row, found in claims.items() if len({each.score for each in found}) == 1}


def _students(roster: Roster, record: Record) -> list[str]:
    """Ids of the students in a worksheet whom a record is about: one, none, or the members of a team."""
    if record.student.line:
        if of_row := _by_cells(roster, record):
            return [of_row]
    elif (identity := hand_in_of(record)).system == "moodle":
        student = roster.find(identity)
        return [student.id] if student else [member.id for member in roster.team(identity)]
    known = [Identity(each) for each in (record.student.id, record.student.name) if not roster.is_guess(Identity(each))]
    return [student.id for each in known if (student := roster.find(each))][:1]


def _by_cells(roster: Roster, record: Record) -> str | None:
    """The student with the same id, e-mail address or login; with the same number, if there is nothing else."""
    line = record.student.line
    for kind in ("id", "email", "login"):
        if text := cell(line, kind).casefold():
            found = [each.student.id for each in roster.listed if each.cells.get(kind, "").casefold() == text]
            if len(found) == 1:
                return found[0]
    if any(cell(line, kind) for kind in ("id", "email", "login", "name")):
        return None
    number = cell(line, "participant")
    return next((each.student.id for each in roster.listed if each.cells.get("participant") == number), None)
