"""Moodle's grading worksheet as the instructor has downloaded it: its columns found, in any of the known languages."""

import re
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.columns import NO, YES
from grader.classroom.exports.handover import number_of
from grader.classroom.exports.raw_table import RawTable, TableError, parse
from grader.classroom.roster import TO_ENGLISH, Listed, Roster, RosterError, find_columns, read_text
from grader.classroom.roster import read as read_roster

AGAIN = "Download the grading worksheet again."
ALWAYS_THERE = {"grade": "a grade", "maximum": "a maximum", "graded": "when a grade was last changed"}


@dataclass(frozen=True)
class Row:
    """A row of the worksheet.

    Attributes:
        listed: the student.
        place: among the rows of the file.
        grade, comment, modified, graded: the cells as they are; empty if there is none.
        maximum: of the grade.
        locked: whether Moodle keeps the grade as it is.
    """

    listed: Listed
    place: int
    grade: str
    comment: str
    modified: str
    graded: str
    maximum: float
    locked: bool


@dataclass(frozen=True)
class Worksheet:
    """The file.

    Attributes:
        file: where it was read.
        table: all its cells.
        rows: of students.
        columns: the places of the cells to fill, by kind: grade and, if comments are switched on, feedback.
        comma: whether numbers have a decimal comma.
        decimals: of a grade.
        english: whether its times are in English.
    """

    file: Path
    table: RawTable
    rows: tuple[Row, ...]
    columns: dict[str, int]
    comma: bool
    decimals: int
    english: bool

    @property
    def maximum(self) -> float:
        return self.rows[0].maximum

    @property
    def roster(self) -> Roster:
        return Roster(tuple(row.listed for row in self.rows))

    def number(self, grade: float) -> str:
        """A grade as this worksheet writes it."""
        text = f"{grade:.{max(self.decimals, len(f'{grade:g}'.partition('.')[2]))}f}"
        return text.replace(".", ",") if self.comma else text


def read(file: Path) -> Worksheet:
    """Read a worksheet.

    Raises:
        RosterError: it is not one, or in an unknown language: file, what is wrong, and the next thing to do.
    """
    roster = read_roster(file)
    try:
        table = parse(read_text(file, keep_mark=True))
    except TableError as error:
        raise RosterError(f"{file}, {error}. {AGAIN}") from error
    header, *rest = (row for row in enumerate(table.rows) if any(cell.text.strip() for cell in row[1]))
    names = [cell.text for cell in header[1]]
    places = _columns(file, names, [[cell.text for cell in row] for _, row in rest])
    uneven = next((place for place, row in rest if len(row) != len(names)), None)
    if uneven is not None or len(rest) != len(roster.listed):
        raise RosterError(f"{file}, row {(uneven or 0) + 1}: it does not have the columns of the first row. {AGAIN}")
    maxima = [row[places["maximum"]].text for _, row in rest]
    rows = tuple(
        Row(
            listed=listed,
            place=place,
            grade=row[places["grade"]].text,
            comment=row[places["feedback"]].text if "feedback" in places else "",
            modified=row[places["modified"]].text if "modified" in places else "",
            graded=row[places["graded"]].text,
            maximum=_number(file, row[places["maximum"]].text),
            locked=_is_locked(file, row[places["changeable"]].text),
        )
        for listed, (place, row) in zip(roster.listed, rest, strict=True)
    )
    return Worksheet(
        file=file,
        table=table,
        rows=rows,
        columns={kind: places[kind] for kind in ("grade", "feedback") if kind in places},
        comma=any("," in text for text in maxima),
        decimals=max(len(re.split("[.,]", text)[1]) if re.search("[.,]", text) else 0 for text in maxima),
        english="last modified" in " ".join(names).casefold(),
    )


def _columns(file: Path, names: list[str], cells: list[list[str]]) -> dict[str, int]:
    """The places of all columns that are there, by kind; RosterError where one is missing that is always there."""
    found = find_columns(names, cells)
    kinds = ("participant", "grade", "maximum", "graded", "modified")
    places = {kind: found[kind][0] for kind in kinds if found.get(kind)}
    if "participant" not in places:
        raise RosterError(f"{file}: this is not a Moodle grading worksheet. {AGAIN}")
    places |= _placed_by_order(places, len(names), found)
    for kind, lacking in ALWAYS_THERE.items():
        if kind not in places:
            raise RosterError(f"{file}: no known column says {lacking}. {TO_ENGLISH}")
    return places


def _placed_by_order(places: dict[str, int], columns: int, found: dict[str, list[int]]) -> dict[str, int]:
    """Columns that Moodle writes next to known ones, whatever they are called: grade, maximum, changeable; comments."""
    more: dict[str, int] = {}
    if "maximum" in places:
        more = {"grade": places["maximum"] - 1, "changeable": places["maximum"] + 1}
    elif "grade" in places:
        more = {"maximum": places["grade"] + 1, "changeable": places["grade"] + 2}
    if found.get("feedback"):
        more["feedback"] = found["feedback"][0]
    elif "graded" in places and places["graded"] + 2 == columns:
        more["feedback"] = columns - 1
    return {kind: place for kind, place in more.items() if place < columns}


def _number(file: Path, text: str) -> float:
    number = number_of(text)
    if number is None:
        raise RosterError(
            f"{file}: {text!r} is not a maximum grade. Set the assignment's grade type to points, and download the "
            "worksheet again."
        )
    return number


def _is_locked(file: Path, text: str) -> bool:
    word = text.strip().casefold()
    if word not in NO | YES:
        raise RosterError(f"{file}: {text!r} does not say whether a grade can be changed. {TO_ENGLISH}")
    return word in NO
