"""Tests of grader/checks/models: each other design fails with the sentence that it needs.

Most models are built and described here, as the worker would do it; a few submissions go the whole way.
"""

import importlib
import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any

import keras
import pytest
from keras import layers, ops

from grader.checks.networks.network import Network
from grader.report.report import Report
from grader.report.sentences import plain

Described = Callable[[object], Any]
Make = Callable[[], Any]


@pytest.fixture
def feedback_on(described: Described) -> Callable[[str, Any], list[str]]:
    """What the checks of a function say to what it returns: the sentences of those that fail."""

    def run(function: str, answer: Any) -> list[str]:
        described_answer = described(answer)
        said = []
        checks = importlib.import_module(f"grader.checks.models.check_{function}")  # have no types, as all checks
        for name, check in inspect.getmembers(checks, inspect.isfunction):
            if name.startswith("check_"):
                try:
                    check(lambda: described_answer, network_of=lambda build: Network(build()))
                except (AssertionError, pytest.fail.Exception) as failure:
                    said.append(str(failure))
        return said

    return run


def sequential(shape: tuple[int, ...], *parts: Any) -> Any:
    return keras.Sequential([keras.Input(shape), *parts])


def functional(shape: tuple[int, ...], *parts: Callable[[Any], Any]) -> Any:
    image = x = keras.Input(shape)
    for part in parts:
        x = part(x)
    return keras.Model(image, x)


IMAGE = (28, 28, 1)


def dense(**changed: Any) -> Any:
    """The design of build_dense with one part replaced, or taken out by None."""
    parts = {
        "flatten": layers.Flatten(),
        "hidden": layers.Dense(100, activation="relu"),
        "between": None,
        "last": layers.Dense(10, activation="softmax"),
        "after": None,
        **changed,
    }
    return sequential(
        changed.pop("shape", (28, 28)), *(part for name, part in parts.items() if part and name != "shape")
    )


def cnn(**changed: Any) -> Any:
    """The design of build_cnn, likewise."""
    parts = {
        "before": None,
        "conv1": layers.Conv2D(32, 3, activation="relu"),
        "pool1": layers.MaxPooling2D(2),
        "conv2": layers.Conv2D(64, 3, activation="relu"),
        "pool2": layers.MaxPooling2D(2),
        "conv3": layers.Conv2D(64, 3, activation="relu"),
        "flatten": layers.Flatten(),
        "hidden": layers.Dense(64, activation="relu"),
        "last": layers.Dense(10, activation="softmax"),
        **changed,
    }
    return sequential(IMAGE, *(part for part in parts.values() if part))


def dropout_cnn(**changed: Any) -> Any:
    """The design of build_dropout_cnn, likewise."""
    parts: dict[str, Any] = {}
    for number, filters in enumerate((32, 64, 128), start=1):
        parts[f"conv{number}"] = layers.Conv2D(filters, 3, padding="same", activation="relu")
        parts[f"pool{number}"] = layers.MaxPooling2D(2)
        parts[f"after{number}"] = None
    parts |= {
        "flatten": layers.Flatten(),
        "hidden": layers.Dense(128, activation="relu"),
        "dropout": layers.Dropout(0.5),
        "last": layers.Dense(10, activation="softmax"),
        "after": None,
        **changed,
    }
    return sequential(IMAGE, *(part for part in parts.values() if part))


def residual(merge: Callable[[Any, Any], Any], filters: int = 16, head: Callable[[Any], Any] | None = None) -> Any:
    """A small network in which `merge` puts together what goes into a convolution and what comes out."""

    def block(x: Any) -> Any:
        return merge(x, layers.Conv2D(filters, 3, padding="same", activation="relu")(x))

    pool = layers.GlobalAveragePooling2D()
    return functional(IMAGE, layers.Conv2D(filters, 3), block, pool, head or layers.Dense(10, activation="softmax"))


def own_relu(x: Any) -> Any:
    return ops.maximum(x, 0)


class OwnLayer(layers.Layer):  # type: ignore[misc]
    """A layer that does something, and has no configuration."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__()
        self.function = function

    def call(self, x: Any) -> Any:
        return self.function(x)


def applying(operation: Callable[..., Any], *settings: Any) -> Any:
    """A model that applies an operation to 100 numbers."""
    numbers = keras.Input((100,))
    return keras.Model(numbers, operation(numbers, *settings))


def same_convolution(x: Any) -> Any:
    """The sum of what a convolution makes of something, twice."""
    layer = layers.Conv2D(16, 3, padding="same")
    return layer(x) + layer(x)


def two_inputs(*, named: bool = False) -> Any:
    first, second = keras.Input((28, 28), name="first"), keras.Input((28, 28), name="second")
    inputs = {"first": first, "second": second} if named else [first, second]
    return keras.Model(inputs, layers.Dense(10)(first + second))


def output_in_a_dict() -> Any:
    image = keras.Input((28, 28))
    return keras.Model(image, {"digit": layers.Dense(10)(layers.Flatten()(image))})


def two_outputs() -> Any:
    image = keras.Input((28, 28))
    return keras.Model(image, [layers.Dense(10)(image), layers.Dense(2)(image)])


def before(other: Any, layer: Any) -> Any:
    return keras.Sequential([other, layer])


def always(layer: Any) -> Any:
    """The layer behind 128 units, told once and for all that it is being trained."""
    inputs = keras.Input((128,))
    return keras.Model(inputs, layer(inputs, training=True))


# What is wrong, the model, and a part of what is said about it.
WRONG: dict[str, dict[str, tuple[Make, str]]] = {
    "build_dense": {
        "no softmax": (
            lambda: dense(last=layers.Dense(10)),
            "Its last layer is Dense(10, no activation); give it softmax",
        ),
        "sigmoid": (
            lambda: dense(last=layers.Dense(10, "sigmoid")),
            "Its last layer is Dense(10, sigmoid); give it softmax",
        ),
        "softmax twice": (lambda: dense(after=layers.Softmax()), "It applies softmax 2 times"),
        "softmax twice, in a row": (
            lambda: dense(between=layers.Softmax(), hidden=layers.Dense(100)),
            "It applies softmax 2 times",
        ),
        "softmax in the hidden layer": (
            lambda: dense(hidden=layers.Dense(100, "softmax")),
            "It applies softmax 2 times",
        ),
        "softmax over images": (
            lambda: dense(last=layers.Dense(10), after=layers.Softmax(axis=0)),
            "Softmax works along axis 0, which counts the images.",
        ),
        "no relu": (
            lambda: dense(hidden=layers.Dense(100)),
            "Layer 2 is Dense(100, no activation); it should be Dense(100, relu).",
        ),
        "tanh": (lambda: dense(hidden=layers.Dense(100, "tanh")), "Layer 2 is Dense(100, tanh); it should be"),
        "a leaky relu": (
            lambda: dense(hidden=layers.Dense(100), between=layers.LeakyReLU()),
            "Layer 2 is Dense(100, leaky_relu)",
        ),
        "a relu that ends at six": (
            lambda: dense(hidden=layers.Dense(100), between=layers.ReLU(max_value=6)),
            "Layer 2 is Dense(100, relu6)",
        ),
        "a relu with a slope": (
            lambda: dense(hidden=layers.Dense(100), between=layers.ReLU(negative_slope=0.1)),
            "Layer 2 is Dense(100, relu with settings of its own)",
        ),
        "too wide": (
            lambda: dense(hidden=layers.Dense(128, "relu")),
            "Layer 2 is Dense(128, relu); it should be Dense(100, relu).",
        ),
        "no bias": (
            lambda: dense(hidden=layers.Dense(100, "relu", use_bias=False)),
            "Layer 2 is Dense(100, no bias, relu)",
        ),
        "eleven classes": (
            lambda: dense(last=layers.Dense(11, "softmax")),
            "It answers with (11,); ten digits need (10,)",
        ),
        "one class": (lambda: dense(last=layers.Dense(1, "sigmoid")), "It answers with (1,)"),
        "a layer more": (
            lambda: dense(between=layers.Dense(100, "relu")),
            "Layer 3 is Dense(100, relu); it should be Dense(10, softmax). Take Dense(100, relu) out.",
        ),
        "a layer less": (lambda: dense(hidden=None), "Dense(100, relu) is missing."),
        "dropout": (lambda: dense(between=layers.Dropout(0.2)), "Take Dropout(0.2) out."),
        "an offset": (lambda: dense(between=layers.Rescaling(1.0, 0.5)), "Take Rescaling(offset 0.5) out."),
        "columns for rows": (
            lambda: dense(flatten=before(layers.Permute((2, 1)), layers.Flatten())),
            "Take Permute((2, 1)) out.",
        ),
        "a reshape and no flatten": (lambda: dense(flatten=layers.Reshape((28, 28, 1))), "Layer 1 is Reshape"),
        "a reshape there and back and no flatten": (
            lambda: dense(flatten=before(layers.Reshape((784,)), layers.Reshape((28, 28)))),
            "Layer 1 is Dense(100, relu); it should be Flatten().",
        ),
        "rescaling": (
            lambda: dense(flatten=before(layers.Rescaling(1 / 255), layers.Flatten())),
            "Rescaling(scale 0.003922)",
        ),
        "nothing flat": (lambda: dense(flatten=None), "It answers with (28, 10)"),
        "flat pixels": (lambda: dense(flatten=None, shape=(784,)), "It takes (784,); it should take (28, 28)."),
        "a channel": (lambda: dense(shape=IMAGE), "It takes (28, 28, 1); it should take (28, 28)."),
        "no input": (
            lambda: keras.Sequential([layers.Flatten(), layers.Dense(10)]),
            "The model has no input shape yet.",
        ),
        "no layers": (lambda: sequential((28, 28)), "The model has no layer"),
        "a lambda": (lambda: dense(between=layers.Lambda(lambda x: x)), "The model has a Lambda layer"),
        "an activation of one's own": (
            lambda: dense(hidden=layers.Dense(100, own_relu)),
            "Dense has the function 'own_relu' as its activation, which the grader cannot read. Name one of Keras'",
        ),
        "a lambda as an activation": (
            lambda: dense(hidden=layers.Dense(100, lambda x: ops.relu(x))),
            "Dense has a lambda as its activation, which the grader cannot read. Name one of Keras', such as "
            'activation="relu".',
        ),
        "the smaller of two numbers": (
            lambda: dense(between=applying(ops.minimum, 6)),
            "The model uses keras.ops.minimum with a number, which the grader cannot read here. Use layers.ReLU(",
        ),
        "an operation": (
            lambda: dense(between=applying(ops.clip, 0, 6)),
            "The model uses keras.ops.clip, which the grader cannot read here. Use layers.ReLU(max_value=...) instead.",
        ),
        "a layer of one's own that cannot be written": (
            lambda: dense(between=OwnLayer(partial(ops.multiply, 2))),
            "The model has a OwnLayer, which is a class of your own.",
        ),
        "an activation that cannot be written": (
            lambda: dense(hidden=layers.Dense(100, activation=partial(ops.leaky_relu, negative_slope=0.5))),
            "Dense has an object as its activation, which the grader cannot read.",
        ),
        "a layer instead of a model": (lambda: layers.Dense(10), "It returned a Dense"),
        "a tensor": (lambda: keras.Input((28, 28)), "It is a symbolic tensor without values"),
        "a class": (lambda: keras.Sequential, "It is a class: make an object of it, with parentheses"),
        "None": (lambda: None, "It returned nothing."),
        "a text": (lambda: "model", "It returned a str."),
        "a tuple": (lambda: (dense(), None), "It returned a tuple."),
        "a list of layers": (lambda: [layers.Dense(10)], "It returned a list."),
        "NaN": (lambda: float("nan"), "It returned a float."),
        "two inputs": (two_inputs, "The model has more than one input"),
        "two inputs in a dict": (lambda: two_inputs(named=True), "The model has more than one input"),
        "two outputs": (two_outputs, "The model has more than one output"),
        "an output in a dict": (output_in_a_dict, "The model's output is in a dict. Take it out"),
    },
    "build_cnn": {
        "same padding": (
            lambda: cnn(conv1=layers.Conv2D(32, 3, padding="same", activation="relu")),
            "Layer 1 is Conv2D(32, 3x3, same padding, relu); it should be Conv2D(32, 3x3, relu).",
        ),
        "average pooling": (
            lambda: cnn(pool2=layers.AveragePooling2D(2)),
            "Layer 4 is AveragePooling2D(2x2); it should be MaxPooling2D(2x2).",
        ),
        "a padding of a pooling that pads": (
            lambda: cnn(pool2=layers.MaxPooling2D(2, padding="same")),
            "Layer 4 is MaxPooling2D(2x2, same padding)",
        ),
        "strides instead of pooling": (
            lambda: cnn(conv1=layers.Conv2D(32, 3, strides=2, activation="relu"), pool1=None),
            "Layer 1 is Conv2D(32, 3x3, strides 2x2, relu)",
        ),
        "strides of a pooling": (
            lambda: cnn(pool1=layers.MaxPooling2D(2, strides=1)),
            "Layer 2 is MaxPooling2D(2x2, strides 1x1)",
        ),
        "a larger pooling": (
            lambda: cnn(pool1=layers.MaxPooling2D(3, strides=2)),
            "Layer 2 is MaxPooling2D(3x3, strides 2x2)",
        ),
        "a larger kernel": (
            lambda: cnn(conv1=layers.Conv2D(32, 5, activation="relu")),
            "Layer 1 is Conv2D(32, 5x5, relu)",
        ),
        "dilation": (
            lambda: cnn(conv1=layers.Conv2D(32, 3, dilation_rate=2, activation="relu")),
            "Layer 1 is Conv2D(32, 3x3, dilation 2x2, relu)",
        ),
        "groups": (
            lambda: cnn(conv2=layers.Conv2D(64, 3, groups=2, activation="relu")),
            "Layer 3 is Conv2D(64, 3x3, groups 2, relu)",
        ),
        "no bias": (
            lambda: cnn(conv2=layers.Conv2D(64, 3, use_bias=False, activation="relu")),
            "Layer 3 is Conv2D(64, 3x3, no bias, relu)",
        ),
        "other filters": (
            lambda: cnn(conv3=layers.Conv2D(128, 3, activation="relu")),
            "Layer 5 is Conv2D(128, 3x3, relu)",
        ),
        "no relu in a convolution": (
            lambda: cnn(conv2=layers.Conv2D(64, 3)),
            "Layer 3 is Conv2D(64, 3x3, no activation)",
        ),
        "relu after pooling": (
            lambda: cnn(
                conv1=layers.Conv2D(32, 3), conv2=before(layers.ReLU(), layers.Conv2D(64, 3, activation="relu"))
            ),
            "Layer 1 is Conv2D(32, 3x3, no activation)",
        ),
        "a separable convolution": (
            lambda: cnn(conv2=layers.SeparableConv2D(64, 3, activation="relu")),
            "Layer 3 is SeparableConv2D",
        ),
        "no flatten": (lambda: cnn(flatten=None), "It answers with (3, 3, 10)"),
        "an average instead of flatten": (
            lambda: cnn(flatten=layers.GlobalAveragePooling2D()),
            "Layer 6 is GlobalAveragePooling2D(); it should be Flatten().",
        ),
        "batch normalisation": (
            lambda: cnn(pool1=before(layers.BatchNormalization(), layers.MaxPooling2D())),
            "Take BatchNormalization() out.",
        ),
        "dropout": (lambda: cnn(flatten=before(layers.Flatten(), layers.Dropout(0.5))), "Take Dropout(0.5) out."),
        "no pooling at one place": (lambda: cnn(pool2=None), "MaxPooling2D(2x2) is missing."),
        "no hidden layer": (lambda: cnn(hidden=None), "Dense(64, relu) is missing."),
        "sizes in another order": (
            lambda: cnn(conv1=layers.Conv2D(64, 3, activation="relu"), conv3=layers.Conv2D(32, 3, activation="relu")),
            "The layers are correct, but their order is not.",
        ),
        "another design": (dropout_cnn, "Layer 1 is Conv2D(32, 3x3, same padding, relu)"),
        "a dense network": (dense, "It takes (28, 28); it should take (28, 28, 1)."),
    },
    "build_dropout_cnn": {
        "valid padding": (
            lambda: dropout_cnn(conv2=layers.Conv2D(64, 3, activation="relu")),
            "Layer 3 is Conv2D(64, 3x3, relu); it should be Conv2D(64, 3x3, same padding, relu).",
        ),
        "no dropout": (lambda: dropout_cnn(dropout=None), "It has no Dropout layer."),
        "a rate of a quarter": (
            lambda: dropout_cnn(dropout=layers.Dropout(0.25)),
            "It has Dropout(0.25); it should have Dropout(0.5) once",
        ),
        "dropout of nothing": (
            lambda: dropout_cnn(dropout=layers.Dropout(0.0)),
            "It has Dropout(0.0), which drops nothing; it should have Dropout(0.5) instead.",
        ),
        "dropout of nothing beside dropout elsewhere": (
            lambda: dropout_cnn(dropout=layers.Dropout(0.0), after3=layers.Dropout(0.5)),
            "Its Dropout(0.5) is at the wrong place",
        ),
        "dropout of all outputs of an image at once": (
            lambda: dropout_cnn(dropout=layers.Dropout(0.5, noise_shape=(None, 1))),
            "It has Dropout(0.5, noise shape (None, 1)); it should have Dropout(0.5) once",
        ),
        "dropout that never ends": (
            lambda: dropout_cnn(dropout=always(layers.Dropout(0.5))),
            "The model calls Dropout with training=True, so model(images) always behaves as in training.",
        ),
        "dropout twice": (
            lambda: dropout_cnn(after3=layers.Dropout(0.5)),
            "It has Dropout(0.5) (2 times); it should have Dropout(0.5) once",
        ),
        "dropout in each block": (
            lambda: dropout_cnn(**{f"after{number}": layers.Dropout(0.25) for number in (1, 2, 3)}),
            "It has Dropout(0.25) (3 times) and Dropout(0.5); it should have Dropout(0.5) once",
        ),
        "a border of zeros on two sides alone": (
            lambda: dropout_cnn(
                conv1=before(layers.ZeroPadding2D(((0, 2), (0, 2))), layers.Conv2D(32, 3, activation="relu"))
            ),
            "Layer 1 is ZeroPadding2D(((0, 2), (0, 2))); it should be Conv2D(32, 3x3, same padding, relu).",
        ),
        "too wide a border of zeros": (
            lambda: dropout_cnn(conv1=before(layers.ZeroPadding2D(2), layers.Conv2D(32, 3, activation="relu"))),
            "Layer 1 is ZeroPadding2D(2); it should be",
        ),
        "dropout of filters": (
            lambda: dropout_cnn(dropout=layers.SpatialDropout1D(0.5), flatten=layers.Reshape((1152, 1))),
            "It has no Dropout layer.",
        ),
        "dropout after the output": (
            lambda: dropout_cnn(dropout=None, after=layers.Dropout(0.5)),
            "Its Dropout(0.5) is at the wrong place",
        ),
        "dropout before the hidden layer": (
            lambda: dropout_cnn(dropout=None, after3=layers.Dropout(0.5)),
            "Its Dropout(0.5) is at the wrong place",
        ),
        "dropout before the activation": (
            lambda: dropout_cnn(hidden=layers.Dense(128), dropout=before(layers.Dropout(0.5), layers.ReLU())),
            "Its Dropout(0.5) is between Dense(128, no activation) and the relu of that layer; put it after the relu.",
        ),
        "noise instead of dropout": (
            lambda: dropout_cnn(dropout=layers.GaussianDropout(0.5)),
            "It has no Dropout layer.",
        ),
        "average pooling": (lambda: dropout_cnn(pool3=layers.AveragePooling2D(2)), "Layer 6 is AveragePooling2D(2x2)"),
        "a padding of a pooling that pads": (
            lambda: dropout_cnn(pool3=layers.MaxPooling2D(2, padding="same")),
            "Layer 6 is MaxPooling2D(2x2, same padding)",
        ),
        "another design": (cnn, "Layer 1 is Conv2D(32, 3x3, relu); it should be Conv2D(32, 3x3, same padding, relu)."),
    },
    "build_residual_cnn": {
        "no skip connection": (lambda: residual(lambda _, y: y), "It has no skip connection. Add with"),
        "joined": (lambda: residual(lambda x, y: layers.Concatenate()([x, y])), "It joins branches with Concatenate"),
        "an average": (lambda: residual(lambda x, y: layers.Average()([x, y])), "It has no skip connection."),
        "a product": (lambda: residual(lambda x, y: x * y), "It has no skip connection."),
        "the same twice": (lambda: residual(lambda _, y: layers.Add()([y, y])), "Its Add gets the same thing twice"),
        "the same twice, by another way": (
            lambda: residual(lambda _, y: layers.ReLU()(y) + y),
            "Its Add gets the same thing twice",
        ),
        "two convolutions side by side": (
            lambda: residual(lambda x, y: layers.Conv2D(16, 3, padding="same")(x) + y),
            "Both branches of its Add go through more than one Conv2D 1x1 or Dense of their own",
        ),
        "a convolution beside two": (
            lambda: residual(
                lambda x, y: layers.Conv2D(16, 3, padding="same")(x) + layers.Conv2D(16, 3, padding="same")(y)
            ),
            "Both branches of its Add go through more than one Conv2D 1x1 or Dense of their own",
        ),
        "no convolution": (
            lambda: functional(
                IMAGE,
                layers.Flatten(),
                layers.Dense(64, "relu"),
                lambda x: x + layers.Dense(64)(x),
                layers.Dense(10, "softmax"),
            ),
            "None of its layers is a convolution. Begin with layers.Conv2D.",
        ),
        "one convolution, twice": (
            lambda: residual(lambda x, _: same_convolution(x)),
            "Both branches of its Add go through more than one Conv2D 1x1 or Dense of their own",
        ),
        "a number added": (lambda: residual(lambda _, y: y + 1), "It has no skip connection."),
        "too large": (
            lambda: residual(lambda x, y: x + y, filters=200),
            "It has 364,210 parameters; at most 300,000 are allowed.",
        ),
        "no channel": (
            lambda: functional(
                (28, 28), lambda x: x + layers.Dense(28)(x), layers.Flatten(), layers.Dense(10, "softmax")
            ),
            "It takes (28, 28); it should take (28, 28, 1).",
        ),
        "no softmax": (
            lambda: residual(lambda x, y: x + y, head=layers.Dense(10)),
            "Its last layer is Dense(10, no activation)",
        ),
        "softmax twice": (lambda: residual(lambda x, y: layers.Softmax()(x + y)), "It applies softmax 2 times"),
        "pooled to ten": (
            lambda: residual(lambda x, y: layers.Conv2D(10, 1)(x + y), head=layers.Softmax()),
            "Its last layer is Activation(softmax); it should be Dense(10, softmax).",
        ),
        "eleven classes": (
            lambda: residual(lambda x, y: x + y, head=layers.Dense(11, "softmax")),
            "It answers with (11,)",
        ),
    },
}


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
@pytest.mark.parametrize(
    ("function", "phrase"), [(function, phrase) for function in WRONG for phrase in WRONG[function]]
)
def test_other_designs_fail(function: str, phrase: str, feedback_on: Callable[[str, Any], list[str]]) -> None:
    make, sentence = WRONG[function][phrase]
    said = feedback_on(function, make())

    assert any(sentence in text for text in said), said
    assert all(20 < len(text) < 400 and text.endswith((".", "?")) for text in said)


# A few go the whole way: through the worker, the wire and the report.

ODD = """
    import keras.models


    def build_dense():
        return keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Lambda(lambda x: x / 255)])


    class Mine(keras.Model):
        def __init__(self):
            super().__init__()
            self.last = layers.Dense(10)

        def call(self, x):
            return self.last(x)


    def build_cnn():
        return Mine()


    def build_dropout_cnn():
        return layers.Conv2D(32, 3)(keras.Input((28, 28)))


    def build_residual_cnn():
        model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10_000)])
        return model
"""


def test_odd_answers_fail_with_one_sentence(submission: Callable[..., Path], grade: Callable[..., Report]) -> None:
    report = grade(submission(models=dedent(ODD)), "models")
    said = {outcome.exercise.function: plain(outcome.feedback) for outcome in report.outcomes}

    assert [outcome.status for outcome in report.outcomes] == ["failed"] * 4
    assert "The model has a Lambda layer, which contains code." in said["build_dense"]
    assert "Mine" in said["build_cnn"]
    assert "ValueError" in said["build_dropout_cnn"]
    assert "7,850,000 parameters" in said["build_residual_cnn"]
