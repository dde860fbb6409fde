"""The history of one student on this machine: a line of JSON for each thing that changed, appended and never edited.

    {"when": "2026-03-01T14:05:00+00:00", "kind": "graded", "subject": "metrics.recall", "status": "passed"}

A line that cannot be read costs that line alone. The file is in the cache, so it never leaves the machine.
"""

import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from grader.util import cache
from grader.util.files import write_whole

if TYPE_CHECKING:
    from grader.report.report import Outcome

GRADED, ANSWERED, SOLVED = "graded", "answered", "solved"  # an exercise, a question, a bug
UNJUDGED = "unjudged"  # an exercise that the grader could not judge
LARGEST = 1 << 20  # bytes; some 6,000 lines, which nobody writes in a course
KEPT = 2_000  # lines that stay when it gets larger: what passed, then the newest


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Attributes:
        when: ISO 8601, in UTC.
        kind: graded, unjudged, answered or solved.
        subject: the exercise; of a question, its id.
        status: of an exercise; right or wrong of a question; of a bug, its level.
        name: of the known mistake, where there is one.
        accuracy: of a trained model, a share of the test images.
    """

    when: str
    kind: str
    subject: str
    status: str
    name: str = ""
    accuracy: float | None = None

    @property
    def day(self) -> str:
        """The day, where the student is."""
        return datetime.fromisoformat(self.when).astimezone().date().isoformat()


@dataclass(frozen=True)
class History:
    """All events in order, and how many lines could not be read."""

    events: tuple[Event, ...] = ()
    unread: int = 0

    def of_kind(self, kind: str) -> tuple[Event, ...]:
        return tuple(event for event in self.events if event.kind == kind)


def file_of(submission: Path) -> Path:
    """Where the history of the student with this folder is."""
    return cache.folder() / "history" / f"{cache.name_of(submission)}.jsonl"


def read(submission: Path) -> History:
    """The history; a file that is not there has none."""
    try:
        lines = file_of(submission).read_bytes().splitlines()
    except OSError:
        return History()
    found = [_event(line) for line in lines if line.strip()]
    return History(tuple(event for event in found if event is not None), found.count(None))


def _event(line: bytes) -> Event | None:
    try:
        event = Event(**json.loads(line))
        _ = event.day
        if not all(isinstance(text, str) for text in (event.kind, event.subject, event.status, event.name)):
            return None
        if event.accuracy is not None and not 0 <= event.accuracy <= 1:
            return None
    except (ValueError, TypeError, OverflowError, OSError, RecursionError):
        return None
    return event


def record(submission: Path, outcomes: "Iterable[Outcome]") -> None:
    """Append what a grading found out, as far as it is another thing than the last time."""
    last = _last_gradings(submission)
    new = []
    for outcome in outcomes:
        before = last.get(outcome.exercise.id)
        accuracy = round(outcome.gate.accuracy, 5) if outcome.gate is not None else None
        facts = outcome.status, outcome.misconception or "", accuracy
        if outcome.status == "todo" and before is None:
            continue
        kind = UNJUDGED if outcome.status == "error" else GRADED
        if before is None or (before.status, before.name, before.accuracy) != facts:
            new.append(Event(now(), kind, outcome.exercise.id, *facts))
    append(submission, new)


def unjudged(submission: Path) -> set[str]:
    """Ids of the exercises that the grader could not judge the last time, which is not the student's fault."""
    return {subject for subject, event in _last_gradings(submission).items() if event.kind == UNJUDGED}


def _last_gradings(submission: Path) -> dict[str, Event]:
    """What became of each exercise the last time that it was graded."""
    return {event.subject: event for event in read(submission).events if event.kind in (GRADED, UNJUDGED)}


def append(submission: Path, events: Iterable[Event]) -> None:
    """Append events, as far as the cache can be written."""
    text = "".join(f"{json.dumps(_filled(event))}\n" for event in events)
    file = file_of(submission)
    if not text:
        return
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as stream:
            stream.write(f"{'' if _ends_a_line(stream) else chr(10)}{text}".encode())
        if file.stat().st_size > LARGEST:
            _shorten(file)


def _filled(event: Event) -> dict[str, object]:
    return {name: value for name, value in asdict(event).items() if value not in ("", None)}


def _ends_a_line(stream: BinaryIO) -> bool:
    """Whether the last line is whole: one that was cut off must not take the next with it."""
    if not stream.seek(0, os.SEEK_END):
        return True
    stream.seek(-1, os.SEEK_END)
    return stream.read(1) == b"\n"


def _shorten(file: Path) -> None:
    """Keep what passed, was answered and solved, and the newest of the rest."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    milestones = [line for line in lines[:-KEPT] if '"graded"' not in line or '"passed"' in line]
    write_whole(file, "\n".join([*milestones[-KEPT:], *lines[-KEPT:], ""]))


def now() -> str:
    """This moment, as events have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
