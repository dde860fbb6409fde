"""The benchmark of the drawing page: that it measures the whole way, says the median, and what keeps it from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course.syllabus import Syllabus
from grader.tools.benchmark import bench_drawing, drawing_time
from grader.tools.draw import serving
from grader.tools.draw.answers import Answers
from grader.tools.draw.shown_models import NONE_YET, Shown
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE
from tests.support import drawing

Run = Callable[[Path], tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], course: Syllabus, tmp_path: Path) -> Run:
    """Runs the benchmark of two models that answer at once: exit status, and all that it said."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)  # pytest-benchmark refuses to measure side by side
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(bench_drawing, "ROUNDS", 3)
    monkeypatch.setattr(serving, "Answers", lambda models: Answers(models, drawing.Quick()))

    def run(output: Path) -> tuple[int, str]:
        status = drawing_time.run(tmp_path / "exercises", course, output)
        printed, said = capfd.readouterr()
        return status, printed + said

    return run


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    models = (drawing.model("train_dense"), drawing.model("train_cnn"))
    monkeypatch.setattr(drawing_time, "shown_models", lambda *_: Shown(models, "Yours."))


@pytest.mark.usefixtures("shown")
def test_it_says_the_median_and_keeps_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_time, "LONGEST", 60.0)
    status, said = run(tmp_path / "out")

    assert status == PASSED
    assert "From a stroke to the answers of train_dense, train_cnn: " in said
    assert said.rstrip().endswith("ms in the median.") or "ms in the median.\n" in said
    assert len(list((tmp_path / "out").glob("*/0*.json"))) == 1


@pytest.mark.usefixtures("shown")
def test_what_takes_longer_than_it_may_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_time, "LONGEST", 0.0)
    status, said = run(tmp_path / "out")

    assert status == LEFT_TO_DO
    assert "That is more than 0 ms." in said


def test_without_a_model_it_says_what_to_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_time, "shown_models", lambda *_: Shown((), ""))

    assert run(tmp_path / "out") == (LEFT_TO_DO, f"{NONE_YET}\n")


def test_what_keeps_it_from_measuring_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert run(tmp_path / "out")[0] == WRONG_USAGE
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert run(tmp_path / "other")[0] == OUR_FAULT
