"""Rows of a gradebook: what it takes and gives, and how that is packed."""

import json
import zlib
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from grader.classroom.records import Adjustment, Student
from grader.classroom.work import Outline
from grader.course.lateness import Deduction
from grader.course.syllabus import Exercise, Syllabus
from grader.report.report import Outcome
from grader.report.serialization import from_dict
from grader.sandbox.call_fault import CallFault
from grader.sandbox.submission import Submission

LARGEST_SOURCES = 16 << 20  # bytes of unpacked JSON; the modules of a submission have 2 MB


@dataclass(frozen=True)
class Entry:
    """A submission that counts, as the gradebook has it.

    Attributes:
        number: by which the gradebook knows it.
        student: id.
        submission: its modules.
        outline: what can be said of it without running it, where that is known.
    """

    number: int
    student: str
    submission: Submission
    outline: Outline | None


@dataclass(frozen=True)
class Change:
    """A score that a run has changed: of an exercise of a student, and why, a phrase."""

    student: Student
    exercise: str
    before: int
    after: int
    why: str


@dataclass(frozen=True)
class Ended:
    """A run that has ended: its number, when, ISO 8601, UTC, and the version of its course; empty: the kit's own."""

    number: int
    when: str
    course: str


HOW = ("graded", "reused", "valued")  # ways in which an outcome takes the place of another


@dataclass(frozen=True)
class Replaced:
    """The outcomes of a run that took the place of others: how many for each reason, a phrase.

    Attributes:
        graded: graded again.
        reused: an earlier outcome with the same facts counts again.
        valued: only the points are others.
    """

    graded: Counter[str]
    reused: Counter[str]
    valued: Counter[str]


def adjustment(exercise: str, points: float, reason: str, author: str) -> Adjustment:
    """An adjustment of this moment."""
    return Adjustment(exercise, points, reason, author, now())


def valued(given: Adjustment, syllabus: Syllabus) -> Adjustment:
    """An adjustment, with what its exercise is worth now."""
    known = syllabus.by_id.get(given.exercise)
    return replace(given, worth=known.points if known else None, bonus=bool(known and known.bonus))


def row_of(deduction: Deduction) -> dict[str, Any]:
    """A deduction as values that JSON takes."""
    return {**asdict(deduction), "handed": deduction.handed.isoformat(), "due": deduction.due.isoformat()}


def deduction_of(text: str) -> Deduction:
    """The deduction that `row_of` was given, out of its JSON."""
    values = json.loads(text)
    times = {name: datetime.fromisoformat(values[name]) for name in ("handed", "due")}
    return Deduction(**{**values, **times})


def student_of(row: tuple[Any, ...]) -> Student:
    """A student, out of id, name, e-mail address, whether on the roster, and line."""
    line = tuple((str(column), str(cell)) for column, cell in json.loads(row[4]))
    return Student(row[0], row[1], row[2], bool(row[3]), line)


def outcome_of(exercise: Exercise, content: bytes) -> Outcome:
    """The outcome of an exercise, out of its packed content."""
    return from_dict(exercise, unpacked(content))


def submission_of(folder: str, content: bytes) -> Submission:
    """A submission, out of the name under which it is graded and its packed content."""
    values = unpacked(content)
    return Submission(folder, values["sources"], {name: CallFault(**why) for name, why in values["faults"].items()})


def packed_submission(submission: Submission) -> bytes:
    """What `submission_of` takes, besides the name."""
    faults = {
        name: {"kind": why.kind, "reason": why.reason, "file": why.file, "line": why.line}
        for name, why in submission.faults.items()
    }
    return packed({"sources": submission.sources, "faults": faults})


def packed(values: dict[str, Any]) -> bytes:
    """Values as packed JSON."""
    return zlib.compress(json.dumps(values, sort_keys=True).encode(), 6)


def unpacked(content: bytes) -> dict[str, Any]:
    """What `packed` was given."""
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(content, LARGEST_SOURCES)
    if not unpacking.eof:
        raise ValueError("it is cut off, or too large")
    values = json.loads(text)
    if not isinstance(values, dict):
        raise TypeError("it is not an object")
    return values


def now() -> str:
    """The time, as the tables have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
