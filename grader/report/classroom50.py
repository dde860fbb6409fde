"""Classroom 50's `result.json`, schema classroom50/result/v1: integers, and only its own fields at the top."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from grader.report.report import Outcome, Report
from grader.report.sentences import plain
from grader.util.text import clean

SCHEMA = "classroom50/result/v1"
TYPES = ("individual", "group", "team")
# What its runner sets before it starts an autograder; REVIEW_URL and ASSIGNMENT_TYPE may be missing.
REQUIRED = ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")
OWNERS = ("OWNER", "USERNAME")
TAG = "submit/"  # how a submission's tag begins


class NotItsRunner(Exception):
    """The owner of a result is unknown; the message ends with the next thing to do."""


@dataclass(frozen=True)
class Run:
    """The owner of a result, from Classroom 50's runner, in the words of its schema."""

    classroom: str
    assignment: str
    assignment_type: str
    owner: str
    submission: str
    commit: str
    release: str
    review: str


def run_of(environment: Mapping[str, str]) -> Run:
    """Read the runner's facts from the environment.

    Raises:
        NotItsRunner: a variable is missing or cannot be right.
    """
    found = {name: environment.get(name, "").strip() for name in (*REQUIRED, *OWNERS, "ASSIGNMENT_TYPE", "REVIEW_URL")}
    owner = found["OWNER"] or found["USERNAME"]
    missing = [name for name in REQUIRED if not found[name]] + ([] if owner else ["OWNER"])
    if missing:
        names = ", ".join(missing)
        raise NotItsRunner(f"The environment lacks {names}. Run this from Classroom 50's runner, which sets them.")
    if not found["SUBMISSION_TAG"].startswith(TAG):
        raise NotItsRunner(f"SUBMISSION_TAG is {found['SUBMISSION_TAG']!r}. Set it to a tag that starts with {TAG!r}.")
    kind = found["ASSIGNMENT_TYPE"] or TYPES[0]
    if kind not in TYPES:
        raise NotItsRunner(f"ASSIGNMENT_TYPE is {kind!r}. Set it to one of {', '.join(TYPES)}.")
    return Run(
        classroom=found["CLASSROOM"],
        assignment=found["ASSIGNMENT"],
        assignment_type=kind,
        owner=owner,
        submission=found["SUBMISSION_TAG"],
        commit=found["COMMIT_URL"],
        release=found["RELEASE_URL"],
        review=found["REVIEW_URL"] or found["COMMIT_URL"],
    )


def to_result(report: Report, run: Run, when: datetime | None = None) -> dict[str, Any]:
    """The report as classroom50/result/v1.

    A bonus exercise is in it when it has passed, worth 0 of 0: a score above the largest one is refused, and
    points on top may not hide missing ones.

    Args:
        report: to be told.
        run: whose it is.
        when: the time of the submission; now, if not given. The runner puts that of the commit in its place.
    """
    tests = [_test(outcome) for outcome in report.outcomes if not outcome.exercise.bonus or outcome.status == "passed"]
    return {
        "schema": SCHEMA,
        **asdict(run),
        "datetime": (when or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def _test(outcome: Outcome) -> dict[str, Any]:
    """A test may have its own fields: status, misconception, output and bonus are ours."""
    exercise = outcome.exercise
    mark = f" (bonus, {exercise.points} points)" if exercise.bonus else ""
    return {
        "test-name": f"{exercise.id}: {exercise.title}{mark}",
        "passed": outcome.status == "passed",
        "score": 0 if exercise.bonus else outcome.score,
        "max-score": 0 if exercise.bonus else exercise.points,
        "bonus": outcome.score if exercise.bonus else 0,
        "status": outcome.status,
        "misconception": outcome.misconception,
        "output": clean(plain(outcome.feedback), lines=True),
    }
