"""The cache is a folder of small files with plain facts, each under a key of everything that could change it."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import platformdirs

from grader.util.files import write_whole

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


def name_of(place: Path) -> str:
    """A name for what is kept about a folder, such as a submission: the same in every run, and no other's."""
    return hashlib.sha256(str(place.resolve()).encode()).hexdigest()[:16]


def get_facts(name: str) -> dict[str, Any] | None:
    """Facts kept under a key, or None."""
    try:
        kept = json.loads((folder() / "facts" / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # the last: nested too deep
        return None
    return kept if isinstance(kept, dict) else None


def put_facts(facts: dict[str, Any], name: str) -> None:
    """Keep facts, plain values by name."""
    write_plain(folder() / "facts" / f"{name}.json", facts)


def write_plain(target: Path, kept: dict[str, Any]) -> None:
    """Write a file as a whole, or not at all where the folder cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, json.dumps(kept))
    except OSError:
        return
