"""The times that a course's system writes, read in the language of its teacher."""

import contextlib
import functools
import re
from datetime import datetime

from grader.course.lateness import YEARS
from grader.util.errors import Stopped

GUESSED = "newest file of "  # how a time begins that is only the files' own
OUTDATED = "after "  # and one after which the work was handed in again


class DatesUnreadable(Stopped):
    """Times cannot be read here: a sentence that ends with the next thing to do."""


@functools.lru_cache(maxsize=4_096)  # a class hands in within the same minutes
def moment_of(text: str) -> datetime | None:
    """The time that a text of a system's means; None where it means none, or only one of files.

    Raises:
        DatesUnreadable: the library for it is not there.

    >>> moment_of("Samstag, 28. November 2026, 12:41")
    datetime.datetime(2026, 11, 28, 12, 41)
    """
    if text.startswith((GUESSED, OUTDATED)) or not re.search(r"\d.*\d:\d\d", text):
        return None
    with contextlib.suppress(ValueError):
        return _possible(datetime.fromisoformat(text))
    try:
        import dateparser
    except ImportError as error:
        raise DatesUnreadable(
            "The times of hand-ins cannot be read without dateparser. Use `nox -s class`, or install it: "
            "python -m pip install dateparser"
        ) from error
    found: datetime | None = dateparser.parse(text, settings={"PARSERS": ["absolute-time"], "STRICT_PARSING": True})
    return _possible(found)


def _possible(when: datetime | None) -> datetime | None:
    """A time that a zone can be reckoned with, or None."""
    return when if when is not None and when.year in YEARS else None
