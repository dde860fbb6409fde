"""A cell of a table says what it is given and does nothing: no formula, no line of its own, nothing invisible."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

Value = str | int | float | bool | None


class Identifier(str):
    """What a system knows a student by: it matches nobody with an apostrophe before it, so it stays as it was."""

    __slots__ = ()


LONGEST = 32_000  # characters; a cell of a spreadsheet takes 32,767
BOM = "\ufeff"  # without it Excel takes UTF-8 for the system's old encoding

# What makes a cell a formula: = + - @ and the forms of them that some programs read alike (full-width, small, raised,
# lowered, the minus of mathematics).
_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u207b\u208c\u208a\u208b\u2212"
# A cell begins at a semicolon as well, where the system's list separator is one.
_FORMULA = re.compile(rf"(?:^|;)[\s\"\u200c\u200d]*(?=[{_STARTS}])")
_JOINERS = "\u200c\u200d"  # invisible, and needed to write Persian, Hindi and family emoji
_REMOVED = frozenset({"Cc", "Cf", "Cs"})  # control, format, surrogate
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def clean(text: str, *, lines: bool = False) -> str:
    r"""`text` without control characters and what turns the direction of writing; breaks and tabs become spaces.

    Args:
        text: anything, at most LONGEST characters of it are kept.
        lines: whether \n and \t stay what they are.
    """
    kept = []
    for character in text[:LONGEST]:
        if lines and character in "\n\t":
            kept.append(character)
        elif character in _BREAKS:
            kept.append(" ")
        elif character in _JOINERS or unicodedata.category(character) not in _REMOVED:
            kept.append(character)
    return "".join(kept)


def cell(text: str) -> str:
    """`text` as a cell: clean, and with an apostrophe before what a spreadsheet would calculate.

    >>> cell("=1+1")
    "'=1+1"
    """
    return _FORMULA.sub(r"\g<0>'", clean(text))


def to_csv(rows: Iterable[Sequence[Value]], *, bom: bool = False) -> str:
    r"""Rows as CSV with commas and \r\n; every text goes through `cell`, numbers stand as they are.

    Args:
        rows: all of the same length; None is an empty cell, a bool is yes or no.
        bom: whether Excel is to know that this is UTF-8.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerows([_shown(value) for value in row] for row in rows)
    return (BOM if bom else "") + stream.getvalue()


def _shown(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Identifier):
        return clean(value)
    return cell(value) if isinstance(value, str) else value
