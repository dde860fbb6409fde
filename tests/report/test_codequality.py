"""The failures for GitLab's Code Quality: the fields that it asks for, and fingerprints that stay."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema

from grader.course.syllabus import Syllabus
from grader.report.codequality import to_codequality
from tests.support.commands import run
from tests.support.reports import mixed, stubs

# As GitLab documents an entry: docs.gitlab.com/ci/testing/code_quality, "Import code quality results".
ENTRY = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1, "pattern": "^[^\\n]+$"},
        "check_name": {"type": "string"},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": "^[^./]"},
                "lines": {
                    "type": "object",
                    "required": ["begin"],
                    "properties": {"begin": {"type": "integer", "minimum": 1}},
                },
            },
        },
    },
}


def valid(found: Any) -> list[dict[str, Any]]:
    """The entries, if they are what GitLab reads."""
    jsonschema.validate(found, {"type": "array", "items": ENTRY})
    entries: list[dict[str, Any]] = found
    return entries


def test_every_failure_is_an_entry(course: Syllabus, tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    report = mixed(course)

    entries = valid(to_codequality(report, folder, tmp_path))

    failing = [each for each in report.outcomes if each.status in ("failed", "blocked") and not report.met_before(each)]
    assert [entry["check_name"] for entry in entries] == [outcome.exercise.id for outcome in failing]
    assert {entry["severity"] for entry in entries} == {"major", "minor"}
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert to_codequality(stubs(course), folder, tmp_path) == []


def test_a_fingerprint_stays_when_lines_move(submission: Callable[..., Path]) -> None:
    found = []
    for blank in ("", "\n\n"):
        folder = submission(metrics=f"{blank}def recall(tp, fn):\n    return 3.0\n")
        file = folder.parent / "quality.json"
        done = run("grade", folder, "metrics.recall", "--codequality", file)
        assert done.returncode == 4
        (entry,) = json.loads(file.read_text(encoding="utf-8"))
        found.append(entry)

    assert found[0]["fingerprint"] == found[1]["fingerprint"]
    assert found[0]["location"]["lines"]["begin"] < found[1]["location"]["lines"]["begin"]
