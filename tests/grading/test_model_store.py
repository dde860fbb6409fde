"""The model store: what the last grading trained is there, of the code that it graded, and nothing unreadable is."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.checks.networks.network import Network
from grader.course import syllabus
from grader.grading import model_store, pipeline
from grader.sandbox.worker import wire
from tests.conftest import SOLUTIONS
from tests.support.images import cache_with_digits

MODEL = wire.Model('{"class_name": "Sequential"}', [np.arange(6, dtype=np.float32).reshape(2, 3)], "compiled", 0)
EXERCISE = "training.train_dense"
# A training that takes a second: the design of the reference with weights as they are drawn.
UNTRAINED = """
def train_dense(images, labels, seed):
    model = build_dense()
    return model, {"loss": [1.0], "accuracy": [0.1]}
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cache_with_digits(tmp_path / "cache", monkeypatch)
    return tmp_path / "cache" / "models"


def test_a_model_comes_back_with_what_is_known_of_it(store: Path) -> None:
    model_store.put("a", MODEL)
    model_store.point(store / "mine", EXERCISE, "a", accuracy=0.97, dataset="digits")
    kept = model_store.get(store / "mine", EXERCISE)

    assert kept is not None
    assert (kept.exercise, kept.key, kept.accuracy, kept.dataset) == (EXERCISE, "a", 0.97, "digits")
    assert kept.model.config == MODEL.config
    np.testing.assert_array_equal(kept.model.weights[0], MODEL.weights[0])


def test_the_last_grading_says_which_model_it_is(store: Path) -> None:
    for key in ("a", "b"):
        model_store.put(key, MODEL)
    for key in ("a", "b", "a"):
        model_store.point(store / "mine", EXERCISE, key, accuracy=0.5, dataset="digits")
    kept = model_store.get(store / "mine", EXERCISE)

    assert kept is not None
    assert kept.key == "a"
    assert model_store.get(store / "others", EXERCISE) is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda store: (store / "a.model").write_bytes(b"no message"), id="damaged"),
        pytest.param(lambda store: (store / "a.model").write_bytes(wire.encode({"config": "x"})), id="no model"),
        pytest.param(lambda store: (store / "a.model").unlink(), id="gone"),
        pytest.param(lambda store: (store / "mine" / f"{EXERCISE}.json").write_text("[]"), id="no note"),
        pytest.param(lambda store: (store / "mine" / f"{EXERCISE}.json").write_text('{"key": "a"}'), id="half a note"),
    ],
)
def test_what_cannot_be_read_is_not_there(store: Path, damage: Callable[[Path], object]) -> None:
    model_store.put("a", MODEL)
    model_store.point(store / "mine", EXERCISE, "a", accuracy=0.97, dataset="digits")
    damage(store)

    assert model_store.get(store / "mine", EXERCISE) is None


def test_the_models_that_were_used_last_stay(store: Path) -> None:
    keys = [f"key{number:02}" for number in range(model_store.MOST_KEPT)]
    for number, key in enumerate(keys):
        model_store.put(key, MODEL)
        os.utime(store / f"{key}.model", (number, number))
    model_store.point(store / "mine", EXERCISE, keys[0], accuracy=0.5, dataset="digits")
    model_store.put("new", MODEL)

    assert {file.stem for file in store.glob("*.model")} == {"new", keys[0], *keys[2:]}


def test_a_folder_that_cannot_be_written_is_no_error(store: Path) -> None:
    store.write_text("a file")
    model_store.put("a", MODEL)
    model_store.point(store / "mine", EXERCISE, "a", accuracy=0.5, dataset="digits")

    assert model_store.get(store / "mine", EXERCISE) is None


@pytest.mark.slow
def test_a_grading_keeps_the_model_that_it_measured_also_where_the_outcome_is_kept(
    store: Path, submission: Callable[..., Path], course: syllabus.Syllabus
) -> None:
    folder = submission(training=UNTRAINED)
    settings = pipeline.Settings(data="digits", models=store / "mine")
    first = pipeline.grade(folder, course, course.select([EXERCISE]), settings).outcomes[0]
    (store / "mine" / f"{EXERCISE}.json").unlink()
    second = pipeline.grade(folder, course, course.select([EXERCISE]), settings).outcomes[0]
    kept = model_store.get(store / "mine", EXERCISE)

    assert (first.status, second.cached) == ("failed", True)
    assert kept is not None
    assert first.gate is not None
    assert kept.accuracy == first.gate.accuracy
    assert kept.dataset == "digits"
    assert Network(kept.model).parameters == course.by_id[EXERCISE].parameters


@pytest.mark.slow
def test_a_grading_of_somebody_elses_submission_keeps_none(
    store: Path, submission: Callable[..., Path], course: syllabus.Syllabus
) -> None:
    settings = pipeline.Settings(data="digits", renames_labels=True)
    pipeline.grade(submission(training=UNTRAINED), course, course.select([EXERCISE]), settings)

    assert list(store.rglob("*")) == []


def test_each_submission_has_a_place_of_its_own(tmp_path: Path) -> None:
    assert pipeline.models_of(SOLUTIONS) != pipeline.models_of(tmp_path)
    assert pipeline.drawings_of(SOLUTIONS) == SOLUTIONS.parent / "drawings.npz"
