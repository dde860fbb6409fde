"""The place that an outcome is about: found in the student's file, whatever a worker says of it."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from grader.course.syllabus import Syllabus
from grader.report.feedback import Feedback, SourceLine
from grader.report.report import CheckResult, Outcome, Report
from grader.report.source_place import SourcePlace, definition_of, linked, place_of


def at(folder: Path, name: str, text: str) -> SourcePlace:
    """The place of the line that begins so."""
    lines = (folder / name).read_text(encoding="utf-8").split("\n")
    return SourcePlace(folder / name, next(n for n, line in enumerate(lines, start=1) if line.startswith(text)))


def test_a_wrong_answer_is_about_the_function(submission: Callable[..., Path], grade: Callable[..., Report]) -> None:
    folder = submission(metrics="def recall(tp, fn):  # mine\n    return 3.0\n")

    (outcome,) = grade(folder, "metrics.recall").outcomes

    assert outcome.status == "failed"
    assert place_of(outcome, folder) == at(folder, "metrics.py", "def recall(tp, fn):  # mine")


def test_an_exception_is_about_the_last_line_of_the_students(
    submission: Callable[..., Path], grade: Callable[..., Report]
) -> None:
    folder = submission(
        metrics="def _ratio(part):\n    return part / None\n\n\ndef recall(tp, fn):\n    return _ratio(tp)\n"
    )

    (outcome,) = grade(folder, "metrics.recall").outcomes

    assert place_of(outcome, folder) == at(folder, "metrics.py", "    return part / None")


@pytest.mark.parametrize("line", ["TABLE = [1][2]", "def half(:"])
def test_a_module_that_cannot_be_imported_is_about_its_line(
    line: str, submission: Callable[..., Path], grade: Callable[..., Report]
) -> None:
    folder = submission(metrics=line)

    outcomes = grade(folder, "metrics.recall", "metrics.precision").outcomes

    assert [place_of(outcome, folder) for outcome in outcomes] == [at(folder, "metrics.py", line)] * 2


@pytest.mark.parametrize(
    ("file", "line"),
    [("/etc/passwd", 1), ("../../metrics.py\n::error::x", 1), ("mine/metrics.py", 99), ("metrics.py", -1), ("", 7)],
)
def test_a_place_that_is_not_there_is_not_believed(file: str, line: int, tmp_path: Path, course: Syllabus) -> None:
    (tmp_path / "metrics.py").write_text("import numpy\n\ndef recall(tp, fn): ...\n", encoding="utf-8")
    frames = (SourceLine("mine/metrics.py", 1, "recall", "x"), SourceLine(file, line, "recall", "y"))
    check = CheckResult("check_fails", "It fails.", "failed", Feedback("raised", frames=frames))

    place = place_of(Outcome(course.by_id["metrics.recall"], "failed", (check,)), tmp_path)

    assert place == SourcePlace(tmp_path / "metrics.py", 3)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("x = 1\ndef recalls(): ...\n", 1),
        ("def recall(): ...\r\ny = 2\r\nasync  def recall(): ...\r\n", 3),
        ("x = 1\rrecall = max\r", 2),
        ("class A:\n    def recall(self): ...\n", 1),
    ],
)
def test_the_last_definition_counts(text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "metrics.py").write_text(text, encoding="utf-8", newline="")

    assert definition_of("metrics", "recall", tmp_path) == SourcePlace(tmp_path / "metrics.py", line)


def test_without_a_file_there_is_no_place(tmp_path: Path) -> None:
    assert definition_of("metrics", "recall", tmp_path) is None
    assert linked("Write it.", None).plain == "Write it."


def test_a_link_names_file_and_line(tmp_path: Path) -> None:
    place = SourcePlace(tmp_path / "my metrics.py", 12)

    (span,) = linked(f"See {place}.", place).spans

    assert span.style == f"link {tmp_path.as_uri()}/my%20metrics.py#12"


@pytest.mark.parametrize("terminal", [True, False])
def test_only_a_terminal_gets_a_link(terminal: bool, tmp_path: Path) -> None:
    place = SourcePlace(tmp_path / "metrics.py", 12)
    file = io.StringIO()

    Console(file=file, force_terminal=terminal, width=200, _environ={"TERM": "xterm-256color"}).print(
        linked(f"See {place}.", place), soft_wrap=True
    )

    assert (f";{place.address}\x1b\\" in file.getvalue()) is terminal
    assert ("\x1b" in file.getvalue()) is terminal
    assert str(place) in file.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among files")
def test_what_is_no_file_is_not_read(tmp_path: Path, course: Syllabus) -> None:
    os.mkfifo(tmp_path / "metrics.py")  # reading it would wait for ever
    (tmp_path / "models.py").symlink_to("/dev/zero")

    assert place_of(Outcome(course.by_id["metrics.recall"], "failed", ()), tmp_path) is None
    assert place_of(Outcome(course.by_id["models.build_cnn"], "failed", ()), tmp_path) is None
