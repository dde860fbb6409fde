"""The cache keeps what became of exercises that take long, under a key of all that could change it."""

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import platformdirs

from grader import measured
from grader.files import write_whole
from grader.report import CheckResult, Gate, Outcome, judge
from grader.syllabus import Exercise

FORMAT = 3  # of the files; another one is not read
PLAIN = ("seconds", "misconception", "reason")  # attributes of an outcome that JSON takes as they are


def folder() -> Path:
    """Where results and made data are kept; `DIGIT_KATA_CACHE` names another folder."""
    return Path(os.environ.get("DIGIT_KATA_CACHE") or platformdirs.user_cache_dir("digit-kata"))


def key(**facts: Any) -> str:
    """SHA-256 over everything that an outcome depends on."""
    return hashlib.sha256(json.dumps({"format": FORMAT, **facts}, sort_keys=True).encode()).hexdigest()


def get(exercise: Exercise, name: str) -> Outcome | None:
    """The outcome kept under a key, or None if there is none that can be read."""
    try:
        kept = json.loads((folder() / "results" / f"{name}.json").read_text(encoding="utf-8"))
        checks = tuple(CheckResult(**check) for check in kept["checks"])
        facts: dict[str, Any] = {name: kept[name] for name in PLAIN}
        gate = Gate(**{**kept["gate"], "seeds": tuple(kept["gate"]["seeds"])}) if kept["gate"] else None
        facts["measured"] = measured.from_cache(kept["measured"]) if kept["measured"] else None
    except (OSError, ValueError, KeyError, TypeError):  # missing, damaged or of another kind: it is made again
        return None
    return judge(exercise, checks, len(checks), cached=True, gate=gate, **facts)


def put(outcome: Outcome, name: str) -> None:
    """Keep an outcome; one that could not be judged is not kept, and a folder that cannot be written is no error."""
    if outcome.status == "error":
        return
    checks = [asdict(check) for check in outcome.checks]
    kept = {"checks": checks, "gate": asdict(outcome.gate) if outcome.gate else None}
    kept["measured"] = measured.to_cache(outcome.measured) if outcome.measured else None
    kept |= {name: getattr(outcome, name) for name in PLAIN}
    _write(folder() / "results" / f"{name}.json", kept)


def get_seconds(name: str) -> float | None:
    """How long something took, kept under a key, or None."""
    try:
        seconds = json.loads((folder() / "times" / f"{name}.json").read_text(encoding="utf-8"))["seconds"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return float(seconds) if isinstance(seconds, int | float) and seconds > 0 else None


def put_seconds(seconds: float, name: str) -> None:
    """Keep how long something took."""
    _write(folder() / "times" / f"{name}.json", {"seconds": seconds})


def _write(target: Path, kept: dict[str, Any]) -> None:
    """Write a file as a whole, or not at all where the folder cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, json.dumps(kept))
    except OSError:
        return
