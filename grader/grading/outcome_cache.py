"""The cache keeps the outcomes of slow exercises, under a key of everything that could change them."""

import json
from dataclasses import replace

from grader.course.syllabus import Exercise
from grader.report.report import Outcome
from grader.report.serialization import from_dict, to_dict
from grader.util.cache import folder, write_plain


def get(exercise: Exercise, name: str, place: str = "") -> Outcome | None:
    """The outcome kept under a key, or None if there is none that can be read, or none that holds.

    Args:
        exercise: whose outcome.
        name: the key.
        place: how and where the code is written. If that is another one than it was, an outcome that quotes lines of
            the student's does not hold: they are others by now.
    """
    try:
        kept = json.loads((folder() / "results" / f"{name}.json").read_text(encoding="utf-8"))
        moved = kept.pop("place") != place
        outcome = from_dict(exercise, kept)
        if moved and any(check.quotes_source for check in outcome.checks):
            return None
        return replace(outcome, cached=True)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # missing, damaged or of another kind
        return None


def put(outcome: Outcome, name: str, place: str = "") -> None:
    """Keep an outcome, with how and where the code is written.

    One that could not be judged is not kept, and a folder that cannot be written is not an error.
    """
    if outcome.status == "error":
        return
    kept = to_dict(outcome) | {"place": place, "reference": None}  # it may be known better by then
    write_plain(folder() / "results" / f"{name}.json", kept)
