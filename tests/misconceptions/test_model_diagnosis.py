"""Tests of the look at a trained model that missed its gate: on which pixels it is good instead."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.misconceptions.model_diagnosis import AS_MEASURED, BY_LENGTH, BY_MEAN, CUT, IMAGES, PIXELS, ModelDiagnosis

TOLD = sorted(PIXELS.keys() - {AS_MEASURED, CUT})
LABELS = np.arange(IMAGES) % 10


def diagnosis(good: dict[str, float], sure: tuple[str, ...] = ()) -> ModelDiagnosis:
    """A model that recognises so many images by how their pixels are given, else a tenth; of some it is sure."""

    def predict(_network: Any, _views: Any) -> np.ndarray:
        return np.concatenate([answers(good.get(how, 0.1), 0.99 if how in sure else 0.4) for how in PIXELS])

    network: Any = SimpleNamespace(takes=lambda images: images / np.float32(255))
    images = np.random.default_rng(0).integers(0, 256, (IMAGES, 28, 28), dtype=np.uint8)
    return ModelDiagnosis(network, None, predict, images, LABELS, 0.97)


def answers(share: float, largest: float) -> np.ndarray:
    """Probabilities (n, 10) of which this share is right; the largest of each image is this."""
    given = np.where(np.arange(IMAGES) < share * IMAGES, LABELS, (LABELS + 1) % 10)
    return np.where(np.eye(10, dtype=bool)[given], largest, (1 - largest) / 9)


@pytest.mark.parametrize("how", TOLD)
def test_the_pixels_that_a_model_is_surer_of_are_those_it_was_trained_on(how: str) -> None:
    assert diagnosis({AS_MEASURED: 0.9, how: 0.95}, sure=(how,)).better_pixels() == how


@pytest.mark.parametrize("how", TOLD)
def test_pixels_that_it_recognises_less_often_are_not(how: str) -> None:
    assert diagnosis({AS_MEASURED: 0.9, how: 0.85}, sure=(how,)).better_pixels() is None


@pytest.mark.parametrize("how", BY_LENGTH + BY_MEAN)
def test_lengths_and_means_are_not_told_of_a_model_that_knows_little(how: str) -> None:
    assert diagnosis({AS_MEASURED: 0.5, how: 0.8}, sure=(how,)).better_pixels() is None


def test_pixels_that_are_cut_are_never_told_and_yet_suspected() -> None:
    cut = diagnosis({AS_MEASURED: 0.93, CUT: 0.92}, sure=(CUT,))

    assert cut.better_pixels() is None
    assert cut.may_know_cut_pixels
    assert not diagnosis({AS_MEASURED: 0.93, CUT: 0.88}).may_know_cut_pixels
    assert not diagnosis({AS_MEASURED: 0.1, CUT: 0.1}).may_know_cut_pixels  # it guesses both


NO_CURVES = {
    "an array without an axis": np.array(3.0),
    "an array of two axes": np.ones((2, 2)),
    "a number": np.float32(1),
    "a whole number too large for a float": [10**400],
    "not finite": [1.0, float("nan")],
    "not all numbers": [1.0, "2"],
}


@pytest.mark.parametrize("values", NO_CURVES.values(), ids=NO_CURVES)
def test_a_history_without_a_sequence_of_finite_numbers_has_no_curve(values: Any) -> None:
    assert replace(diagnosis({}), history={"loss": values}).curve("loss") == []


@pytest.mark.parametrize("values", [[2, 1], (2.0, 1.0), np.array([2.0, 1.0])], ids=["list", "tuple", "array"])
def test_a_sequence_of_finite_numbers_is_a_curve(values: Any) -> None:
    assert replace(diagnosis({}), history={"loss": values}).curve("loss") == [2.0, 1.0]
