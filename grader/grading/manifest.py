"""The manifest explains a grade a year later: what was graded, by which checks, on what images, with which versions."""

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from grader.checks.fresh_seed import FreshSeed
from grader.course.current import current, digest_of_rules
from grader.course.datasets import Dataset
from grader.sandbox import control_group
from grader.sandbox.limits import Limits
from grader.sandbox.probe import known
from grader.sandbox.submission import Submission
from grader.util.version import VERSION

LIBRARIES = ("numpy", "tensorflow", "keras", "scikit-learn", "matplotlib", "pytest")


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


def manifest(
    submission: Submission, dataset: Dataset | None, seed: int, fresh: FreshSeed, in_force: dict[str, int]
) -> dict[str, Any]:
    """All that a grade depends on, as plain values.

    Args:
        submission: what was graded.
        dataset: the images, or None where none were needed.
        seed: of the first training.
        fresh: what the fresh inputs were drawn from.
        in_force: the limits that the worker could put on itself, in bytes.
    """
    findings, course = known(), current()
    return {
        "kit": VERSION,
        "submission": submission.digest,
        "checks": digest_of_rules(),
        "course": course.version or None,
        "dataset": None if dataset is None else {"name": dataset.name, "sha256": dataset.digest},
        "seed": seed,
        "fresh_seed": fresh.number,
        "versions": versions(),
        "platform": platform.platform(),
        "isolation": {
            "level": findings.level,
            "kept_out": list(findings.kept_out),
            "got_through": list(findings.got_through),
            "control_group": control_group.sentence(),
            "limits": {"watched_memory": Limits().resident, **in_force},
        },
    }
