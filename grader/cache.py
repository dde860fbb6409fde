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

FORMAT = 4  # of the files; another one is not read


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


def get(exercise: Exercise, name: str) -> Outcome | None:
    """The outcome kept under a key, or None if there is none that can be read."""
    try:
        kept = json.loads((folder() / "results" / f"{name}.json").read_text(encoding="utf-8"))
        return replace(from_kept(exercise, kept), cached=True)
    except (OSError, ValueError, KeyError, TypeError):  # missing, damaged or of another kind: it is made again
        return None


def put(outcome: Outcome, name: str) -> None:
    """Keep an outcome; one that could not be judged is not kept, and a folder that cannot be written is no error."""
    if outcome.status == "error":
        return
    kept = to_kept(outcome) | {"reference": None}  # it may be known better by then
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
