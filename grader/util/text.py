"""Text from others, made fit to show: in a terminal, on a page, in a cell of a table."""

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

LONGEST_CELL = 32_000  # characters; a cell of a spreadsheet takes 32,767
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
    for character in text[:LONGEST_CELL]:
        if lines and character in "\n\t":
            kept.append(character)
        elif character in _BREAKS:
            kept.append(" ")
        elif character in _JOINERS or unicodedata.category(character) not in _REMOVED:
            kept.append(character)
    return "".join(kept)


def close_names(name: str, known: Iterable[str]) -> list[str]:
    """What somebody may have meant by `name`: the one that it is a slip of, else up to three that are like it."""
    from difflib import get_close_matches  # here, because nearly all that is shown needs none

    names = list(known)
    return get_close_matches(name, names, n=1, cutoff=0.85) or get_close_matches(name, names, n=3, cutoff=0.5)


def cut(text: str, most: int) -> str:
    """The text, or its beginning where it has more than so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def as_argument(path: Path | str) -> str:
    """A path as one types it into a command, in quotation marks where it needs them."""
    import shlex
    import subprocess  # here, because most commands print no path

    return subprocess.list2cmdline([str(path)]) if sys.platform == "win32" else shlex.quote(str(path))


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 point, 2 points."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


LONGEST_FEEDBACK = 4_000  # characters of what is said of one check, or printed meanwhile: two screens
MOST_MARKS = 3  # accents on one letter; more of them climb into the lines above


def sanitize(text: str) -> str:
    """The beginning of `text` with what would steer a terminal, or turn the direction of writing, made visible."""
    shown = []
    marks = 0  # in a row
    for character in text[:LONGEST_FEEDBACK]:
        category = unicodedata.category(character)
        marks = marks + 1 if category in _MARKS else 0
        steers = category in _STEERING and character not in "\n\t"
        shown.append(_escaped(character) if steers or marks > MOST_MARKS else character)
    return "".join(shown) + ("…" if len(text) > LONGEST_FEEDBACK else "")


def one_line(text: str) -> str:
    """The same without breaks, for a sentence that has a name in it which somebody else chose."""
    return " ".join(sanitize(text).split())


_MARKS = frozenset({"Mn", "Me"})  # that take no room of their own
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # control, format, surrogate, private use, separators


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
