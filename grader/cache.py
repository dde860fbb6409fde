"""The cache keeps what became of exercises that take long, under a key of all that could change it."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs

from grader.files import write_whole
from grader.kept import from_kept, to_kept
from grader.report import Outcome
from grader.syllabus import Exercise

FORMAT = 5  # of the files; another one is not read


def folder() -> Path:
    """Where results and made data are kept; `DIGIT_KATA_CACHE` names another folder."""
    if named := os.environ.get("DIGIT_KATA_CACHE"):
        return Path(named)
    try:
        found = Path(platformdirs.user_cache_dir("digit-kata"))
    except RuntimeError:  # a user without a home, which its older releases call `~`
        found = Path("~")
    return found if found.is_absolute() else Path(os.devnull, "digit-kata")  # where nothing can be kept


def key(**facts: Any) -> str:
    """SHA-256 over everything that an outcome depends on."""
    return hashlib.sha256(json.dumps({"format": FORMAT, **facts}, sort_keys=True).encode()).hexdigest()


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
        if kept.pop("place") != place and ".py" in json.dumps(kept["checks"]):
            return None
        return replace(from_kept(exercise, kept), cached=True)
    except (OSError, ValueError, KeyError, TypeError):  # missing, damaged or of another kind: it is made again
        return None


def put(outcome: Outcome, name: str, place: str = "") -> None:
    """Keep an outcome, with how and where the code is written.

    One that could not be judged is not kept, and a folder that cannot be written is not an error.
    """
    if outcome.status == "error":
        return
    kept = to_kept(outcome) | {"place": place, "reference": None}  # it may be known better by then
    _write(folder() / "results" / f"{name}.json", kept)


def get_facts(name: str) -> dict[str, Any] | None:
    """Facts kept under a key, or None."""
    try:
        kept = json.loads((folder() / "facts" / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def put_facts(facts: dict[str, Any], name: str) -> None:
    """Keep facts, plain values by name."""
    _write(folder() / "facts" / f"{name}.json", facts)


def _write(target: Path, kept: dict[str, Any]) -> None:
    """Write a file as a whole, or not at all where the folder cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, json.dumps(kept))
    except OSError:
        return
