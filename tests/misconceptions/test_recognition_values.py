"""Recognition survives any plain value: whatever comes back, it is named or not, and nothing is raised."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.course import syllabus
from grader.misconceptions import registry
from grader.misconceptions.evidence import Evidence, Trial
from grader.misconceptions.recognition import recognised, witness
from grader.sandbox.calls import Call
from grader.sandbox.worker import wire

COURSE = syllabus.load()
LABELS = np.array([2, 0, 1, 2])
IMAGES = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28)
HISTORY = {"accuracy": [0.5, 0.6], "loss": [1.0, 0.5], "val_accuracy": [0.4, 0.5], "val_loss": [1.1, 0.9]}
COUNTS = np.array([3, 0, 5])
MODEL = wire.Model("{}", [np.zeros(3, dtype=np.float32)])

# What each exercise is called with, as its checks call it.
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    **{f"preprocessing.{name}": ((IMAGES,), {}) for name in ("scale_pixels", "add_channel", "flatten_images")},
    "preprocessing.one_hot": ((LABELS,), {"num_classes": 3}),
    "preprocessing.split_validation": ((IMAGES, LABELS[:3]), {"fraction": 0.34, "seed": 1}),
    "preprocessing.augment_images": ((IMAGES,), {"seed": 1}),
    "metrics.predicted_labels": ((np.eye(3),), {}),
    "metrics.confusion_matrix": ((LABELS, LABELS[::-1].copy()), {"num_classes": 3}),
    "metrics.one_vs_rest_counts": ((np.eye(3, dtype=int),), {}),
    "metrics.accuracy": ((), {"tp": COUNTS, "fp": COUNTS, "fn": COUNTS, "tn": COUNTS}),
    "metrics.precision": ((), {"tp": COUNTS, "fp": COUNTS[::-1].copy()}),
    "metrics.recall": ((), {"tp": COUNTS, "fn": COUNTS[::-1].copy()}),
    "metrics.specificity": ((), {"tn": COUNTS, "fp": COUNTS[::-1].copy()}),
    "metrics.f_score": ((), {"precision": np.array([0.5, 0.0]), "recall": np.array([0.25, 0.0])}),
    "metrics.average_scores": ((np.array([1.0, 0.5]), np.array([1, 3]), "macro"), {}),
    "metrics.classification_report": ((np.eye(3, dtype=int),), {}),
    "metrics.roc_auc": ((np.array([0, 1, 0]), np.eye(2)[[0, 1, 1]]), {}),
    "evaluation.misclassified": ((LABELS, LABELS[::-1].copy()), {}),
    "evaluation.metrics_json": (({"accuracy": 0.5},), {}),
    "evaluation.plot_history": ((HISTORY,), {}),
    "evaluation.plot_confusion_matrix": ((np.eye(3, dtype=int),), {}),
    "evaluation.plot_predictions": ((IMAGES, LABELS[:3], LABELS[:3]), {}),
    **{f"models.{exercise.function}": ((), {}) for exercise in COURSE.of_module("models")},
    "training.compile_model": ((MODEL,), {}),
    **{f"training.train_{name}": ((), {}) for name in ("dense", "cnn", "champion")},
}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["0", "accuracy", "loss"]),
)
ARRAYS = arrays.arrays(
    st.sampled_from([np.dtype(name) for name in ("bool", "uint8", "int64", "float32", "float64", "complex128", "U3")]),
    arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
FOREIGN = st.builds(wire.Foreign, st.sampled_from(["Axes", "module", "Sequential", "EagerTensor"]), st.just("text"))
MODELS = st.builds(
    wire.Model,
    st.sampled_from(["", "{}", "[", '{"class_name": "Sequential"}']),
    st.just([]),
    st.sampled_from([None, "{}", "["]),
)
FIGURES = st.builds(wire.Figure, st.just([]), st.just([]))
VALUES = st.recursive(
    st.one_of(SCALARS, ARRAYS, FOREIGN, MODELS, FIGURES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=3), st.integers(-1, 10)), inner, max_size=4),
    ),
    max_leaves=12,
)


def test_every_exercise_is_called() -> None:
    assert set(CALLS) == {exercise.id for exercise in COURSE.exercises}


@pytest.mark.fuzz
@pytest.mark.parametrize("module", [module.name for module in COURSE.modules])
@given(data=st.data(), values=st.lists(VALUES, min_size=1, max_size=2))
def test_any_plain_value_is_named_or_not(module: str, data: st.DataObject, values: list[Any]) -> None:
    exercise = data.draw(st.sampled_from([exercise.id for exercise in COURSE.of_module(module)]))
    args, kwargs = CALLS[exercise]
    function = exercise.partition(".")[2]
    calls = [Call(function, args, kwargs, returned=value, answered=True) for value in values]
    evidence = Evidence(tuple(Trial((call,), compared=True) for call in calls))

    found = recognised(exercise, evidence)

    if found is not None:
        assert found.name in [one.name for one in registry.of_exercise(exercise)]
        assert witness(found, evidence, range(len(calls))) < len(calls)


@pytest.mark.parametrize("exercise", sorted(CALLS))
@pytest.mark.parametrize(
    "value",
    [
        [[1, 2], [3]],
        [[[1], [2, 3]], [4]],
        ([1], [2, 3], [], [[4]]),
        {"0": [[1], 2]},
        [None, [1]],
        [np.zeros(2), np.zeros((2, 2))],
    ],
    ids=["lists", "deeper lists", "a tuple", "a dict", "None among them", "arrays"],
)
def test_parts_of_unequal_length_are_survived(exercise: str, value: Any) -> None:
    args, kwargs = CALLS[exercise]
    call = Call(exercise.partition(".")[2], args, kwargs, returned=value, answered=True)

    found = recognised(exercise, Evidence((Trial((call,), compared=True),)))

    assert found is None or found.exercise == exercise
