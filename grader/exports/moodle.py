"""Moodle's grade import (Grades > Import > CSV file): who, the grade, and a comment."""

import html
from collections.abc import Sequence
from pathlib import Path

from grader.classroom.record import Record
from grader.classroom.roster import cell
from grader.exports.cells import Value, to_csv
from grader.exports.gradable import gradable
from grader.exports.comment import comment
from grader.files import write_whole
from grader.syllabus import Syllabus

ITEM = "Digit Kata"  # of the gradebook; another one is chosen in Moodle, where columns are mapped
LARGEST = 100  # Moodle refuses the whole file for a grade above it, unless the site allows more
# As Moodle's own export names them. It finds the student by one of the first three columns.
COLUMNS = (
    *("ID number", "Email address", "Username", "Full name"),
    *(f"Assignment: {ITEM}", f"Feedback: {ITEM}", f"Assignment: {ITEM} bonus"),
)


def write_moodle(records: Sequence[Record], syllabus: Syllabus, file: Path) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Sentences on who is left out, and on grades that Moodle may refuse.

    Raises:
        OSError: the file cannot be written; what stood there stands there still.
    """
    found = gradable(records, syllabus)
    write_whole(file, to_csv([COLUMNS, *(_row(record) for record in found.records)]))
    above = sum(record.score > LARGEST for record in found.records)
    if not above:
        return found.notes
    return (
        *found.notes,
        f"{above} {'grade is' if above == 1 else 'grades are'} above {LARGEST}, and Moodle may refuse the file. "
        "Set 'unlimitedgrades' in its general settings of grades, or adjust them.",
    )


def _row(record: Record) -> list[Value]:
    student = record.student
    line = {column.strip().casefold(): text for column, text in student.line}
    number = line.get("id number") or line.get("idnumber") or student.id
    email = line.get("email address") or student.email
    login = cell(student.line, "login")
    return [number, email, login, student.name, record.score, _feedback(record), record.bonus]


def _feedback(record: Record) -> str:
    """What earned no points and why, as HTML, which is what Moodle takes a comment for."""
    return html.escape(" ".join(comment(record)))
