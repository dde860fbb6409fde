"""What a model does is measured right whatever it answers, kept as it is, and compared with the reference honestly."""

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.datasets import Dataset
from grader.course.paths import SOLUTIONS
from grader.course.syllabus import Syllabus, load
from grader.grading import outcome_cache, reference
from grader.grading.evaluation import history_of, measure
from grader.report import model_evaluation
from grader.report.model_evaluation import Reference
from grader.report.report import Outcome, Report, judge, to_json
from grader.sandbox.submission import Submission, read
from grader.util import cache
from tests.support import reports

LABELS = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0])
PIXELS = np.arange(12 * 28 * 28, dtype=np.uint32).reshape(12, 28, 28).astype(np.uint8)
FACTS: dict[str, Any] = {"seed": 1, "parameters": 7, "seconds": 2.0, "train_images": 30}


def sure(said: list[int], confidence: float = 0.91) -> np.ndarray:
    """Answers that give `confidence` to these digits, and the rest evenly to the nine others."""
    given = np.full((len(said), 10), (1 - confidence) / 9)
    given[np.arange(len(said)), said] = confidence
    return given.astype(np.float32)


def of(given: np.ndarray, history: object = None) -> model_evaluation.ModelEvaluation:
    return measure(given, LABELS, PIXELS, history, **FACTS)


def test_what_can_be_counted_by_hand_is_counted_so() -> None:
    said = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 0]  # one of three zeros is taken for a one
    model = of(sure(said))

    assert model.accuracy == 11 / 12
    assert model.mistakes == 1
    assert model.confusion[0] == (2, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert model.confusion[9] == (0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    zero, one = model.scores[:2]
    assert (zero.precision, zero.recall, zero.specificity, zero.support) == (1.0, 0.666667, 1.0, 3)
    assert (one.precision, one.recall, one.specificity, one.support) == (0.5, 1.0, 0.909091, 1)
    assert one.f1 == 0.666667
    assert model.averages["macro"].precision == pytest.approx(9.5 / 10)
    assert model.averages["weighted"].precision == pytest.approx((3 + 0.5 + 8) / 12)
    assert model.averages["weighted"].support == 12
    assert model.roc_auc is not None
    assert 0.9 < model.roc_auc < 1
    assert [prediction.index for prediction in model.first] == list(range(12))
    assert [(found.index, found.true, found.predicted) for found in model.worst] == [(10, 0, 1)]
    assert model.worst[0].confidence == pytest.approx(0.91)
    assert model.worst[0].probabilities[0] == pytest.approx(0.01)
    assert model.worst[0].pixels == PIXELS[10].tobytes()


def test_the_surest_mistakes_come_first_and_are_25_at_most() -> None:
    confidences = np.linspace(0.2, 0.9, 40)
    given = np.concatenate([sure([1], confidence) for confidence in confidences])
    model = measure(given, np.zeros(40, dtype=int), np.zeros((40, 28, 28), dtype=np.uint8), None, **FACTS)

    assert [found.index for found in model.worst] == list(range(39, 14, -1))
    assert len(model.first) == 25


def test_answers_that_are_no_probabilities_are_ranked_by_their_softmax() -> None:
    probabilities = sure([*LABELS[:11], 3])
    model = of(np.log(probabilities) + 5)

    assert of(probabilities).probabilities
    assert not model.probabilities
    assert model.worst[0].confidence == pytest.approx(0.91, abs=1e-5)
    assert model.roc_auc == of(probabilities).roc_auc


def some_nan() -> np.ndarray:
    given = sure(list(LABELS))
    given[0, 3] = np.nan
    return given


HARD: dict[str, tuple[Callable[[], np.ndarray], float, int, bool]] = {
    "NaN everywhere": (lambda: np.full((12, 10), np.nan), 0.0, 12, False),
    "NaN in one place": (some_nan, 11 / 12, 1, False),
    "one class": (lambda: sure([0] * 12, 1.0), 3 / 12, 0, True),
    "all the same": (lambda: np.zeros((12, 10)), 3 / 12, 0, True),
    "infinite": (lambda: np.full((12, 10), -np.inf), 3 / 12, 0, True),
    "beyond float32": (lambda: np.where(np.eye(10)[LABELS] > 0, 3e38, -3e38), 1.0, 0, True),
}


@pytest.mark.parametrize("phrase", HARD)
def test_answers_of_spoiled_models_are_measured_too(phrase: str) -> None:
    make, accuracy, unanswered, ordered = HARD[phrase]
    model = of(make().astype(np.float32))

    assert (model.accuracy, model.unanswered, model.roc_auc is not None) == (accuracy, unanswered, ordered)
    assert model.mistakes == round(12 * (1 - accuracy))
    assert sum(map(sum, model.confusion)) == 12 - unanswered
    assert [score.support for score in model.scores] == [3, *[1] * 9]
    json.dumps(model_evaluation.to_json(model), allow_nan=False)


def test_a_digit_that_is_missing_leaves_no_area() -> None:
    model = measure(sure([0, 1]), np.array([0, 1]), PIXELS[:2], None, **FACTS)

    assert model.roc_auc is None
    assert model.scores[5].support == 0


GOOD = {"loss": [2, 1.5], "accuracy": [0.1, np.float32(0.5)]}
HISTORIES: dict[str, tuple[object, dict[str, tuple[float, ...]]]] = {
    "Keras' own": (GOOD, {"loss": (2.0, 1.5), "accuracy": (0.1, 0.5)}),
    "arrays": (
        {**GOOD, "val_loss": np.array([1.0, 2.0])},
        {"loss": (2.0, 1.5), "accuracy": (0.1, 0.5), "val_loss": (1.0, 2.0)},
    ),
    "more lists": ({**GOOD, "lr": ["x"]}, {"loss": (2.0, 1.5), "accuracy": (0.1, 0.5)}),
    "None": (None, {}),
    "a list": ([1], {}),
    "no accuracy": ({"loss": [1.0]}, {}),
    "no epochs": ({"loss": [], "accuracy": []}, {}),
    "other lengths": ({**GOOD, "val_loss": [1]}, {}),
    "NaN": ({**GOOD, "loss": [1, float("nan")]}, {}),
    "infinity": ({**GOOD, "loss": [1, float("inf")]}, {}),
    "a number of 400 digits": ({**GOOD, "loss": [1, 10**400]}, {}),
    "texts": ({**GOOD, "loss": ["1", "2"]}, {}),
    "booleans": ({**GOOD, "accuracy": [True, False]}, {}),
    "percent": ({**GOOD, "accuracy": [50, 60]}, {}),
    "a table": ({**GOOD, "loss": np.ones((2, 2))}, {}),
    "a million epochs": ({"loss": [1.0] * 1_000_000, "accuracy": [0.5] * 1_000_000}, {}),
}


@pytest.mark.parametrize("phrase", HISTORIES)
def test_a_history_is_taken_as_a_whole_or_not_at_all(phrase: str) -> None:
    given, taken = HISTORIES[phrase]

    assert history_of(given) == taken
    assert of(sure([0] * 12), given).epochs == (2 if taken else 0)


# Kept, and written.


@pytest.fixture
def outcome(course: Syllabus) -> Outcome:
    exercise = course.by_id["training.train_dense"]
    return replace(judge(exercise, [reports.PASSED], 1), measured=reports.measured().beside(None))


def test_a_kept_outcome_has_the_same_facts(outcome: Outcome) -> None:
    outcome_cache.put(outcome, "a-model")

    assert outcome_cache.get(outcome.exercise, "a-model") == replace(outcome, cached=True)


@pytest.mark.parametrize("spoil", ["pixels", "confusion", "history", "first"])
def test_a_damaged_one_is_not_used(outcome: Outcome, spoil: str) -> None:
    outcome_cache.put(outcome, "damaged")
    file = cache.folder() / "results" / "damaged.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    if spoil == "pixels":
        kept["measured"]["worst"][0]["pixels"] = "eJw="
    else:
        del kept["measured"][spoil]
    file.write_text(json.dumps(kept), encoding="utf-8")

    assert outcome_cache.get(outcome.exercise, "damaged") is None


def test_the_json_has_the_facts_without_pixels(outcome: Outcome) -> None:
    content = json.loads(json.dumps(to_json(Report("mine", (outcome,))), allow_nan=False))
    facts = content["exercises"][0]["measured"]

    assert set(facts) == {
        "seed", "parameters", "seconds", "epochs", "train_images", "test_images", "accuracy", "mistakes", "unanswered",
        "probabilities", "roc_auc", "confusion", "scores", "averages", "history", "first", "worst", "reference",
    }  # fmt: skip
    assert set(facts["scores"][0]) == {"digit", "precision", "recall", "specificity", "f1", "support"}
    assert set(facts["first"][0]) == {"index", "true", "predicted", "probabilities"}
    assert facts["history"] == reports.HISTORY


def test_every_field_is_in_the_guide(outcome: Outcome) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "reference" / "report.md").read_text(encoding="utf-8")

    assert outcome.measured is not None
    assert [name for name in model_evaluation.to_json(outcome.measured) if f"`{name}`" not in guide] == []


# Beside the reference.


def dataset(digest: str) -> Dataset:
    empty = np.zeros(0, dtype=np.uint8)
    return Dataset("made", empty, empty, empty, empty, digest, "made for a test")


def test_the_sizes_of_the_reference_are_those_of_its_models() -> None:
    models = importlib.import_module("solutions.models")
    built = {"dense": models.build_dense(), "cnn": models.build_cnn(), "champion": models.build_residual_cnn()}

    said = {exercise.id: exercise.parameters for exercise in load().exercises if exercise.parameters is not None}
    assert {f"training.train_{name}": model.count_params() for name, model in built.items()} == said


def test_the_time_of_the_reference_is_known_once_it_was_graded_here(outcome: Outcome) -> None:
    mine, theirs = Submission("mine", {"training": ""}, {}), read(SOLUTIONS)
    one = (outcome,)

    def seconds(submission: Submission, digest: str) -> Reference | None:
        (found,) = reference.beside_reference(one, submission, dataset(digest))
        assert found.measured is not None
        return found.measured.reference

    assert seconds(mine, "a") == Reference(79_510, None)
    assert seconds(theirs, "a") == Reference(79_510, 75.25)
    assert seconds(mine, "a") == Reference(79_510, 75.25)
    assert seconds(mine, "b") == Reference(79_510, None)


def test_without_a_reference_on_disk_its_size_is_known_alone(
    outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference, "SOLUTIONS", tmp_path / "none")
    (found,) = reference.beside_reference((outcome,), Submission("mine", {"training": ""}, {}), dataset("c"))

    assert found.measured is not None
    assert found.measured.reference == Reference(79_510, None)
