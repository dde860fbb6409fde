"""Brightspace's grade import (Grades > Enter Grades > Import): who, the grade, and a sign at the end of each line.

Its columns are those of D2L's help on importing grades.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from grader.classroom.exports.csv_cells import Identifier, Value, to_csv
from grader.classroom.exports.exportable import bonus_notes, select_exportable
from grader.classroom.exports.handover import (
    NO_MAXIMUM,
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

# By which Brightspace finds a student; one of the two is enough, and a column is there only if it is filled for all.
IDENTIFIERS = {"OrgDefinedId": "id", "Username": "login"}
END, SIGN = "End-of-Line Indicator", "#"
GRADE = "Points Grade"  # behind the name of an item
_MAXIMUM = re.compile(r"<[^>]*\bMaxPoints:([\d.,]+)")  # what its own export says of an item behind that


def write_brightspace(
    records: Sequence[Record], syllabus: Syllabus, file: Path, how: Handover = PLAIN
) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Sentences on who is left out and on the maximum to set, or why nothing was written.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    found = select_exportable(records, syllabus)
    title = _title(found.records, how.title)
    stated = _MAXIMUM.search(title)
    maxima = {stated[1]} if stated else set()
    most = how.scale.maximum(only_number(maxima))
    if how.scale.auto and most is None:
        return (NO_MAXIMUM,)
    filled = {
        column: cells
        for column, kind in IDENTIFIERS.items()
        if all(cells := [_identifier(record, column, kind) for record in found.records])
    }
    if not filled:
        return (
            "It was not written: Brightspace finds students by OrgDefinedId or Username, and not all have one. "
            "Give its exported grades as --roster.",
        )
    columns: list[Value] = [*filled, Identifier(title), *([f"{how.title} bonus {GRADE}"] if how.bonus else []), END]
    rows: list[list[Value]] = [
        [
            *(Identifier(cells[place]) for cells in filled.values()),
            scaled(record.score, found.points, most),
            *([scaled(record.bonus, found.points, most)] if how.bonus else []),
            SIGN,
        ]
        for place, record in enumerate(found.records)
    ]
    write_whole(file, to_csv([columns, *rows]))
    notes = [*found.notes, *maximum_notes(maxima, found.points, most)]
    if not stated:
        notes.append(
            f"Brightspace offers to make an item {how.title!r} if it has none of that name: "
            "--item says which one you mean."
        )
    return (*notes, *bonus_notes(found, how, most))


def _title(records: Sequence[Record], item: str) -> str:
    """The heading of the grades: the one in Brightspace's own export, if that has the item."""
    wanted = f"{item} {GRADE}"
    headings = (column for record in records for column, _ in record.student.line)
    return next((column for column in headings if column.partition(" <")[0].strip() == wanted), wanted)


def _identifier(record: Record, column: str, kind: str) -> str:
    """What the roster has in this column, with Brightspace's own sign before it, if that is where it is from."""
    return dict(record.student.line).get(column, "").strip() or cell(record.student.line, kind)
