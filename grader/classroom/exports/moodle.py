"""Moodle's grade import (Grades > Import > CSV file): who, the grade, and a comment."""

import html
from collections.abc import Sequence
from pathlib import Path

from grader.classroom.exports.comment import comment
from grader.classroom.exports.csv_cells import Identifier, Value, to_csv
from grader.classroom.exports.exportable import select_exportable
from grader.classroom.records import Record
from grader.classroom.roster import cell
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole

ITEM = "Digit Kata"  # of the gradebook; another one is chosen in Moodle, where columns are mapped
LARGEST = 100  # Moodle refuses the whole file for a grade above it, unless the site allows more
# By which Moodle finds a student, as its own export names them. It refuses the whole file for one cell that is not
# known to it, so that a column is there only if it is filled for all, from a roster that has it.
IDENTIFIERS = {"ID number": "id", "Email address": "email", "Username": "login"}


def write_moodle(records: Sequence[Record], syllabus: Syllabus, file: Path) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Sentences on who is left out, which column to map, and on grades that Moodle may refuse.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    found = select_exportable(records, syllabus)
    filled = {
        column: cells
        for column, kind in IDENTIFIERS.items()
        if all(cells := [_identifier(record, kind) for record in found.records])
    }
    columns = (*filled, "Full name", f"Assignment: {ITEM}", f"Feedback: {ITEM}")
    rows: list[list[Value]] = [
        [*(Identifier(cells[place]) for cells in filled.values()), record.student.name, record.score, _feedback(record)]
        for place, record in enumerate(found.records)
    ]
    write_whole(file, to_csv([columns, *rows]))
    return (*found.notes, *_notes(found.records, found.points, list(filled) if found.records else None))


def _notes(records: Sequence[Record], points: int, columns: list[str] | None) -> list[str]:
    notes = []
    if columns:
        notes.append(f"Map {columns[0]!r} in Moodle to find the students.")
    elif columns is not None:
        notes.append(
            "No column identifies all students, and Moodle does not find people by name. Give its gradebook or grading "
            "worksheet as --roster; where marking is blind, enter the grades in the worksheet."
        )
    maxima = {text for record in records if (text := cell(record.student.line, "maximum"))}
    notes.append(f"Set the item's maximum grade to {points} before you import.")
    differing = sorted(text for text in maxima if _number(text) != points)
    if differing:
        notes.append(f"It is {differing[0]} in the roster, which would refuse or clip the grades.")
    bonus = sum(1 for record in records if record.bonus)
    most = max((record.report.bonus_points for record in records if record.report), default=0)
    if bonus:
        notes.append(
            f"Bonus points, which {bonus} of them have, are in the comments only: as a graded item they would lower "
            f"the totals. Enter them as extra credit, maximum {most}."
        )
    above = sum(record.score > LARGEST for record in records)
    if above:
        notes.append(
            f"{above} {'grade is' if above == 1 else 'grades are'} above {LARGEST}, and Moodle may refuse the file. "
            "Set 'unlimitedgrades' in its general settings of grades, or adjust them."
        )
    return notes


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _identifier(record: Record, kind: str) -> str:
    student = record.student
    return cell(student.line, kind) or (student.email if kind == "email" else "")


def _feedback(record: Record) -> str:
    """The exercises without points and why, as HTML, because Moodle reads a comment as HTML."""
    return html.escape(" ".join(comment(record)))
