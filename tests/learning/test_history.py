"""The history: it keeps what changed, and loses nothing but what is damaged."""

import json
from pathlib import Path

import pytest

from grader.course.syllabus import Syllabus
from grader.learning import history
from grader.learning.history import ANSWERED, Event, append, file_of, read, record
from grader.report.report import Gate, Outcome


@pytest.fixture(autouse=True)
def own_cache_of_each_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))


def outcome(course: Syllabus, status: str, exercise: str = "metrics.recall", **facts: object) -> Outcome:
    return Outcome(course.by_id[exercise], status, (), **facts)  # type: ignore[arg-type]


def test_a_grading_is_kept_as_far_as_it_is_another_than_the_last(course: Syllabus, tmp_path: Path) -> None:
    record(tmp_path, [outcome(course, "todo")])
    record(tmp_path, [outcome(course, "failed", misconception="in_percent")])
    record(tmp_path, [outcome(course, "failed", misconception="in_percent")])
    record(tmp_path, [outcome(course, "failed", misconception="rounded")])
    record(tmp_path, [outcome(course, "passed"), outcome(course, "error", "metrics.accuracy")])

    found = [(event.status, event.name) for event in read(tmp_path).events]
    assert found == [("failed", "in_percent"), ("failed", "rounded"), ("passed", ""), ("error", "")]


def test_what_could_not_be_judged_is_known_until_it_is_judged(course: Syllabus, tmp_path: Path) -> None:
    record(tmp_path, [outcome(course, "failed"), outcome(course, "error", "metrics.accuracy")])
    assert history.unjudged(tmp_path) == {"metrics.accuracy"}

    record(tmp_path, [outcome(course, "failed", "metrics.accuracy")])
    assert history.unjudged(tmp_path) == set()
    assert [event.subject for event in read(tmp_path).of_kind(history.GRADED)] == ["metrics.recall", "metrics.accuracy"]


def test_a_better_model_is_kept(course: Syllabus, tmp_path: Path) -> None:
    for accuracy in (0.975, 0.975, 0.981):
        gate = Gate(accuracy, 0.97, (0,), (accuracy,))
        record(tmp_path, [outcome(course, "passed", "training.train_dense", gate=gate)])

    assert [event.accuracy for event in read(tmp_path).events] == [0.975, 0.981]


def test_each_folder_has_its_own(tmp_path: Path) -> None:
    append(tmp_path / "ada", [Event(history.now(), ANSWERED, "metrics.recall", "right")])

    assert len(read(tmp_path / "ada").events) == 1
    assert read(tmp_path / "grace") == history.History()


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"\xff\xfe", id="bytes that are no text"),
        pytest.param(b"{", id="half a line"),
        pytest.param(b"[" * 100_000, id="nested too deep"),
        pytest.param(b"[]", id="another value"),
        pytest.param(b'{"when": "yesterday", "kind": "graded", "subject": "a", "status": "b"}', id="no date"),
        pytest.param(b'{"when": "2026-01-01", "kind": "graded", "subject": 3, "status": "b"}', id="no text"),
        pytest.param(
            b'{"when": "2026-01-01", "kind": "graded", "subject": "a", "status": "b", "accuracy": 7}', id="no share"
        ),
        pytest.param(b'{"when": "2026-01-01", "kind": "graded", "subject": "a", "status": "b", "x": 1}', id="a field"),
    ],
)
def test_a_damaged_line_costs_that_line_alone(line: bytes, tmp_path: Path) -> None:
    event = Event("2026-03-01T14:05:00+00:00", ANSWERED, "metrics.recall", "right")
    append(tmp_path, [event])
    with file_of(tmp_path).open("ab") as stream:
        stream.write(line)  # and no end of the line: it was cut off
    append(tmp_path, [event])

    assert read(tmp_path) == history.History((event, event), unread=1)


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LARGEST", 40_000)
    monkeypatch.setattr(history, "KEPT", 50)
    append(tmp_path, [Event(history.now(), history.GRADED, "metrics.recall", "passed")])
    for number in range(500):
        append(tmp_path, [Event(history.now(), history.GRADED, "metrics.recall", "failed", f"mistake_{number}")])

    found = read(tmp_path).events
    assert found[0].status == "passed"
    assert found[-1].name == "mistake_499"
    assert file_of(tmp_path).stat().st_size < 50_000


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "file"))
    append(tmp_path, [Event(history.now(), ANSWERED, "metrics.recall", "right")])

    assert read(tmp_path) == history.History()


def test_a_line_is_small(tmp_path: Path) -> None:
    append(tmp_path, [Event(history.now(), ANSWERED, "metrics.recall", "right")])
    (line,) = file_of(tmp_path).read_text(encoding="utf-8").splitlines()

    assert set(json.loads(line)) == {"when", "kind", "subject", "status"}
