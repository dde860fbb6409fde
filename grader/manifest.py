"""The manifest explains a grade a year later: what was graded, by which checks, on what images, with which versions."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from grader.data import Dataset
from grader.isolation import Limits, strongest
from grader.submission import Submission

LIBRARIES = ("numpy", "tensorflow", "keras", "scikit-learn", "matplotlib", "pytest")
HERE = Path(__file__).parent


@cache
def versions() -> dict[str, str]:
    """Version of Python and of each library; one that is not installed is left out."""
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


@cache
def digest_of_checks() -> str:
    """SHA-256 over the grader's own files: the checks, the syllabus and the engine."""
    total = hashlib.sha256()
    for file in sorted([*HERE.rglob("*.py"), *HERE.rglob("*.toml")]):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.relative_to(HERE).as_posix()}:{len(content)}:".encode() + content)
    return total.hexdigest()


def manifest(submission: Submission, dataset: Dataset | None, seed: int, in_force: dict[str, int]) -> dict[str, Any]:
    """All that a grade depends on, as plain values.

    Args:
        submission: what was graded.
        dataset: the images, or None where none were needed.
        seed: of the first training.
        in_force: the limits that the worker could put on itself, in bytes.
    """
    return {
        "submission": submission.digest,
        "checks": digest_of_checks(),
        "dataset": None if dataset is None else {"name": dataset.name, "sha256": dataset.digest},
        "seed": seed,
        "versions": versions(),
        "platform": platform.platform(),
        "isolation": {"level": strongest(), "limits": {"watched_memory": Limits().memory, **in_force}},
    }
