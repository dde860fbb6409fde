"""A roster is the list of a course's students, read from your own CSV or from Moodle's and Canvas' gradebooks."""

import codecs
import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader.classroom.columns import COLUMNS, IDENTIFIERS
from grader.classroom.lms_names import Identity
from grader.classroom.records import Student
from grader.util.errors import Stopped

LARGEST = 5 << 20  # bytes; a line of a gradebook has some hundred
MOST_STUDENTS = 20_000
DELIMITERS = ",;\t"

_POINTS = "points possible"
_NO_STUDENTS = (_POINTS, "student, test", "test student")  # Canvas' other lines
POSSIBLE = "Points Possible: "  # before the name of an item: columns that students get from the line of points
SHORTEST_KEY, SHORTEST_NUMBER = 3, 5  # characters of a login, digits of an id: neither a word nor a count of something
MOODLES_COLUMNS = 6  # at least, of a grading worksheet
TO_ENGLISH = "Switch the site to English in Moodle, and download the worksheet again."
_KEYS = ("id", "sis", "login", "email", "participant")


class RosterError(Stopped):
    """The roster cannot be used: file, line, and the next thing to do."""


@dataclass(frozen=True)
class Listed:
    """A student and all that the roster knows him or her by.

    Attributes:
        student: for the record.
        cells: what was found, by the kinds of COLUMNS.
        canvas: whether `id` is the number that Canvas counts its users by.
    """

    student: Student
    cells: Mapping[str, str]
    canvas: bool

    @property
    def names(self) -> set[str]:
        """The ways in which the name may be written, as `person` does."""
        return {person(self.student.name)} - {""}

    @property
    def runs(self) -> set[str]:
        """The name without any sign, last name first, as in Canvas' file names."""
        name, first, last = self.student.name, self.cells.get("first", ""), self.cells.get("last", "")
        words = name.split()
        turned = [f"{last}{first}", f"{words[-1]}{''.join(words[:-1])}"] if words and "," not in name else []
        return {run_together(each) for each in (name, *turned)} - {""}  # not everybody's family name comes first


@dataclass(frozen=True)
class Roster:
    """The students of a course, in the order of the file."""

    listed: tuple[Listed, ...]

    @property
    def students(self) -> tuple[Student, ...]:
        return tuple(each.student for each in self.listed)

    def find(self, identity: Identity) -> Student | None:
        """Find the person a submission is from; None if nobody on the roster, or two, could be meant.

        A system's number is compared with the roster's numbers of that system alone, since another's matriculation
        number may be the same; where there are none, the name decides.
        """
        if identity.system in ("moodle", "canvas"):
            numbers = self._by["participant" if identity.system == "moodle" else "canvas"]
            if not numbers:
                return self._named(identity)
            found = self._one(numbers, identity.number)
            # A team's number is that of its group, which may be another student's.
            return found if found and (identity.system == "canvas" or self._agrees(found, identity)) else None
        if identity.system == "brightspace":  # none of its exports has the number
            return self._named(replace(identity, number=""))
        for given in identity.logins or (identity.label,):
            for kind in ("login", "id", "sis", "email"):
                if found := self._one(self._by[kind], given):
                    return found
        return None if identity.logins else self._named(identity) or self._within(identity.label)

    def is_guess(self, identity: Identity) -> bool:
        """Whether `find` goes by a part of the label alone, which a person has to look at."""
        found = self.find(identity)
        if found is None or identity.system:
            return False
        known = {found.id, found.email, cell(found.line, "login")}
        return person(identity.label) != person(found.name) and _key(identity.label) not in map(_key, known)

    def team(self, identity: Identity) -> tuple[Student, ...]:
        """The members of the team that a submission is from, by the worksheet's column of groups."""
        if identity.system != "moodle" or not run_together(identity.name):
            return ()
        wanted = run_together(identity.name)
        return tuple(each.student for each in self.listed if run_together(each.cells.get("group", "")) == wanted)

    def _within(self, label: str) -> Student | None:
        """The only student whose whole name, login or id is part of a label, as in `hw1_ada` and `Ada Lovelace (2)`."""
        words = _words(label.replace("_", " "))
        spaced = f" {' '.join(words)} "
        found = {
            each.student.id: each.student
            for each in self.listed
            if any(f" {written} " in spaced for written in _written(each))
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _agrees(self, student: Student, identity: Identity) -> bool:
        """Whether the name next to a number may be that of the student who has the number."""
        (listed,) = (each for each in self.listed if each.student.id == student.id)
        word = re.sub(r"\s*\d+\s*$", "", listed.cells["participant"])
        if not listed.cells.keys() & {"name", "first", "last"} or run_together(word) == run_together(identity.name):
            return True  # marking is blind
        tails = [identity.name[found.end() :] for found in re.finditer("-", identity.name)]
        names = {person(each) for each in (identity.name, *tails)}
        run = {run_together(each) for each in (identity.name, *tails)}
        return bool(listed.names & names) or run_together(student.name) in run

    def _named(self, identity: Identity) -> Student | None:
        name = identity.name or ("" if identity.system else identity.label)
        kind, written = ("run", run_together) if identity.system == "canvas" else ("name", person)
        # Moodle sets the name of a group before that of the student.
        tails = [name[found.end() :] for found in re.finditer("-", name)] if identity.system == "moodle" else []
        for each in (name, *tails):
            if written(each) and (found := self._one(self._by[kind], written(each), found_by=identity.number)):
                return found
        return None

    def _one(self, index: Mapping[str, list[Listed]], given: str, found_by: str = "") -> Student | None:
        found = index.get(_key(given), []) if given else []
        if len(found) > 1 and found_by:
            found = [each for each in found if _key(found_by) in {_key(each.cells.get(kind, "")) for kind in _KEYS}]
        return found[0].student if len(found) == 1 else None

    @cached_property
    def _by(self) -> dict[str, dict[str, list[Listed]]]:
        by: dict[str, dict[str, list[Listed]]] = {kind: defaultdict(list) for kind in (*_KEYS, "canvas", "name", "run")}
        for each in self.listed:
            for kind in _KEYS:
                if cell := each.cells.get(kind, ""):
                    by[kind][_key(_number(cell) if kind == "participant" else cell)].append(each)
            if each.canvas:
                by["canvas"][_key(each.cells["id"])].append(each)
            for name in each.names:
                by["name"][_key(name)].append(each)
            for name in each.runs:
                by["run"][_key(name)].append(each)
        return by


def read(file: Path) -> Roster:
    """Read a roster.

    Raises:
        RosterError: it cannot be read, or does not say who the students are.
    """
    rows = filled_rows(file, read_text(file))
    if not rows:
        raise RosterError(f"{file}: it is empty. Give it a line with the names of the columns and one per student.")
    (header_line, header), *rest = rows
    columns = find_columns(header, [row for _, row in rest])
    if not columns.keys() & {*_KEYS} and _is_numbered(header, [row for _, row in rest]):
        raise RosterError(f"{file}, line {header_line}: its columns are named in an unknown language. {TO_ENGLISH}")
    if not columns.keys() & {*_KEYS, "name", "last"}:
        raise RosterError(
            f"{file}, line {header_line}: no column says who a student is. Name one id, username, email or name."
        )
    canvas = {"student", "id"} <= {_plain(each) for each in header}
    possible: tuple[tuple[str, str], ...] = ()
    listed: list[Listed] = []
    first_line: dict[str, int] = {}
    for line, row in rest:
        cells = {kind: cell for kind, places in columns.items() if (cell := _filled(row, places))}
        if canvas and cells.get("name", "").casefold() == _POINTS:
            possible = _possible(header, row)
        if not cells or (canvas and _is_no_student(cells)):
            continue
        student = _student(cells, (*zip(header, row, strict=False), *possible))
        if student.id in first_line:
            raise RosterError(
                f"{file}, line {line}: {student.id!r} is already in line {first_line[student.id]}. Remove one."
            )
        first_line[student.id] = line
        listed.append(Listed(student, cells, canvas and "id" in cells))
        if len(listed) > MOST_STUDENTS:
            raise RosterError(
                f"{file}, line {line}: more than {MOST_STUDENTS:,} students. Name the roster of a course."
            )
    if not listed:
        raise RosterError(f"{file}: there is no student in it. Add a line for each.")
    return Roster(tuple(listed))


def _written(listed: Listed) -> set[str]:
    """The words that identify a person anywhere in a name: a name of several words, a login, an id."""
    words = _words(listed.student.name)
    names = {" ".join(words), " ".join([*words[-1:], *words[:-1]])} if len(words) > 1 else set()
    known = (listed.cells.get(kind, "") for kind in ("login", "id", "sis", "email"))
    keys = {" ".join(_words(each.replace("_", " "))) for each in known if len(each) >= SHORTEST_KEY}
    return names | {key for key in keys if not key.isdigit() or len(key) >= SHORTEST_NUMBER}


def person(name: str) -> str:
    """The words of a name, without case, accents and signs, in one order: `Doe, Jané` and `Jane Doe` are the same."""
    return " ".join(sorted(_words(name)))


def run_together(name: str) -> str:
    """All letters and digits of a name, without case, accents and signs."""
    return "".join(_words(name))


def _words(name: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    without = "".join(each for each in apart if unicodedata.category(each) not in ("Mn", "Mc", "Me", "Cf"))
    return re.findall(r"[^\W_]+", re.sub("['\u2019]", "", without))  # O'Neill is one word


def _key(given: str) -> str:
    return unicodedata.normalize("NFKC", given.strip()).casefold()


def _number(identifier: str) -> str:
    """Moodle's worksheet says Participant 1234567, in the language of the course."""
    found = re.search(r"(\d{1,18})\s*$", identifier)
    return found[1] if found else identifier


def read_text(file: Path, *, of: str = "the roster", keep_mark: bool = False) -> str:
    """The text of a CSV file, such as the roster; Excel's byte order mark is left out unless it is to be kept.

    Raises:
        RosterError: it cannot be read, or is not text.
    """
    try:
        if file.is_dir():
            raise RosterError(f"{file}: this is a folder. Name the CSV file in it.")
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise RosterError(f"{file}: it cannot be read: {error.strerror}. Name the CSV file of {of}.") from error
    if len(content) > LARGEST:
        raise RosterError(f"{file}: it has more than {LARGEST:,} bytes. Name {of} of one course.")
    if content.startswith(b"PK\x03\x04"):
        raise RosterError(f"{file}: this is a workbook or an archive. Save it as CSV UTF-8.")
    try:
        unicode = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not keep_mark  # as Excel calls it
        text = content.decode("utf-16" if unicode else "utf-8" if keep_mark else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RosterError(f"{file}, line {line}: this is not UTF-8 text. Save it as CSV UTF-8.") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise RosterError(f"{file}, line {line}: this is not text. Save it as CSV UTF-8.")
    return text


_SEPARATOR = re.compile(r"\s*\"?sep=([;,\t|])\"?\r?$", re.MULTILINE | re.IGNORECASE)


def filled_rows(file: Path, text: str) -> list[tuple[int, list[str]]]:
    """The rows that have something in them, each with the line where it ends.

    Raises:
        RosterError: it is not CSV.
    """
    if said := _SEPARATOR.match(text):  # Excel's own line, which is no row
        text, delimiter = text[said.end() :], said[1]
    else:
        first = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise RosterError(f"{file}, line {reader.line_num}: {error}. Save it as CSV again.") from error


_WORD_AND_NUMBER = re.compile(r"[^\d]{3,}?\s?\d{1,18}")  # Participant 17, Teilnehmer/in17


def find_columns(header: Iterable[str], rows: Iterable[Sequence[str]] = ()) -> dict[str, list[int]]:
    """The places of columns by kind; Moodle's identifier is known by its cells, since German calls it ID."""
    plain = [_plain(each) for each in header]
    found = {kind: [plain.index(name) for name in names if name in plain] for kind, names in COLUMNS.items()}
    known = plain[:1] and (plain[0] in IDENTIFIERS or any(found[kind] for kind in ("maximum", "modified", "graded")))
    if known and _is_numbered(plain, rows):
        found = {kind: [place for place in places if place] for kind, places in found.items()}
        found["participant"] = [0]
    return {kind: places for kind, places in found.items() if places}


def _is_numbered(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Whether the first column is that of Moodle's grading worksheet, in whatever language."""
    cells = [row[0].strip() for row in rows if row]
    numbered = bool(cells) and all(_WORD_AND_NUMBER.fullmatch(cell) for cell in cells)
    return numbered and len(header) >= MOODLES_COLUMNS


def cell(line: Iterable[tuple[str, str]], kind: str) -> str:
    """A roster line's cell for this kind of COLUMNS, such as the login; empty if there is none."""
    columns, row = zip(*line, strict=True) if (line := tuple(line)) else ((), ())
    return _filled(list(row), find_columns(columns, [row]).get(kind, ()))


def _plain(column: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", column.casefold()))


def _filled(row: list[str], places: Iterable[int]) -> str:
    cells = (row[place].strip() for place in places if place < len(row))
    return next(filter(None, (cell.removeprefix("#") for cell in cells)), "")  # Brightspace marks numbers as text


def _possible(header: Sequence[str], row: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What Canvas' items are out of; of its totals, the line says no number."""
    found = zip(header, (cell.strip() for cell in row), strict=False)
    return tuple((f"{POSSIBLE}{item}", cell) for item, cell in found if re.fullmatch(r"\d+(?:[.,]\d+)?", cell))


def _is_no_student(cells: Mapping[str, str]) -> bool:
    name = cells.get("name", "").casefold()
    return not cells.keys() & {*_KEYS} or (name in _NO_STUDENTS and "sis" not in cells)


def _student(cells: Mapping[str, str], line: tuple[tuple[str, str], ...]) -> Student:
    name = cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
    known = next((cells[kind] for kind in ("id", "sis", "login", "participant", "email") if kind in cells), name)
    return Student(id=known, name=name or known, email=cells.get("email", ""), line=line)
