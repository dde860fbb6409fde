"""Grades of one item, as Brightspace (Grades > Import) and Blackboard (Work Offline > Upload) read them.

Both want a column that says who, and above the grades the item's name as their own export has it, which also says what
it is out of. The columns are those of the help of D2L (Importing grades) and Anthology (Work offline with grade data).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader.classroom.exports.csv_cells import Identifier, Value, to_csv
from grader.classroom.exports.exportable import bonus_notes, select_exportable
from grader.classroom.exports.handover import PLAIN, Handover, NotWrittenError, maximum_notes, only_number, scaled
from grader.classroom.records import Record
from grader.classroom.roster import cell
from grader.course.syllabus import Syllabus
from grader.util.files import write_whole


@dataclass(frozen=True)
class System:
    """What a system's table looks like.

    Attributes:
        name: of the system.
        identifiers: columns by which it finds a student, each with its kind in a roster; one is enough, and a column is
            there only if it is filled for all.
        grade: what stands behind the name of an item.
        maximum: what its own export says behind that, with the item's maximum.
        end: a column without meaning at the end of each line, and what is in it; or nothing.
    """

    name: str
    identifiers: Mapping[str, str]
    grade: str
    maximum: re.Pattern[str]
    end: tuple[str, ...] = ()

    def heading(self, item: str) -> str:
        """What stands above the grades of an item that its export does not have."""
        return f"{item}{self.grade}"

    def is_heading(self, column: str, item: str) -> bool:
        """Whether a column of a roster is this item of its own export."""
        stated = self.maximum.search(column)
        return stated is not None and column[: stated.start()].strip() == self.heading(item)


BRIGHTSPACE = System(
    "Brightspace",
    {"OrgDefinedId": "id", "Username": "login"},
    " Points Grade",
    re.compile(r"<[^>]*\bMaxPoints:([\d.,]+).*"),
    ("End-of-Line Indicator", "#"),
)
BLACKBOARD = System("Blackboard", {"Username": "login"}, "", re.compile(r"\[Total Pts: ([\d.,]+).*"))


def write_grades(
    system: System, records: Sequence[Record], syllabus: Syllabus, file: Path, how: Handover = PLAIN
) -> tuple[str, ...]:
    """Write the table, UTF-8 without a byte order mark.

    Returns:
        Sentences on who is left out and on the maximum to set.

    Raises:
        NotWrittenError: the maximum is not known, or who is meant.
        OSError: the file cannot be written; the old one is unchanged.
    """
    found = select_exportable(records, syllabus)
    columns = (column for record in found.records for column, _ in record.student.line)
    known = next((column for column in columns if system.is_heading(column, how.title)), "")
    maxima = {stated[1] for stated in [system.maximum.search(known)] if stated}
    most = how.maximum(only_number(maxima))
    filled = {
        column: cells
        for column, kind in system.identifiers.items()
        if all(cells := [_identifier(record, column, kind) for record in found.records])
    }
    if not filled:
        raise NotWrittenError(
            f"{system.name} finds students by {' or '.join(system.identifiers)}, and not all have one. Give its "
            "exported grades as --roster."
        )
    head: list[Value] = [
        *filled,
        Identifier(known or system.heading(how.title)),
        *([system.heading(f"{how.title} bonus")] if how.bonus else []),
        *system.end[:1],
    ]
    grades = [scaled(record.score, found.points, most) for record in found.records]
    rows: list[list[Value]] = [
        [
            *(Identifier(cells[place]) for cells in filled.values()),
            grades[place],
            *([scaled(record.bonus, found.points, most)] if how.bonus else []),
            *system.end[1:],
        ]
        for place, record in enumerate(found.records)
    ]
    write_whole(file, to_csv([head, *rows]))
    notes = [*found.notes, *maximum_notes(maxima, found.points, most, grades)]
    if not known:
        notes.append(
            f"The roster has no item {how.title!r} of {system.name}, which would make a new one. Give its exported "
            "grades as --roster, and the item's name as --item."
        )
    return (*notes, *bonus_notes(found, how, most))


write_brightspace = partial(write_grades, BRIGHTSPACE)
write_blackboard = partial(write_grades, BLACKBOARD)


def _identifier(record: Record, column: str, kind: str) -> str:
    """What the roster has in this column, with Brightspace's own sign before it, if that is where it is from."""
    return dict(record.student.line).get(column, "").strip() or cell(record.student.line, kind)
