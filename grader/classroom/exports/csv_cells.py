"""A cell of a table shows its text and does nothing: no formula, no line break, nothing invisible."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from grader.util.text import clean

Value = str | int | float | bool | None


class Identifier(str):
    """A system's name for a student: with an apostrophe before it, it matches nobody, so it stays unchanged."""

    __slots__ = ()


BOM = "\ufeff"  # without it Excel takes UTF-8 for the system's old encoding

# What makes a cell a formula: = + - @ and the forms of them that some programs read alike (full-width, small, raised,
# lowered, the minus of mathematics).
_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u207b\u208c\u208a\u208b\u2212"
# A cell begins at a semicolon as well, where the system's list separator is one.
_FORMULA = re.compile(rf"(?:^|;)[\s\"\u200c\u200d]*(?=[{_STARTS}])")


def cell(text: str) -> str:
    """`text` as a cell: clean, and with an apostrophe before what a spreadsheet would calculate.

    >>> cell("=1+1")
    "'=1+1"
    """
    return _FORMULA.sub(r"\g<0>'", clean(text))


def to_csv(rows: Iterable[Sequence[Value]], *, bom: bool = False) -> str:
    r"""Rows as CSV with commas and \r\n; every text goes through `cell`, numbers stay unchanged.

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
