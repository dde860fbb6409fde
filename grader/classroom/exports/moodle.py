"""Moodle's grade import (Grades > Import > CSV file): who, the grade, and a comment."""

import html
from collections.abc import Sequence
from pathlib import Path

from grader.classroom.exports.comment import comment
from grader.classroom.exports.csv_cells import Identifier, Value, to_csv
from grader.classroom.exports.exportable import bonus_notes, select_exportable
from grader.classroom.exports.handover import (
    PLAIN,
    Handover,
    maximum_notes,
    only_number,
    scaled,
)
from grader.classroom.records import Record
from grader.classroom.roster import cell
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole

LARGEST = 100  # Moodle refuses the whole file for a grade above it, unless the site allows more
# By which Moodle finds a student, as its own export names them. It refuses the whole file for one cell that is not
# known to it, so that a column is there only if it is filled for all, from a roster that has it.
IDENTIFIERS = {"ID number": "id", "Email address": "email", "Username": "login"}


def write_moodle(records: Sequence[Record], syllabus: Syllabus, file: Path, how: Handover = PLAIN) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Sentences on who is left out, which column to map, and on grades that Moodle may refuse.

    Raises:
        NotWrittenError: the maximum is not known.
        OSError: the file cannot be written; the old one is unchanged.
    """
    found = select_exportable(records, syllabus)
    maxima = {text for record in found.records if (text := cell(record.student.line, "maximum"))}
    most = how.maximum(only_number(maxima))
    filled = {
        column: cells
        for column, kind in IDENTIFIERS.items()
        if all(cells := [_identifier(record, kind) for record in found.records])
    }
    columns = [*filled, "Full name", f"Assignment: {how.title}", f"Feedback: {how.title}"]
    rows: list[list[Value]] = [
        [
            *(Identifier(cells[place]) for cells in filled.values()),
            record.student.name,
            scaled(record.score, found.points, most),
            html.escape(comment(record)),  # which Moodle reads as HTML
            *([scaled(record.bonus, found.points, most)] if how.bonus else []),
        ]
        for place, record in enumerate(found.records)
    ]
    if how.bonus:
        columns.append(f"Assignment: {how.title} bonus")
    write_whole(file, to_csv([columns, *rows]))
    grades = [scaled(record.score, found.points, most) for record in found.records]
    notes = (*_whom(found.records, list(filled)), *maximum_notes(maxima, found.points, most, grades))
    return (*found.notes, *notes, *bonus_notes(found, how, most), *_too_large(grades))


def _whom(records: Sequence[Record], columns: list[str]) -> list[str]:
    if columns and records:
        return [f"Map {columns[0]!r} in Moodle to find the students."]
    if not records:
        return []
    return [
        "No column identifies all students, and Moodle does not find people by name. Give its gradebook or grading "
        "worksheet as --roster; if marking is blind, fill in the worksheet: --worksheet-moodle IN.csv OUT.csv."
    ]


def _too_large(grades: Sequence[float]) -> list[str]:
    above = sum(grade > LARGEST for grade in grades)
    if not above:
        return []
    return [
        f"{above} {'grade is' if above == 1 else 'grades are'} above {LARGEST}, and Moodle may refuse the file. "
        "Set 'unlimitedgrades' in its general settings of grades, or adjust them."
    ]


def _identifier(record: Record, kind: str) -> str:
    student = record.student
    return cell(student.line, kind) or (student.email if kind == "email" else "")
