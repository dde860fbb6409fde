"""The failures of a report as GitLab's Code Quality reads them: a list of places with a description each."""

import hashlib
from pathlib import Path
from typing import Any

from grader.report.failures import failures
from grader.report.report import Report

SEVERITIES = {"error": "major", "warning": "minor"}


def to_codequality(report: Report, folder: Path, root: Path) -> list[dict[str, Any]]:
    """The entries, with paths as seen from the top folder of the repository.

    GitLab takes entries with one fingerprint for the same problem in two versions: an exercise has one for each check.
    """
    return [
        {
            "description": failure.message,
            "check_name": failure.outcome.exercise.id,
            "fingerprint": hashlib.sha256(f"{failure.outcome.exercise.id} {failure.check}".encode()).hexdigest(),
            "severity": SEVERITIES[failure.severity],
            "location": {"path": failure.path(root), "lines": {"begin": failure.place.line}},
        }
        for failure in failures(report, folder)
    ]
