"""Read `course.toml`, with which an instructor changes the course: each key has a default, each mistake a remedy.

Plain code and no pydantic: importing that takes 130 ms, and the students' kit reads this file in every grading.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.course.bug_exam import LARGEST_SEED, MOST_BUGS, TABLE
from grader.course.syllabus import HINT_LEVELS, LARGEST, SyllabusError
from grader.util.exit_status import WRONG_USAGE

NAME = "course.toml"
OPENINGS = ("passed", "deadline", "never")  # when the model answer to an exercise is shown
MOST_POINTS = 1_000  # of one exercise
LONGEST_GRACE = 24 * 60  # minutes; what is longer is another deadline
TABLES = {  # each with a line of it
    "points": "metrics.roc_auc = 6",
    "gates": "training.train_dense = 0.96",
    "late": "percent_per_day = 10",
    "extensions": '"ada@example.org" = 2027-02-07T23:59:00',
}
PRIVATE = ("extensions",)  # about persons: the students' copy is without them
MOST_SHOWN = 60  # characters of a wrong value


class CourseError(SyllabusError):
    """A mistake in the file: a sentence with its line, and the next thing to do."""

    status = WRONG_USAGE


@dataclass(frozen=True)
class Key:
    """A key of the file: what it may have, in words and as a test, and a line to copy."""

    words: str
    example: str
    fits: Callable[[Any], bool]


def _is_whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _is_number(least: float, most: float) -> Callable[[Any], bool]:
    return lambda value: type(value) in (int, float) and least <= value <= most


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


_TIME = Key("a date and time", "2027-01-31T23:59:00", lambda value: isinstance(value, datetime))
KEYS = {
    "title": Key("a text of one line", '"Digit Kata, spring term"', _is_text),
    "exercises": Key("a list of exercises and modules", '["preprocessing", "metrics.precision"]', _are_texts),
    "required_points": Key("a whole number above zero", "100", _is_whole(1, 100 * MOST_POINTS)),
    "bonus": Key("a list of exercises", '["metrics.roc_auc"]', _are_texts),
    "data": Key("auto, mnist, digits or the path of an mnist.npz", '"digits"', _is_text),
    "show_points": Key("true or false", "false", lambda value: isinstance(value, bool)),
    "hints": Key(f"a whole number from 0 to {HINT_LEVELS}", "2", _is_whole(0, HINT_LEVELS)),
    "solutions": Key(f"one of {', '.join(OPENINGS)}", '"deadline"', lambda value: value in OPENINGS),
    "own_exercises": Key("the path of a folder", '"my-exercises"', _is_text),
    "deadline": _TIME,
    "timezone": Key("the name of a time zone", '"Europe/Berlin"', _is_text),
    "grace": Key(f"whole minutes from 0 to {LONGEST_GRACE}", "15", _is_whole(0, LONGEST_GRACE)),
    "late.percent_per_day": Key("a number from 0 to 100", "10", _is_number(0, 100)),
    "late.floor": Key("a number from 0 to 100", "50", _is_number(0, 100)),
    "late.last_day": Key("a date", "2027-02-07", _is_day),
    TABLE: Key("a table", "[find_the_bug] on its own line, then points = 2", lambda value: value == {}),
    f"{TABLE}.points": Key(f"a whole number from 1 to {MOST_POINTS:,}", "2", _is_whole(1, MOST_POINTS)),
    f"{TABLE}.count": Key(f"a whole number from 1 to {MOST_BUGS}", "5", _is_whole(1, MOST_BUGS)),
    f"{TABLE}.seed": Key(f"a whole number from 0 to {LARGEST_SEED:,}", "2027", _is_whole(0, LARGEST_SEED)),
    f"{TABLE}.level": Key("a level: 1, 2 or 3", "2", _is_whole(1, 3)),
    f"{TABLE}.exercises": Key("a list of exercises and modules", '["metrics", "evaluation"]', _are_texts),
    # Of each exercise, and of each student.
    "points.": Key(f"a whole number from 1 to {MOST_POINTS:,}", "5", _is_whole(1, MOST_POINTS)),
    "gates.": Key("a share of the test images between 0 and 1", "0.97", _is_number(0.01, 0.9999)),
    "extensions.": _TIME,
}


@dataclass(frozen=True)
class CourseFile:
    """What stands in the file, each value of the kind that its key has.

    Attributes:
        path: of the file.
        text: of the file.
        values: by key, as `KEYS` names them; keys of a table begin with its name, as in `points.metrics.precision`.
    """

    path: Path
    text: str
    values: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default."""
        return self.values.get(key, default)

    def table(self, name: str) -> dict[str, Any]:
        """The values of a table, by the rest of their keys."""
        return {key.partition(".")[2]: value for key, value in self.values.items() if key.startswith(f"{name}.")}

    def fault(self, key: str, message: str, remedy: str, item: str = "") -> CourseError:
        """An error about a key, or about an item of its list."""
        return CourseError(f"{self.path.name}, line {self.line_of(key, item)}", message, remedy)

    def line_of(self, key: str, item: str = "") -> int:
        """The line that has a key, or the item of its list; 1 where that cannot be said."""
        line = self._lines.get(key, 1)
        for number, text in enumerate(self.text.split("\n")[line - 1 :], start=line):
            if item and re.search(rf"""["']{re.escape(item)}["']""", text):
                return number
        return line

    @cached_property
    def _lines(self) -> dict[str, int]:
        """The line of each key, with the names of its table before it."""
        found: dict[str, int] = {}
        table = ""
        for number, line in enumerate(self.text.split("\n"), start=1):
            if head := re.match(r"\s*\[\[?\s*([^\[\]]+?)\s*\]", line):
                table = f"{_plain(head[1])}."
                found.setdefault(table[:-1], number)
            elif pair := re.match(r"""\s*((?:"[^"]*"|'[^']*'|[\w.\- ])+?)\s*=""", line):
                found.setdefault(table + _plain(pair[1]), number)
        return found


def read(path: Path) -> CourseFile:
    """Read the file.

    Raises:
        CourseError: it cannot be read, or a key or value is not one of those that it may have.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValueError(f"it has more than {LARGEST:,} bytes")
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        values = tomllib.loads(text)
    except FileNotFoundError as error:
        raise CourseError(str(path), "there is no such file.", f"Name the {NAME} of your course.") from error
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number of too many digits
        raise CourseError(path.name, f"it cannot be read: {error}.", "Write it as TOML, in UTF-8.") from error
    found = CourseFile(path, text, _flat(values))
    for key, value in found.values.items():
        _refuse_unfit(found, key, value)
    return found


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by key; `metrics.precision` is a table in a table to TOML, and an exercise to us."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            inner = _flat(value)
            flat |= {f"{key}.{name}": each for name, each in inner.items()} or {key: value}
        else:
            flat[key] = value
    return {key: value for key, value in flat.items() if value != {} or key not in TABLES}


def _refuse_unfit(file: CourseFile, name: str, value: Any) -> None:
    table, dot, _rest = name.partition(".")
    _refuse_misplaced(file, name)
    key = KEYS.get(name) or (KEYS.get(f"{table}.") if dot else None)
    if key is None and name in TABLES:
        remedy = f"Write [{name}] on its own line, and below it {TABLES[name]}, for example."
        raise file.fault(name, f"{name} is a table.", remedy)
    if key is None:
        known = [each.rstrip(".") for each in KEYS]
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5) or [
            each for each in known if each.rpartition(".")[2] == name.rpartition(".")[2]
        ]
        remedy = f"Did you mean {close[0]}?" if close else f"The keys are {', '.join(known)}."
        raise file.fault(name, f"{name} is not a key.", remedy)
    if not key.fits(value):
        shown = str(value) if isinstance(value, date) else repr(value)
        if len(shown) > MOST_SHOWN:
            shown = f"{shown[:MOST_SHOWN]}…"
        raise file.fault(name, f"{name} is {shown}, which is not {key.words}.", f"Write {key.example}, for example.")


def _refuse_misplaced(file: CourseFile, name: str) -> None:
    """Refuse a key of the whole course that is below a table: TOML takes it for one of that table."""
    table, _dot, key = name.rpartition(".")
    if table and name not in KEYS and key in KEYS and key != TABLE:
        head = table.partition(".")[0]
        message = f"{key} is below [{head}], so it is read as a key of that table."
        raise file.fault(name, message, f"{key} belongs above the first [table]: move the line there.")


def _plain(key: str) -> str:
    """A key as TOML's reader has it, its parts joined by dots."""
    return re.sub(r"""["']|\s*(\.)\s*""", r"\1", key)
