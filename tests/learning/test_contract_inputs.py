"""Inputs of a hunt: what the contract allows asks a question, everything else gets a sentence."""

import ast
import importlib
from typing import Any

import numpy as np
import pytest

from grader.course.syllabus import Syllabus
from grader.learning.hunt.bug_files import EXAMPLES
from grader.learning.hunt.contract_inputs import CONTRACTS, OutsideContract, question_of
from grader.learning.hunt.hunt_judging import fails, fresh_checks
from tests.conftest import ROOT

BLANK = np.zeros((1, 28, 28), dtype=np.uint8)


def example(exercise: str) -> dict[str, Any]:
    return dict(eval(EXAMPLES[exercise], {"np": np}))  # noqa: S307  ours


def solution(exercise: str) -> Any:
    module, _, function = exercise.partition(".")
    found = getattr(importlib.import_module(f"solutions.{module}"), function)

    class Solution:
        warned = False

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return found(*args, **kwargs)

    return Solution()


def test_each_exercise_has_an_example() -> None:
    assert EXAMPLES.keys() == CONTRACTS.keys()


@pytest.mark.parametrize("exercise", EXAMPLES)
def test_the_example_is_within_the_contract_and_the_solution_is_right(exercise: str, course: Syllabus) -> None:
    question = question_of(exercise, example(exercise))
    check, parameters = fresh_checks(course.by_id[exercise])[question.check]

    assert question.values.keys() == parameters.keys()
    assert check.__name__ == question.check
    assert not fails(course.by_id[exercise], question, solution(exercise))


def test_the_parameters_are_those_of_the_stubs() -> None:
    for exercise, contract in CONTRACTS.items():
        module, _, function = exercise.partition(".")
        tree = ast.parse((ROOT / "exercises" / f"{module}.py").read_text(encoding="utf-8"))
        (node,) = (each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == function)
        assert contract.parameters == tuple(each.arg for each in node.args.args)
        defaults = [ast.literal_eval(each) for each in node.args.defaults]
        assert [value for _name, value in contract.optional] == defaults


@pytest.mark.parametrize(
    ("exercise", "given", "said"),
    [
        pytest.param("metrics.recall", [1, 2], "Return a dict with a value for each of tp, fn", id="no dict"),
        pytest.param("metrics.recall", {"tp": 1}, "lacks 'fn'", id="too few"),
        pytest.param("metrics.recall", {"tp": 1, "fn": 1, "fp": 1}, "no parameter 'fp'", id="another parameter"),
        pytest.param("metrics.recall", {"tp": -1, "fn": 1}, "not below 0", id="a count below 0"),
        pytest.param("metrics.recall", {"tp": 0.5, "fn": 1}, "must be a whole number", id="half a count"),
        pytest.param("metrics.recall", {"tp": "3", "fn": 1}, "must be a whole number", id="a text"),
        pytest.param("metrics.recall", {"tp": np.ones(2, int), "fn": 1}, "same length", id="array and number"),
        pytest.param("metrics.recall", {"tp": [[1], [1, 2]], "fn": 1}, "NumPy array of some", id="unequal lists"),
        pytest.param("metrics.recall", {"tp": 10**400, "fn": 1}, "beyond 9,007,199,254,740,992", id="a huge number"),
        pytest.param(
            "metrics.recall", {"tp": np.array([-(2**63)]), "fn": np.array([1])}, "beyond", id="the least int64"
        ),
        pytest.param(
            "metrics.one_vs_rest_counts",
            {"cm": np.array([[2**63, 1], [1, 1]], np.uint64)},
            "beyond 9,007,199,254,740,992",
            id="more than any int64",
        ),
        pytest.param(
            "preprocessing.augment_images", {"images": BLANK, "seed": 10**30}, "beyond", id="a seed that is too large"
        ),
        pytest.param("metrics.recall", {"tp": np.ones(11, int), "fn": np.ones(11, int)}, "22 numbers", id="too many"),
        pytest.param("metrics.f_score", {"precision": 1.5, "recall": 0.5}, "from 0 to 1", id="a share above 1"),
        pytest.param("metrics.f_score", {"precision": float("nan"), "recall": 0.5}, "finite", id="nan"),
        pytest.param("metrics.one_vs_rest_counts", {"cm": [[1, 0], [0, 1]]}, "np.array", id="a list"),
        pytest.param("metrics.one_vs_rest_counts", {"cm": np.ones((2, 3), int)}, "as many rows", id="not square"),
        pytest.param("metrics.one_vs_rest_counts", {"cm": np.zeros((2, 2), int)}, "counts images", id="no image"),
        pytest.param("metrics.one_vs_rest_counts", {"cm": np.ones((2, 2))}, "whole numbers", id="floats"),
        pytest.param("metrics.one_vs_rest_counts", {"cm": np.ones((5, 5), int)}, "25 numbers", id="too large"),
        pytest.param(
            "metrics.confusion_matrix", {"y_true": np.array([12]), "y_pred": np.array([1])}, "0 to 9", id="no label"
        ),
        pytest.param(
            "metrics.confusion_matrix", {"y_true": np.array([1, 2]), "y_pred": np.array([1])}, "each", id="lengths"
        ),
        pytest.param("metrics.predicted_labels", {"y_pred": np.array([[0.9, 0.9]])}, "together 1", id="no shares"),
        pytest.param(
            "metrics.roc_auc", {"y_true": np.array([0]), "scores": np.ones((1, 2))}, "must occur", id="a class lacks"
        ),
        pytest.param(
            "metrics.average_scores",
            {"scores": np.ones(1), "support": np.ones(1, int), "kind": "micro"},
            "macro",
            id="another kind",
        ),
        pytest.param("preprocessing.scale_pixels", {"images": BLANK[:, :5]}, "shape", id="small images"),
        pytest.param("preprocessing.scale_pixels", {"images": BLANK / 1}, "uint8", id="float images"),
        pytest.param("preprocessing.scale_pixels", {"images": BLANK + 1}, "784 numbers", id="too much ink"),
        pytest.param("preprocessing.scale_pixels", {"images": BLANK[:0]}, "empty", id="no images"),
        pytest.param(
            "preprocessing.scale_pixels", {"images": np.repeat(BLANK, 1_001, axis=0)}, "1,001 images", id="many images"
        ),
        pytest.param(
            "preprocessing.split_validation",
            {"images": np.zeros((10**6, 1, 1)), "labels": np.zeros((10**6, 1, 1))},
            "1,000,000 images",
            id="a million blank images",
        ),
        pytest.param(
            "preprocessing.one_hot",
            {"labels": np.array([0]), "num_classes": 10**9},
            "num_classes is more than 100",
            id="classes that fill the memory",
        ),
        pytest.param(
            "metrics.confusion_matrix",
            {"y_true": np.array([0]), "y_pred": np.array([0]), "num_classes": 10**6},
            "num_classes is more than 100",
            id="a matrix that fills the memory",
        ),
        pytest.param(
            "preprocessing.split_validation",
            {"images": np.arange(3), "labels": np.arange(3), "fraction": 2},
            "fraction",
            id="a fraction above 1",
        ),
        pytest.param("preprocessing.augment_images", {"images": BLANK, "seed": -1}, "at least 0", id="a seed below 0"),
        pytest.param("evaluation.metrics_json", {"report": [1]}, "dict", id="no report"),
        pytest.param("evaluation.metrics_json", {"report": {"a": float("inf")}}, "finite", id="infinity"),
        pytest.param(
            "evaluation.metrics_json",
            {"report": {"a": None}},
            "only dicts, lists, arrays, numbers and strings",
            id="None",
        ),
    ],
)
def test_what_the_contract_does_not_allow_gets_a_sentence(exercise: str, given: object, said: str) -> None:
    with pytest.raises(OutsideContract, match=said):
        question_of(exercise, given)


def test_labels_outside_ask_for_the_error() -> None:
    question = question_of("preprocessing.one_hot", {"labels": np.array([10])})

    assert question.check == "check_refuses_fresh_labels_outside"


def test_blank_pixels_do_not_count() -> None:
    images = BLANK.copy()
    images[0, 3, :20] = 255

    assert question_of("preprocessing.add_channel", {"images": images}).check == "check_adds_a_channel_to_fresh_images"
