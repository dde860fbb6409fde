"""Tests of the recognition of mistakes in compile_model: one setting that is wrong gets a name, two get none."""

import importlib
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from grader.misconceptions.evidence import Evidence, Trial
from grader.misconceptions.recognition import recognised
from grader.sandbox.calls import Call
from grader.sandbox.worker import wire

SMALL = importlib.import_module("grader.checks.training.check_compile_model").SMALL
losses, metrics, optimizers = keras.losses, keras.metrics, keras.optimizers


def compiling(**settings: Any) -> Callable[[Any], Any]:
    def compile_model(model: Any) -> Any:
        usual = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
        made = {name: value() if callable(value) else value for name, value in settings.items()}
        model.compile(**{**usual, **made})
        return model

    return compile_model


def fitted(model: Any) -> Any:
    compiling()(model).fit(np.ones((8, 4)), np.zeros(8), verbose=0)
    return model


def lengthened(layer: Any) -> Callable[[Any], Any]:
    def compile_model(model: Any) -> Any:
        model.add(layer())
        return compiling()(model)

    return compile_model


# what is special about the function, the function, and the name that its mistake gets
FUNCTIONS: dict[str, tuple[Callable[[Any], Any], str | None]] = {
    "momentum": (compiling(optimizer=lambda: optimizers.SGD(0.01, momentum=0.9)), "learned_by_sgd"),
    "no optimizer": (compiling(optimizer="rmsprop"), "learned_by_rmsprop"),
    "nadam": (compiling(optimizer=optimizers.Nadam), "learned_by_another_optimizer"),
    "one-hot": (compiling(loss=losses.CategoricalCrossentropy), "categorical_loss_on_integer_labels"),
    "one-hot, measured so": (
        compiling(loss="categorical_crossentropy", metrics=["categorical_accuracy"]),
        "categorical_loss_on_integer_labels",
    ),
    "yes or no": (compiling(loss=losses.BinaryCrossentropy), "binary_loss"),
    "squares": (compiling(loss=losses.MeanSquaredError), "loss_of_a_regression"),
    "hinge": (compiling(loss="categorical_hinge"), "another_loss"),
    "none": (compiling(loss=None), "left_out_the_loss"),
    "logits": (
        compiling(loss=lambda: losses.SparseCategoricalCrossentropy(from_logits=True)),
        "logits_from_a_softmax",
    ),
    "no metrics": (compiling(metrics=[]), "left_out_the_metrics"),
    "precision": (compiling(metrics=lambda: [metrics.Precision()]), "watched_another_metric"),
    "equal numbers": (compiling(metrics=lambda: [metrics.Accuracy()]), "accuracy_of_other_labels"),
    "what compile returns": (
        lambda model: model.compile("adam", "sparse_categorical_crossentropy"),
        "returned_what_compile_returns",
    ),
    "the model as it was": (lambda model: model, "left_the_model_uncompiled"),
    "a clone": (lambda model: compiling()(keras.models.clone_model(model)), "cloned_without_the_weights"),
    "wrapped": (lambda model: compiling()(keras.Sequential([model])), "compiled_another_model"),
    "fitted": (fitted, "trained_already"),
    "a layer more": (lengthened(lambda: keras.layers.Dense(10, activation="softmax")), "added_a_layer"),
    "a normalisation more": (lengthened(keras.layers.BatchNormalization), "added_a_layer"),
    "one-hot logits": (compiling(loss=lambda: losses.CategoricalCrossentropy(from_logits=True)), None),
    "two settings": (compiling(optimizer="sgd", metrics=None), None),
    "a text": (lambda _: "compiled", None),
}


@pytest.mark.parametrize("phrase", FUNCTIONS)
def test_a_mistake_gets_its_name_or_none(phrase: str, far_side: dict[str, Any]) -> None:
    function, name = FUNCTIONS[phrase]
    model = far_side["plain"].revived(far_side["wire"].decode(wire.encode(SMALL)))
    answer = far_side["plain"].flattened(function(model), (model,))
    returned = wire.decode(far_side["wire"].encode(answer))
    call = Call("compile_model", args=(SMALL,), returned=returned, answered=True)

    found = recognised("training.compile_model", Evidence((Trial((call,), compared=False),)))

    assert (found.name if found else None) == name
