"""Tests of cli/progress.py and util/statusline.py: one line that says what goes on, whatever a worker tells of it."""

import io
from typing import Any

import pytest
from rich.console import Console

from grader.cli.grading_progress import GradingProgress
from grader.cli.progress import ProgressLine
from grader.course.syllabus import Syllabus
from grader.util.statusline import StatusLine


class Heard(ProgressLine):
    """Keeps the lines that it would show."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def show(self) -> None:
        self.lines.append(self.line)


def test_the_line_says_exercise_seed_and_epoch(course: Syllabus) -> None:
    doing = Heard()
    doing.checking(course.by_id["metrics.recall"])
    doing.training("training.train_cnn", 2)
    doing.epoch({"epoch": 0, "epochs": 5})
    doing.epoch({"epoch": 5, "epochs": 5, "accuracy": 0.98765})

    assert doing.lines == [
        "metrics.recall",
        "training.train_cnn, seed 2",
        "training.train_cnn, seed 2: epoch 0 of 5",
        "training.train_cnn, seed 2: epoch 5 of 5, accuracy 98.77%",
    ]


def test_the_time_that_is_left_counts_down_between_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    doing = ProgressLine()
    doing.training("training.train_cnn", 0)
    now += 60  # Keras is imported
    doing.epoch({"epoch": 0, "epochs": 5})
    now += 100
    doing.epoch({"epoch": 1, "epochs": 5})
    said = []
    for _ in range(4):
        said.append(doing.line.rpartition(": ")[2])
        now += 130

    assert said == [
        "epoch 1 of 5, 7 min left",
        "epoch 1 of 5, 4 min left",
        "epoch 1 of 5, 2 min left",
        "epoch 1 of 5, 10 s left",
    ]
    assert doing.line == "training.train_cnn, seed 0: epoch 1 of 5"  # it takes longer: nobody knows how long


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"epoch": "1", "epochs": 5},
        {"epoch": 1, "epochs": None},
        {"epoch": True, "epochs": 5},
        {"epoch": 6, "epochs": 5},
        {"epoch": -1, "epochs": 5},
        {"epoch": 1, "epochs": 10**400},
    ],
    ids=str,
)
def test_a_worker_that_tells_nonsense_changes_no_line(figures: dict[str, Any]) -> None:
    doing = Heard()
    doing.training("training.train_cnn", 0)
    doing.epoch(figures)

    assert doing.lines == ["training.train_cnn, seed 0"]


def test_a_terminal_has_a_line_that_changes() -> None:
    written = io.StringIO()
    with StatusLine(Console(file=written, force_terminal=True, width=80)) as line:
        assert line.show("the first")
        assert line.show("the second")

    assert "the second" in written.getvalue()
    assert written.getvalue().endswith("\x1b[2K")  # and takes it away again


def test_the_line_of_a_terminal_goes_on_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("grader.cli.progress.time.monotonic", lambda: now)
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    line = StatusLine(console)
    progress = GradingProgress(line)
    progress.training("training.train_cnn", 1)
    progress.epoch({"epoch": 0, "epochs": 2})
    now += 60
    progress.epoch({"epoch": 1, "epochs": 2})

    def shown() -> str:
        assert line._status is not None
        with console.capture() as captured:
            console.print(line._status)
        return captured.get()

    assert "60 s left" in shown()
    now += 20  # nothing is told
    assert "40 s left" in shown()


def test_elsewhere_each_training_has_a_line_of_its_own(capsys: pytest.CaptureFixture[str], course: Syllabus) -> None:
    written = io.StringIO()
    with StatusLine(Console(file=written)) as line:
        progress = GradingProgress(line)
        progress.checking(course.by_id["metrics.recall"])
        progress.training("training.train_cnn", 1)
        progress.epoch({"epoch": 1, "epochs": 5})

    assert written.getvalue() == ""
    assert capsys.readouterr().out == "training training.train_cnn, seed 1\n"
