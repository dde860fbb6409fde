"""Canvas' gradebook import (Grades > Import): its own columns, the points possible, a row per student."""

import re
from collections.abc import Sequence
from pathlib import Path

from grader.classroom.exports.csv_cells import Identifier, Value, to_csv
from grader.classroom.exports.exportable import bonus_notes, select_exportable
from grader.classroom.exports.handover import PLAIN, Handover, above_notes, only_number, scaled
from grader.classroom.records import Record, whole
from grader.classroom.roster import POSSIBLE, cell
from grader.course.current import current
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole

STUDENT, ID, SIS_USER, SIS_LOGIN, SECTION = "Student", "ID", "SIS User ID", "SIS Login ID", "Section"
WHO = (STUDENT, ID, SIS_USER, SIS_LOGIN, SECTION)
POINTS = "Points Possible"  # a row whose first cell has these words in it is taken for the row of points


def write_canvas(records: Sequence[Record], syllabus: Syllabus, file: Path, how: Handover = PLAIN) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Sentences on who is left out, the maximum to set, and on students whom Canvas can find by name or login only.

    Raises:
        NotWrittenError: the maximum is not known.
        OSError: the file cannot be written; the old one is unchanged.
    """
    found = select_exportable(records, syllabus)
    most = how.maximum(only_number(_possible(records, how.title)))
    points = found.points if most is None else whole(most)
    # Bonus is worth 0 points possible, which is how Canvas counts points on top.
    columns: list[Value] = [*WHO, Identifier(how.title), *([f"{current().syllabus.title} bonus"] if how.bonus else [])]
    head: list[Value] = [f"    {POINTS}", None, None, None, None, points, *([0] if how.bonus else [])]
    rows = [
        [
            *_who(record),
            scaled(record.score, found.points, most),
            *([scaled(record.bonus, found.points, most)] if how.bonus else []),
        ]
        for record in found.records
    ]
    write_whole(file, to_csv([columns, head, *rows]))
    grades = [scaled(record.score, found.points, most) for record in found.records]
    notes = [*found.notes, f"Set the assignment's points to {points:g} before you import."]
    notes += above_notes(grades, points)
    if not how.item:
        notes.append(
            f"Canvas asks which assignment {how.title!r} is, or makes a new one. Give --item 'Title (id)', as in "
            "the first line of its exported gradebook."
        )
    if not all(_is_from_canvas(dict(record.student.line)) for record in found.records):
        notes.append(
            "Canvas finds students without its own ID by login or name. "
            "Give its exported gradebook as --roster, and check its preview before you save."
        )
    return (*notes, *bonus_notes(found, how, most))


def _possible(records: Sequence[Record], item: str) -> set[str]:
    """What an item, named with its number or without, is out of in the exported gradebook."""
    column = re.compile(re.escape(f"{POSSIBLE}{item}") + r"(?: \(\d+\))?")
    return {cell for record in records for name, cell in record.student.line if column.fullmatch(name)}


def _who(record: Record) -> list[Value]:
    line = dict(record.student.line)
    if _is_from_canvas(line):
        who = [
            line.get(STUDENT, ""),
            *(Identifier(line.get(column, "")) for column in (ID, SIS_USER, SIS_LOGIN, SECTION)),
        ]
    else:
        known = record.student.id
        # A number of another system's in the column ID could be another student's.
        login = line.get(SIS_LOGIN) or cell(record.student.line, "login") or known
        who = [record.student.name, "", line.get(SIS_USER, known), login, ""]
    who[0] = who[0].replace(POINTS, POINTS.lower())
    return [*who]


def _is_from_canvas(line: dict[str, str]) -> bool:
    """Whether a line of the roster is one of Canvas' exported gradebook."""
    return {STUDENT, ID, SECTION} <= line.keys()
