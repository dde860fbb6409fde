"""Tests of grader/checks/networks/diff.py: what differs from a design, found by pairing layers."""

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from grader.checks.networks.diff import Difference, differences
from grader.checks.networks.network import Network
from grader.course.architectures import DENSE, DROPOUT_CNN


def dense(*parts: Any) -> Any:
    return keras.Sequential([keras.Input((28, 28)), *parts])


def flat() -> Any:
    return layers.Flatten()


def hidden() -> Any:
    return layers.Dense(100, activation="relu")


def last() -> Any:
    return layers.Dense(10, activation="softmax")


# what is special about the model, the model, and its differences from the dense design
MODELS: dict[str, tuple[Callable[[], Any], list[Difference]]] = {
    "none": (lambda: dense(flat(), hidden(), last()), []),
    "a setting": (
        lambda: dense(flat(), layers.Dense(64, "relu"), last()),
        [Difference("hidden", "width", "100", "64")],
    ),
    "two settings of a layer": (
        lambda: dense(flat(), hidden(), layers.Dense(3, "sigmoid")),
        [Difference("last", "activation", "softmax", "sigmoid"), Difference("last", "width", "10", "3")],
    ),
    "a layer less": (lambda: dense(flat(), last()), [Difference("hidden", "missing", "Dense(100, relu)")]),
    "a layer more": (
        lambda: dense(flat(), hidden(), layers.Dense(50, "relu"), last()),
        [Difference("hidden", "extra", found="Dense(50, relu)")],
    ),
    "something between a layer and its activation": (
        lambda: dense(flat(), layers.Dense(100), layers.BatchNormalization(), layers.ReLU(), last()),
        [Difference("BatchNormalization", "extra", found="BatchNormalization()")],
    ),
    "an activation by itself": (
        lambda: dense(flat(), hidden(), last(), layers.Softmax()),
        [Difference("activation", "extra", found="Activation(softmax)")],
    ),
}


@pytest.mark.parametrize("phrase", MODELS)
def test_finds_what_differs(phrase: str, described: Callable[[object], Any]) -> None:
    make, wanted = MODELS[phrase]

    assert differences(Network(described(make())), DENSE) == wanted


def test_dropout_of_all_outputs_at_once_is_not_another_rate(described: Callable[[object], Any]) -> None:
    top = [layers.Flatten(), layers.Dropout(0.5, noise_shape=(None, 1))]

    assert differences(Network(described(dense(*top))), [DENSE[0], ("Dropout(0.5)", (784,), 0)]) == [
        Difference("Dropout", "noise shape", "Dropout(0.5)", "Dropout(0.5, noise shape (None, 1))")
    ]


def test_dropout_is_moved_whatever_else_is_missing(described: Callable[[object], Any]) -> None:
    blocks = [
        part
        for filters in (32, 64, 128)
        for part in (layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.MaxPooling2D())
    ]
    top = [layers.Flatten(), layers.Dropout(0.5), layers.Dense(128, "relu"), layers.Dense(10, "softmax")]
    model = keras.Sequential([keras.Input((28, 28, 1)), *blocks, *top])

    assert differences(Network(described(model)), DROPOUT_CNN) == [
        Difference("Dropout", "place", "Dropout(0.5)", "behind 6")
    ]


def test_dropout_of_nothing_is_another_rate_where_the_design_has_it(described: Callable[[object], Any]) -> None:
    network = Network(described(dense(layers.Flatten(), layers.Dropout(0.0))))

    assert differences(network, DENSE[:1]) == []
    assert differences(network, [DENSE[0], ("Dropout(0.5)", (784,), 0)]) == [
        Difference("Dropout", "rate", "Dropout(0.5)", "Dropout(0.0)")
    ]
