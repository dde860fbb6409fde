"""Canvas' gradebook import (Grades > Import): its own columns, the points possible, a row per student."""

from collections.abc import Sequence
from pathlib import Path

from grader.classroom.exports.csv_cells import Identifier, Value, to_csv
from grader.classroom.exports.exportable import select_exportable
from grader.classroom.records import Record
from grader.classroom.roster import cell
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole

ITEM = "Digit Kata"  # Canvas asks which assignment an unknown one is
STUDENT, ID, SIS_USER, SIS_LOGIN, SECTION = "Student", "ID", "SIS User ID", "SIS Login ID", "Section"
# Bonus is worth 0 points possible, which is how Canvas counts points on top.
COLUMNS = (STUDENT, ID, SIS_USER, SIS_LOGIN, SECTION, ITEM, f"{ITEM} bonus")
POINTS = "Points Possible"  # a row whose first cell has these words in it is taken for the row of points


def write_canvas(records: Sequence[Record], syllabus: Syllabus, file: Path) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Sentences on who is left out, and on students whom Canvas can find by name or login only.

    Raises:
        OSError: the file cannot be written; the old one is unchanged.
    """
    found = select_exportable(records, syllabus)
    head: list[Value] = [f"    {POINTS}", None, None, None, None, found.points, 0]
    write_whole(file, to_csv([COLUMNS, head, *(_row(record) for record in found.records)]))
    if all(_is_from_canvas(dict(record.student.line)) for record in found.records):
        return found.notes
    return (
        *found.notes,
        "Canvas finds students without its own ID by login or name. "
        "Give its exported gradebook as --roster, and check its preview before you save.",
    )


def _row(record: Record) -> list[Value]:
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
    return [*who, record.score, record.bonus]


def _is_from_canvas(line: dict[str, str]) -> bool:
    """Whether a line of the roster is one of Canvas' exported gradebook."""
    return {STUDENT, ID, SECTION} <= line.keys()
