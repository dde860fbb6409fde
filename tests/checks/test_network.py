"""Tests of models/network.py: a model of any make is known as what it is, and rebuilt as it was. Oracle: Keras."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import activations, layers, ops

from grader.checks.networks.network import Network


def residual(x: Any, filters: int) -> Any:
    y = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    y = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(y))
    return layers.ReLU()(layers.Add()([layers.Conv2D(filters, 1)(x), y]))


def functional(shape: tuple[int, ...], body: Callable[[Any], Any]) -> Any:
    image = keras.Input(shape)
    return keras.Model(image, body(image))


def shared_layer() -> Any:
    dense = layers.Dense(10, activation="relu")
    return functional((10,), lambda x: dense(dense(x)) + x)


def shared_model() -> Any:
    inner = keras.Sequential([layers.Dense(6, activation="relu"), layers.Dense(10)])
    return functional((10,), lambda x: layers.Concatenate()([inner(x), inner(inner(x))]))


def nested() -> Any:
    block = functional((8, 8, 4), lambda x: residual(x, 4))
    head = keras.Sequential([layers.GlobalAveragePooling2D(), keras.Sequential([layers.Dense(10)]), layers.Softmax()])
    return keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 1), block, layers.BatchNormalization(), head])


def nested_first() -> Any:
    return keras.Sequential([keras.Sequential([keras.Input((4,)), layers.Dense(5)]), layers.Dense(3)])


def built_by_fitting() -> Any:
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(np.zeros((64, 4, 4)), np.zeros(64), verbose=0)
    return model


def built_by_hand() -> Any:
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.build((None, 4, 4))
    return model


def arithmetic(x: Any) -> Any:
    x = (x * 2 - 1) / 3 + 0.5
    return layers.Dense(4)(1 - x) - 2 * layers.Dense(4)(3 + x)


def operations(x: Any) -> Any:
    x = ops.relu(x) + ops.tanh(x)
    x = ops.maximum(ops.leaky_relu(x, 0.3), ops.elu(x)) * ops.sigmoid(ops.silu(ops.relu6(x)))
    x = layers.Dense(6)(ops.reshape(x, (-1, 16)))
    return ops.softmax(ops.cast(x, "float32"))


def further_operations(x: Any) -> Any:
    x = layers.Conv2D(6, 3)(layers.ZeroPadding2D(1)(x))
    x = activations.gelu(ops.maximum(x - 0.5, 0)) + ops.maximum(0, activations.selu(x))
    x = activations.celu(ops.softplus(ops.softsign(ops.hard_sigmoid(x))))
    return layers.Dense(4)(ops.mean(x, axis=(1, 2)) - ops.max(x, axis=(1, 2)))


class OfLayers(keras.Model):  # type: ignore[misc]
    """A model that is made of inputs and outputs, and has its layers as attributes in another order."""

    def __init__(self) -> None:
        image = keras.Input((4,))
        first, last = layers.Dense(5, activation="relu"), layers.Dense(3)
        super().__init__(inputs=image, outputs=last(first(image)))
        self.last, self.first = last, first


def nested_last() -> Any:
    inner = functional((4,), lambda x: layers.Dense(4, activation="relu")(x))
    return functional((4,), lambda x: inner(layers.Dense(4)(inner(inner(x)))))


MODELS: dict[str, Callable[[], Any]] = {
    "a functional model within another, at its end": nested_last,
    "residual, functional": lambda: functional((8, 8, 1), lambda x: residual(residual(x, 4), 6)),
    "a layer applied twice": shared_layer,
    "a model applied three times": shared_model,
    "models within models": nested,
    "a model as the first layer": nested_first,
    "built by fitting": built_by_fitting,
    "built by hand": built_by_hand,
    "arithmetic with numbers": lambda: functional((4,), arithmetic),
    "operations that are no layers": lambda: functional((4, 4), operations),
    "operations with numbers and along axes": lambda: functional((6, 6, 2), further_operations),
    "a class of the student's that is made of layers": OfLayers,
    "layers as activations": lambda: functional((4,), lambda x: layers.Dense(3, activation=layers.LeakyReLU(0.3))(x)),
    "TensorFlow's functions": lambda: functional((4,), lambda x: layers.Dense(3, activation=tf.nn.softmax)(x)),
    "mixed precision": lambda: functional((4,), lambda x: layers.Dense(3, dtype="mixed_float16")(x)),
}


@pytest.mark.parametrize("phrase", MODELS)
def test_a_model_is_rebuilt_as_it_was(phrase: str, same_as_keras: Callable[..., Network]) -> None:
    same_as_keras(MODELS[phrase](), tolerance=1e-2 if phrase == "mixed precision" else 1e-5)


def reshaped_for_two(x: Any) -> Any:
    maps = layers.Reshape((2, 2, 1))(x)
    return layers.Flatten()(maps) + layers.Flatten()(layers.Conv2D(1, 1)(maps))


# what is special about it, what is applied to four numbers, and the layers that count
COUNTED: dict[str, tuple[Callable[[Any], Any], list[str]]] = {
    "flattened, reshaped and flattened": (
        lambda x: layers.Flatten()(layers.Reshape((2, 2))(layers.Flatten()(layers.Reshape((4, 1))(x)))),
        [],
    ),
    "a reshape behind a dropout of nothing": (
        lambda x: layers.Reshape((1, 4))(layers.Dropout(0)(layers.Reshape((2, 2))(x))),
        ["Reshape((1, 4))"],
    ),
    "a reshape that a convolution is given, too": (
        reshaped_for_two,
        ["Reshape((2, 2, 1))", "Conv2D(1, 1x1, no activation)", "Flatten()", "Flatten()", "Add()"],
    ),
    "a reshape behind a dropout": (
        lambda x: layers.Reshape((2, 2))(layers.Dropout(0.1)(layers.Reshape((4, 1))(x))),
        ["Reshape((4, 1))", "Dropout(0.1)", "Reshape((2, 2))"],
    ),
    "an activation between": (
        lambda x: layers.Flatten()(layers.ReLU()(layers.Reshape((2, 2))(x))),
        ["Reshape((2, 2))", "Activation(relu)", "Flatten()"],
    ),
    "a sum with nothing": (lambda x: (x + 0) * 1, []),
    "a reshape at the end": (lambda x: layers.Reshape((2, 2))(x), ["Reshape((2, 2))"]),
}


@pytest.mark.parametrize("phrase", COUNTED)
def test_what_does_nothing_does_not_count(phrase: str, same_as_keras: Callable[..., Network]) -> None:
    body, counted = COUNTED[phrase]
    network = same_as_keras(functional((4,), lambda x: layers.Dense(3)(body(layers.Dense(4, "relu")(x)))))

    assert list(map(str, network.layers)) == ["Dense(4, relu)", *counted, "Dense(3, no activation)"]
