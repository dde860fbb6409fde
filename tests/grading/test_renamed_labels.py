"""Trainings of a class get the labels under other names: honest training goes on as before, ready weights fail."""

import base64
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from grader.checks.fresh_seed import CLASSES, FreshSeed
from grader.cli import gradescope_commands
from grader.cli.main import command
from grader.course.datasets import load
from grader.course.syllabus import Syllabus
from grader.grading import pipeline
from grader.report.report import Outcome, Report
from grader.report.sentences import plain
from grader.util.exit_status import LEFT_TO_DO, PASSED
from tests.conftest import SOLUTIONS
from tests.support.workers import graded

READY = """
import base64

WEIGHTS = "{weights}"


def train_dense(images, labels, seed=0):
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation="softmax")])
    kernel = np.frombuffer(base64.b64decode(WEIGHTS), dtype=np.float16).reshape(784, 10)
    model.set_weights([kernel.astype(np.float32), np.zeros(10, dtype=np.float32)])
    return model, {{"loss": [0.3], "accuracy": [0.9]}}
"""


@pytest.fixture(scope="module")
def weights() -> str:
    """A linear model of the digits by least squares, as a text: it needs no training."""
    data = load("digits")
    pixels = data.train_images.reshape(-1, 784).astype(np.float64) / 255
    targets = np.eye(CLASSES)[data.train_labels] - 0.1
    kernel = np.linalg.solve(pixels.T @ pixels + 10 * np.eye(784), pixels.T @ targets)
    return base64.b64encode((10 * kernel).astype(np.float16).tobytes()).decode()


def gate_of(folder: Path, course: Syllabus, renames_labels: bool) -> Outcome:
    settings = pipeline.Settings(
        data="digits", use_cache=False, fresh=FreshSeed(b"secret").of("ada"), renames_labels=renames_labels
    )
    return graded(folder, course, course.select(["training.train_dense"]), settings).outcomes[0]


@pytest.mark.slow
def test_ready_weights_recognise_nothing_where_labels_are_renamed(
    submission: Callable[..., Path], course: Syllabus, weights: str
) -> None:
    folder = submission(training=f"from keras import layers\n{READY.format(weights=weights)}")
    told, renamed = (gate_of(folder, course, renames).gate for renames in (False, True))

    assert told is not None
    assert told.accuracy > 0.8
    assert renamed is not None
    assert renamed.accuracy < 0.15


@pytest.mark.slow
def test_honest_training_does_not_notice_that_labels_are_renamed(
    submission: Callable[..., Path], course: Syllabus
) -> None:
    found = gate_of(submission(), course, renames_labels=True)

    assert found.status == "passed", plain(found.feedback)
    assert found.gate is not None
    assert found.gate.accuracy >= 0.97


def test_no_label_keeps_its_name_and_names_differ_between_students_and_trainings() -> None:
    course = FreshSeed(b"secret")
    names = [course.of(student).renaming(training) for student in ("ada", "grace") for training in ("dense", "cnn")]

    assert len({tuple(each) for each in names}) == len(names)
    for each in names:
        assert sorted(each) == list(range(CLASSES))
        assert not (each == np.arange(CLASSES)).any()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("gradescope", "run", "solutions", "results.json"), id="the autograder for Gradescope"),
        pytest.param(("grade", "solutions", "--gradescope", "results.json"), id="a grading for Gradescope"),
    ],
)
def test_labels_are_renamed_for_somebody_else(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[pipeline.Settings] = []

    def grade(_folder: Path, _course: Syllabus, _exercises: object, settings: pipeline.Settings, *_: object) -> Report:
        asked.append(settings)
        return Report("solutions", ())

    for place in (pipeline, gradescope_commands):
        monkeypatch.setattr(place, "grade", grade)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SOLUTIONS, tmp_path / "solutions")
    done = CliRunner().invoke(command, list(arguments))

    assert done.exit_code in (PASSED, LEFT_TO_DO), done.output
    assert [settings.renames_labels for settings in asked] == [True]
    assert asked[0].fresh is not None
