"""Tests of grader/checks/training, grader/grading/training.py and grader/grading/predictor.py.

Nothing is trained for long: the images are noisy copies of ten patterns, which a dense layer with the patterns as its
weights recognises, and its accuracy is set by the share of test labels that are right.
"""

import importlib
import inspect
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any, cast

import keras
import numpy as np
import pytest
from keras import layers

from grader.checks.networks.compile_settings import read_compile_settings
from grader.checks.networks.network import Network, NetworkRefused
from grader.course import syllabus
from grader.course.datasets import Dataset
from grader.grading.memo import CallMemo
from grader.grading.predictor import Predictor
from grader.grading.pytest_plugin import StudentFunction
from grader.grading.training import Trainings
from grader.misconceptions.evidence import Evidence, Trial
from grader.misconceptions.recognition import recognised
from grader.misconceptions.registry import Misconception
from grader.report.report import Report
from grader.report.sentences import plain
from grader.sandbox.calls import Call
from grader.sandbox.connection import Connection
from grader.sandbox.levels import PROCESS
from grader.sandbox.worker import wire

pytestmark = pytest.mark.slow

CHECKS = "grader.checks.training.check_"  # have no types, as all checks
SMALL = importlib.import_module(f"{CHECKS}compile_model").SMALL

Described = Callable[[object], Any]
Answer = Callable[[np.ndarray, np.ndarray, int], Any]


def feedback(function: str, **arguments: Any) -> list[str]:
    """What the checks of a function say that fail, in the order of their file."""
    said = []
    for name, check in vars(importlib.import_module(f"{CHECKS}{function}")).items():
        if name.startswith("check_"):
            parameters = list(inspect.signature(check).parameters)
            try:
                check(**{parameter: arguments[parameter] for parameter in parameters if parameter in arguments})
            except (AssertionError, pytest.fail.Exception) as failure:
                said.append(str(failure))
    return said


# compile_model


@pytest.fixture
def on_compiling(far_side: dict[str, Any]) -> Callable[[Callable[[Any], Any]], list[str]]:
    """What is said of a function that is given the small model, as if it were on the far side."""

    def run(compile_model: Callable[[Any], Any]) -> list[str]:
        @cache  # a first step takes half a second, and each check asks for it
        def answer(argument: bytes) -> Any:
            model = far_side["plain"].revived(far_side["wire"].decode(argument))
            found = far_side["plain"].flattened(compile_model(model), (model,))
            return wire.decode(far_side["wire"].encode(found))

        once = SimpleNamespace(once=lambda model: answer(wire.encode(model)))
        return feedback("compile_model", compile_model=once, model=SMALL)

    return run


def compiling(**settings: Any) -> Callable[[Any], Any]:
    usual = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}

    def compile_model(model: Any) -> Any:
        model.compile(**{**usual, **settings})
        return model

    return compile_model


losses, metrics, optimizers = keras.losses, keras.metrics, keras.optimizers
MyAdam = type("MyAdam", (optimizers.Adam,), {})
FakeAdam = type("Adam", (optimizers.Adam,), {})


def copied(model: Any) -> Any:
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return compiling()(copy)


def compiled_and_forgotten(model: Any) -> None:
    compiling()(model)


def fitted(model: Any) -> Any:
    compiling()(model).fit(np.ones((8, 4)), np.zeros(8), verbose=0)
    return model


def lengthened(model: Any) -> Any:
    model.add(layers.Dense(10, activation="softmax"))
    return compiling()(model)


def normalised(model: Any) -> Any:
    model.add(layers.BatchNormalization())
    return compiling()(model)


def frozen(model: Any) -> Any:
    model.trainable = False
    return compiling()(model)


WRONG_COMPILING: dict[str, tuple[Callable[[Any], Any], str]] = {
    "not compiled": (lambda model: model, "The model is not compiled. Call model.compile(...)"),
    "nothing returned": (compiled_and_forgotten, "It returned nothing (None); return the model itself."),
    "a copy": (copied, "It is another model than the one it was given."),
    "trained already": (fitted, "Its weights changed."),
    "a layer more": (
        lengthened,
        "Its layers are Dense(10, softmax), Dense(10, softmax); they were Dense(10, softmax).",
    ),
    "a normalisation more": (
        normalised,
        "Its layers are Dense(10, softmax), BatchNormalization(); they were Dense(10, softmax).",
    ),
    "a text": (lambda _: "compiled", "It returned a string; return the model itself."),
    "the optimizer": (lambda _: optimizers.Adam(), "return the model itself."),
    "a tuple": (lambda model: (compiling()(model), None), "It returned a tuple; return the model itself."),
    "sgd": (compiling(optimizer="sgd"), "Its optimizer is SGD; it should be Adam."),
    "sgd that scales losses": (
        lambda model: compiling(optimizer=optimizers.LossScaleOptimizer(optimizers.SGD()))(model),
        "Its optimizer is SGD; it should be Adam.",
    ),
    "a class of one's own that scales losses": (
        lambda model: compiling(optimizer=optimizers.LossScaleOptimizer(MyAdam()))(model),
        "Its optimizer is MyAdam (a class of your own); it should be Adam.",
    ),
    "no rate behind scaled losses": (
        lambda model: compiling(optimizer=optimizers.LossScaleOptimizer(optimizers.Adam(0.0)))(model),
        "change none of its weights.",
    ),
    "the default": (compiling(optimizer="rmsprop"), "Its optimizer is RMSprop; it should be Adam."),
    "a relative": (compiling(optimizer="adamw"), "Its optimizer is AdamW; it should be Adam."),
    "a subclass": (
        lambda model: compiling(optimizer=MyAdam())(model),
        "Its optimizer is MyAdam (a class of your own); it should be Adam.",
    ),
    "a subclass of the same name": (
        lambda model: compiling(optimizer=FakeAdam())(model),
        "Its optimizer is Adam (a class of your own); it should be Adam.",
    ),
    "no loss": (compiling(loss=None), "Its loss is none; it should be sparse_categorical_crossentropy."),
    "one-hot": (
        compiling(loss="categorical_crossentropy"),
        "That one is for one-hot labels; these labels are integers.",
    ),
    "yes or no": (compiling(loss="binary_crossentropy"), "That one is for yes or no; these labels are ten classes."),
    "squares": (compiling(loss="mse"), "Its loss is mse; it should be sparse_categorical_crossentropy."),
    "a lambda": (compiling(loss=lambda _true, _answers: 0.0), "Its loss is a lambda; it should be"),
    "a partial with logits": (
        lambda model: compiling(loss=partial(losses.sparse_categorical_crossentropy, from_logits=True))(model),
        "Its loss is partial (a class of your own); it should be",
    ),
    "a class for one-hot labels": (
        lambda model: compiling(loss=losses.CategoricalCrossentropy)(model),
        "Its loss is categorical_crossentropy; it should be",
    ),
    "a sum of the student's own": (
        compiling(loss=lambda true, answers: keras.ops.sum(losses.sparse_categorical_crossentropy(true, answers))),
        "Its loss is a lambda; it should be",
    ),
    "a base of its own": (
        compiling(loss=lambda true, answers: losses.sparse_categorical_crossentropy(true, answers) / np.log(2)),
        "Its loss is a lambda; it should be",
    ),
    "logits": (
        lambda model: compiling(loss=losses.SparseCategoricalCrossentropy(from_logits=True))(model),
        "Its loss has from_logits=True, which applies softmax once more.",
    ),
    "no metrics": (compiling(metrics=None), 'Its metrics are none. Give compile metrics=["accuracy"].'),
    "another metric": (compiling(metrics=["mae"]), "Its metrics are mae."),
    "equal numbers": (
        lambda model: compiling(metrics=[metrics.Accuracy()])(model),
        "Accuracy() counts probabilities that are equal to the label; none is.",
    ),
    "accuracy of one-hot labels": (
        lambda model: compiling(metrics=[metrics.CategoricalAccuracy(name="accuracy")])(model),
        "CategoricalAccuracy is for one-hot labels; these are integers.",
    ),
    "a sum": (
        lambda model: compiling(loss=losses.SparseCategoricalCrossentropy(reduction="sum"))(model),
        'Its loss has reduction="sum", so it grows with the number of images',
    ),
    "no reduction": (
        lambda model: compiling(loss=losses.SparseCategoricalCrossentropy(reduction=None))(model),
        'Its loss has reduction="none"',
    ),
    "twice the loss": (compiling(loss_weights=[2.0]), "The loss of the first step is 4.43;"),
    "a class left out": (
        lambda model: compiling(loss=losses.SparseCategoricalCrossentropy(ignore_class=0))(model),
        "The loss of the first step is 2.169;",
    ),
    "precision": (
        lambda model: compiling(metrics=["accuracy", metrics.Precision()])(model),
        "precision is for two classes, or for one-hot labels.",
    ),
    "squares beside": (compiling(metrics=["accuracy", "mse"]), "The first step of a training ends in ValueError"),
    "a loss by output, which Keras takes of functional models alone": (
        compiling(loss={"out": "sparse_categorical_crossentropy"}),
        "The first step of a training ends in TypeError",
    ),
    "a slip beside": (compiling(metrics=["accuracy", "precisoin"]), "Could not interpret metric identifier: precisoin"),
    "frozen": (frozen, "Its weights are frozen"),
    "no rate": (lambda model: compiling(optimizer=optimizers.Adam(0.0))(model), "change none of its weights."),
    "a negative rate": (
        lambda model: compiling(optimizer=optimizers.Adam(-0.001))(model),
        "A first training step takes the loss from 2.2148654 to 2.217",
    ),
    "a rate of NaN": (
        lambda model: compiling(optimizer=optimizers.Adam(float("nan")))(model),
        "A first training step takes the loss from 2.2148654 to nan, which is not lower.",
    ),
    "a very large rate": (
        lambda model: compiling(optimizer=optimizers.Adam(10.0))(model),
        "A first training step takes the loss from 2.2148654 to 6.45",
    ),
    "a very small rate": (
        lambda model: compiling(optimizer=optimizers.Adam(1e-9))(model),
        "A first training step takes the loss from 2.2148654 to 2.2148654, which is not lower.",
    ),
    "a rate of one": (
        lambda model: compiling(optimizer=optimizers.Adam(1.0))(model),
        "Its learning rate is 1; at most 0.1 is allowed",
    ),
    "a schedule that begins at a hundred": (
        lambda model: compiling(optimizer=optimizers.Adam(optimizers.schedules.ExponentialDecay(100.0, 1000, 0.9)))(
            model
        ),
        "Its learning rate is 100; at most 0.1 is allowed",
    ),
    "a schedule in epochs": (
        lambda model: compiling(optimizer=optimizers.Adam(optimizers.schedules.CosineDecay(0.001, 10)))(model),
        "Its learning rate is 0 after 50 steps",
    ),
    "a ten-millionth": (
        lambda model: compiling(optimizer=optimizers.Adam(1e-7))(model),
        "Its learning rate is 1e-07, with which training takes too long.",
    ),
    "a decay of all weights": (
        lambda model: compiling(optimizer=optimizers.Adam(weight_decay=100.0))(model),
        "The learning rate is not the reason: leave out all other settings of Adam and of the loss.",
    ),
    "half the loss": (
        compiling(loss=lambda true, answers: losses.sparse_categorical_crossentropy(true, answers) / 2),
        "In a first step it is 1.107, where that one is 2.215.",
    ),
}


def by_formula(true: Any, answers: Any) -> Any:
    return -keras.ops.log(keras.ops.sum(keras.ops.one_hot(true, 10) * answers, axis=-1))


def by_one_hot_labels(true: Any, answers: Any) -> Any:
    one_hot = keras.ops.one_hot(keras.ops.cast(keras.ops.reshape(true, (-1,)), "int32"), 10)
    return losses.categorical_crossentropy(one_hot, answers)


RIGHT_LOSSES: dict[str, Any] = {
    "a class": losses.SparseCategoricalCrossentropy,
    "a class in a list": [losses.SparseCategoricalCrossentropy],
    "a lambda": lambda true, answers: losses.sparse_categorical_crossentropy(true, answers),
    "a partial": partial(losses.sparse_categorical_crossentropy, from_logits=False),
    "the formula": by_formula,
    "one-hot labels of ten classes": by_one_hot_labels,
}


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
@pytest.mark.parametrize("phrase", RIGHT_LOSSES)
def test_the_right_loss_passes_in_any_spelling(phrase: str, on_compiling: Callable[..., list[str]]) -> None:
    assert on_compiling(compiling(loss=RIGHT_LOSSES[phrase])) == []


RIGHT_RATES: dict[str, Callable[[], Any]] = {
    "a millionth": lambda: optimizers.Adam(1e-6),
    "a tenth": lambda: optimizers.Adam(0.1),
    "a tenth behind scaled losses": lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.1)),
    "a rate in steps": lambda: optimizers.Adam(optimizers.schedules.PiecewiseConstantDecay([500], [0.1, 0.0])),
    "a large epsilon": lambda: optimizers.Adam(epsilon=1.0),
    "gradients of many steps added up": lambda: optimizers.Adam(gradient_accumulation_steps=32),
    "a decay of the weights": lambda: optimizers.Adam(weight_decay=0.01),
    "a rate that rises from 0": lambda: optimizers.Adam(
        optimizers.schedules.CosineDecay(0.0, 1_000, warmup_target=0.001, warmup_steps=1_000)
    ),
    "a rate that begins next to 0": lambda: optimizers.Adam(
        optimizers.schedules.CosineDecay(1e-9, 1_000, warmup_target=0.001, warmup_steps=10_000)
    ),
}


@pytest.mark.parametrize("phrase", RIGHT_RATES)
def test_adam_learns_with_many_settings(phrase: str, on_compiling: Callable[..., list[str]]) -> None:
    assert on_compiling(lambda model: compiling(optimizer=RIGHT_RATES[phrase]())(model)) == []


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
@pytest.mark.parametrize("phrase", WRONG_COMPILING)
def test_other_settings_fail(phrase: str, on_compiling: Callable[..., list[str]]) -> None:
    compile_model, sentence = WRONG_COMPILING[phrase]
    said = on_compiling(compile_model)

    assert any(sentence in text for text in said), said
    assert all(20 < len(text) < 300 and text.endswith(".") for text in said)


def test_changed_layers_are_said_before_their_consequences(on_compiling: Callable[..., list[str]]) -> None:
    first, *_ = on_compiling(lambda model: lengthened(model))

    assert first.startswith("Its layers are ")


@pytest.mark.parametrize("text", ["", "{", "null", "5", "[" * 100_000, '{"optimizer": 1}', '{"loss": {"a": 1}}'])
def test_settings_that_cannot_be_read_fail(text: str) -> None:
    answer = wire.Model(SMALL.config, SMALL.weights, text, 0)

    assert feedback("compile_model", compile_model=SimpleNamespace(once=lambda _: answer), model=SMALL)


# train_*


PATTERNS = np.random.default_rng(0).integers(0, 2, (10, 784))


def dataset(right: float = 1.0) -> Dataset:
    """Images of ten patterns; of the test labels, this share is right."""
    generator = np.random.default_rng(1)
    labels = generator.integers(0, 10, 3_000)
    pixels = PATTERNS[labels] * generator.integers(200, 256, (3_000, 784))
    images = pixels.astype(np.uint8).reshape(-1, 28, 28)
    given = labels[2_000:].copy()
    wrong = round(len(given) * (1 - right))
    given[len(given) - wrong :] = (given[len(given) - wrong :] + np.arange(wrong) % 9 + 1) % 10
    arrays = (images[:2_000], labels[:2_000].astype(np.uint8), images[2_000:], given.astype(np.uint8))
    return Dataset("patterns", *arrays, digest="0", note="made for a test")


HISTORY = {"loss": [0.5, 0.1], "accuracy": [0.9, 0.99]}


def recogniser(pixels: str = "from 0 to 1", shift: int = 0, hits: float = 1.0) -> Any:
    """A dense layer that finds the pattern nearest to an image, whose pixels are given in some way."""
    kernel, bias = 2.0 * PATTERNS.T, -1.0 * (PATTERNS**2).sum(axis=1)
    if pixels == "from 0 to 255":
        kernel /= 255
    elif pixels == "from 1 down to 0":
        kernel, bias = -kernel, bias + kernel.sum(axis=0)
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])
    model.layers[-1].set_weights([np.roll(kernel, shift, axis=1) * hits, np.roll(bias, shift)])
    return model


def convolutional() -> Any:
    kernel = np.zeros((28, 28, 1, 10), dtype=np.float32)
    kernel[:, :, 0, :] = 2.0 * PATTERNS.T.reshape(28, 28, 10)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(10, 28), layers.Flatten()])
    model.set_weights([kernel, -1.0 * (PATTERNS**2).sum(axis=1)])
    return model


@pytest.fixture(scope="module")
def predictor() -> Iterator[Predictor]:
    predictor = Predictor()
    yield predictor
    predictor.close()


@dataclass
class Course:
    """A training function's exercise, and all that its checks need."""

    described: Described
    predictor: Predictor
    function: str
    answer: Answer
    right: float = 1.0
    seeds: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.exercise = syllabus.load().by_id[f"training.{self.function}"]
        self.calls: list[Call] = []
        answers = CallMemo(SimpleNamespace(calls=self.calls))  # type: ignore[arg-type]  # all that it needs of a runner
        data = dataset(self.right)
        self.trainings = Trainings(answers, self.predictor, lambda: data)

    def __call__(self, images: np.ndarray, labels: np.ndarray, seed: int) -> Any:
        self.seeds.append(seed)
        given = images.copy(), labels.copy()
        answer = self.described(self.answer(*given, seed))
        changed = {place: after for place, after in enumerate(given) if (after != (images, labels)[place]).any()}
        self.calls.append(Call(self.function, changed=changed))  # type: ignore[arg-type]  # of places alone
        return answer

    @property
    def feedback(self) -> list[str]:
        return feedback(self.function, **{self.function: self}, trainings=self.trainings)


@pytest.fixture
def training(described: Described, predictor: Predictor) -> Callable[..., Course]:
    def make(answer: Answer, function: str = "train_dense", right: float = 1.0) -> Course:
        return Course(described, predictor, function, answer, right)

    return make


def returning(*answer: Any) -> Answer:
    """A training function that returns the first of these for the first seed, and so on."""
    return lambda _images, _labels, seed: answer[seed % len(answer)]


def test_a_good_training_passes_and_trains_once(training: Callable[..., Course]) -> None:
    course = training(returning((recogniser(), HISTORY)))

    assert course.feedback == []
    assert course.seeds == [0]
    assert course.trainings.gates["training.train_dense"].accuracies == (1.0,)
    measured = course.trainings.measured["training.train_dense"]
    assert (measured.accuracy, measured.mistakes, measured.parameters) == (1.0, 0, 7_850)
    assert measured.history == {"loss": (0.5, 0.1), "accuracy": (0.9, 0.99)}


def test_a_good_convolution_passes_as_a_cnn_only(training: Callable[..., Course]) -> None:
    answer = returning((convolutional(), HISTORY))

    assert training(answer, "train_cnn").feedback == []
    assert training(answer, "train_champion").feedback == []
    assert training(answer).feedback == [
        "Its model has a convolution. Train build_dense(), or any network without one."
    ]


def test_a_cnn_has_a_convolution(training: Callable[..., Course]) -> None:
    said = training(returning((recogniser(), HISTORY)), "train_cnn").feedback

    assert said == ["Its model has no convolution. Train build_cnn(), or another network with one."]


def worse(share: float) -> Any:
    """A recogniser that is right for this share of the test images, which are 1,000."""
    return keras.Sequential([recogniser(), layers.Identity()]), {**HISTORY, "share": [share]}


def test_a_near_miss_gets_two_more_seeds_and_the_median_counts(training: Callable[..., Course]) -> None:
    shifted, good = (recogniser(shift=3), HISTORY), (recogniser(), HISTORY)
    course = training(returning(good, good, shifted), right=0.955)
    gate = course.trainings.gate(cast(StudentFunction, course))

    assert gate.seeds == (0, 1, 2)
    assert gate.accuracies[:2] == (0.955, 0.955)
    assert gate.accuracies[2] < 0.1
    assert gate.accuracy == 0.955
    assert course.trainings.measured["training.train_dense"].accuracy == 0.955
    assert "95.50%" in course.feedback[0]
    assert "(median of 95.50%, 95.50%, " in course.feedback[0]
    assert "97.0% are needed." in course.feedback[0]


def test_a_miss_by_more_gets_no_further_seed(training: Callable[..., Course]) -> None:
    course = training(returning((recogniser(), HISTORY)), right=0.954)

    assert "It recognises 95.40% of the test images with seed 0; 97.0% are needed." in course.feedback[0]
    assert course.seeds == [0]


def test_a_miss_says_what_its_curves_show_and_what_helps(training: Callable[..., Course]) -> None:
    history = {"loss": [0.1, 0.09], "accuracy": [0.965, 0.966]}
    course = training(returning((recogniser(), history)), right=0.954)

    assert course.feedback == [
        "It recognises 95.40% of the test images with seed 0; 97.0% are needed. "
        "Its accuracy was still rising (96.50%, then 96.60%): train for more epochs."
    ]


def test_a_miss_on_other_pixels_says_nothing_of_its_curves(training: Callable[..., Course]) -> None:
    history = {"loss": [0.1, 0.09], "accuracy": [0.965, 0.966]}
    (said,) = training(returning((recogniser("from 1 down to 0"), history)), right=0.954).feedback

    assert said.endswith("97.0% are needed.")


@dataclass(frozen=True)
class Sight:
    """A training that missed its gate, as the search for its mistake sees it."""

    course: Course

    def misconception(self) -> Misconception | None:
        """What is recognised in it."""
        said, name = self.course.feedback, self.course.exercise.id
        assert said
        call = Call(
            self.course.function,
            returned=self.course.trainings.first(cast(StudentFunction, self.course)).answer,
            answered=True,
        )
        trial = Trial((call,), compared=True)
        return recognised(name, Evidence((trial,), self.course.trainings.glances.get(name)))


def scaling() -> Any:
    """A recogniser that divides pixels by 255 itself."""
    return keras.Sequential([keras.Input((28, 28)), layers.Rescaling(1 / 255), recogniser()])


def at_any_scale() -> Any:
    """A recogniser of pixels however they are scaled, which is the surer the larger they are."""
    model = recogniser()
    model.layers[-1].set_weights([2e-3 * PATTERNS.T, np.zeros(10)])
    return model


def test_the_loss_is_told_where_as_many_images_are_recognised(training: Callable[..., Course]) -> None:
    found = Sight(training(returning((at_any_scale(), HISTORY)), right=0.954)).misconception()

    assert found is not None
    assert found.name == "trained_on_pixels_from_0_to_255"
    assert found.sentence.endswith(
        "Measured: a loss of 2.01 on pixels from 0 to 1, a loss of 0.741 on pixels from 0 to 255."
    )


MISSED: dict[str, tuple[Callable[[], Any], str | None]] = {
    "pixels not scaled": (lambda: (recogniser("from 0 to 255"), HISTORY), "trained_on_pixels_from_0_to_255"),
    "pixels scaled by the model": (lambda: (scaling(), HISTORY), "scaled_inside_the_model"),
    "pixels inverted": (lambda: (recogniser("from 1 down to 0"), HISTORY), "trained_on_pixels_from_1_down_to_0"),
    "labels shifted": (lambda: (recogniser(shift=1), HISTORY), "shifted_the_labels"),
    "labels shifted back": (lambda: (recogniser(shift=-1), HISTORY), "shifted_the_labels"),
    "nothing learned": (lambda: (recogniser(hits=0), HISTORY), "collapsed_to_one_class"),
    "NaN": (lambda: (recogniser(hits=float("nan")), HISTORY), "diverged"),
}


@pytest.mark.parametrize("phrase", MISSED)
def test_a_missed_gate_comes_with_its_reason(phrase: str, training: Callable[..., Course]) -> None:
    make, name = MISSED[phrase]
    found = Sight(training(returning(make()))).misconception()

    assert found is not None
    assert found.name == name


def hidden() -> Any:
    """A recogniser with a layer before it that leaves the pixels as they are."""
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(784, activation="relu"), layers.Dense(10)]
    )
    model.layers[1].set_weights([np.eye(784), np.zeros(784)])
    model.layers[2].set_weights(recogniser().get_weights())
    return model


CURVES: dict[str, tuple[Any, str | None]] = {
    "rising": ({"accuracy": [0.9, 0.95]}, "stopped_too_early"),
    "overfitting": ({"accuracy": [0.99, 0.99], "val_accuracy": [0.95, 0.95]}, "overfitted"),
    "better than on other images": ({"accuracy": [0.99, 0.99]}, "overfitted"),
    "not even the training images": ({"accuracy": [0.5, 0.5]}, None),
    "flat": ({"accuracy": [0.961, 0.961]}, None),
    "one epoch": ({"accuracy": [0.961]}, None),
    "no epoch": ({"accuracy": []}, None),
    "no history": (None, None),
    "texts": ({"accuracy": ["high"]}, None),
    "a number": ({"accuracy": 0.9}, None),
}


@pytest.mark.parametrize("phrase", CURVES)
def test_the_curves_tell_how_a_training_went(phrase: str, training: Callable[..., Course]) -> None:
    history, name = CURVES[phrase]
    found = Sight(training(returning((hidden(), history)), right=0.95)).misconception()

    assert (found and found.name) == name


@pytest.mark.parametrize(("right", "name"), [(0.93, "left_out_the_hidden_layer"), (0.6, None), (0.3, None)])
def test_a_single_layer_is_blamed_only_where_it_has_learned(
    right: float, name: str | None, training: Callable[..., Course]
) -> None:
    found = Sight(training(returning((recogniser(), {"accuracy": [right, right]})), right=right)).misconception()

    assert (found and found.name) == name


def changing(images: np.ndarray, _labels: np.ndarray, _seed: int) -> Any:
    images[0] += 1
    return recogniser(), HISTORY


def changing_labels(_images: np.ndarray, labels: np.ndarray, _seed: int) -> Any:
    labels[:] = labels[::-1].copy()
    return recogniser(), HISTORY


def raising(_images: np.ndarray, _labels: np.ndarray, _seed: int) -> Any:
    raise AssertionError("never begun")


def other_model(*parts: Any, shape: tuple[int, ...] = (28, 28)) -> Any:
    return keras.Sequential([keras.Input(shape), *parts])


ODD: dict[str, tuple[Callable[[], Any], str]] = {
    "None": (lambda: None, "It returned nothing; return model, history."),
    "a model alone": (recogniser, "It is a Keras model; return model, history."),
    "a history alone": (lambda: HISTORY, "It is a dict; return model, history."),
    "three parts": (lambda: (recogniser(), HISTORY, 0.97), "It has 3 parts instead of 2; return model, history."),
    "the other way round": (lambda: (HISTORY, recogniser()), "The model is the second part; return model, history."),
    "no model": (lambda: (None, HISTORY), "The model is None; return model, history."),
    "a path": (lambda: ("model.keras", HISTORY), "It returned a str. Return a Keras model."),
    "no history": (lambda: (recogniser(), None), "The history is nothing (None); return what model.fit gives"),
    "accuracy for history": (lambda: (recogniser(), 0.99), "The history is a float; return what model.fit gives"),
    "a list for history": (lambda: (recogniser(), [HISTORY]), "The history is a list; return what model.fit gives"),
    "an empty history": (lambda: (recogniser(), {}), "The history has nothing, but no 'loss'."),
    "no epochs": (lambda: (recogniser(), {"loss": [], "accuracy": []}), "The history has no epochs."),
    "no accuracy": (lambda: (recogniser(), {"loss": [0.1]}), "The history has 'loss', but no 'accuracy'."),
    "another name": (
        lambda: (recogniser(), {"loss": [0.1], "precision": [0.9]}),
        "The history has 'loss', 'precision', but no 'accuracy'.",
    ),
    "an epoch missing": (
        lambda: (recogniser(), {"loss": [0.2, 0.1], "accuracy": [0.9]}),
        "The history has 1 entries for 'accuracy', but 2 for 'loss'",
    ),
    "an epoch missing in the validation": (
        lambda: (recogniser(), {**HISTORY, "val_loss": [0.1, 0.1], "val_accuracy": [0.1]}),
        "The history has 1 entries for 'val_accuracy', but 2 for 'loss'",
    ),
    "the last epoch only": (lambda: (recogniser(), {"loss": 0.1, "accuracy": 0.9}), "The history's 'loss' is a float"),
    "texts": (
        lambda: (recogniser(), {"loss": ["low"], "accuracy": ["high"]}),
        "The history's 'loss' has a string in it",
    ),
    "NaN": (lambda: (recogniser(), {"loss": [float("nan")], "accuracy": [0.1]}), "The history's 'loss' has nan in it."),
    "a number of 400 digits": (
        lambda: (recogniser(), {"loss": [10**400], "accuracy": [0.1]}),
        "The history's 'loss' has",
    ),
    "percent": (
        lambda: (recogniser(), {"loss": [0.1], "accuracy": [97.0]}),
        "The history has a 'accuracy' outside 0..1.",
    ),
    "a table": (lambda: (recogniser(), {"loss": np.ones((2, 2)), "accuracy": [0.1]}), "The history's 'loss' is a"),
    "eleven classes": (
        lambda: (other_model(layers.Flatten(), layers.Dense(11)), HISTORY),
        "The model answers with (11,) per image",
    ),
    "an answer per row": (
        lambda: (other_model(layers.Dense(10)), HISTORY),
        "The model answers with (28, 10) per image",
    ),
    "other images": (
        lambda: (other_model(layers.Flatten(), layers.Dense(10), shape=(32, 32, 1)), HISTORY),
        "The model takes (32, 32, 1); an image is (28, 28), or (28, 28, 1).",
    ),
    "colours": (
        lambda: (other_model(layers.Flatten(), layers.Dense(10), shape=(28, 28, 3)), HISTORY),
        "The model takes (28, 28, 3)",
    ),
    "a lambda": (
        lambda: (other_model(layers.Lambda(lambda x: x), layers.Flatten(), layers.Dense(10)), HISTORY),
        "The model has a Lambda layer, which contains code.",
    ),
}


@pytest.mark.parametrize("phrase", ODD)
def test_odd_answers_fail_with_a_sentence(phrase: str, training: Callable[..., Course]) -> None:
    make, sentence = ODD[phrase]
    said = training(returning(make())).feedback

    assert any(sentence in text for text in said), said
    assert all(20 < len(text) < 300 for text in said)


@pytest.mark.parametrize("answer", [changing, changing_labels])
def test_images_and_labels_are_left_alone(answer: Answer, training: Callable[..., Course]) -> None:
    assert training(answer).feedback == [
        "It changed the images or labels that it received. Work on copies: `pixels = images / 255`."
    ]


def test_what_is_raised_is_met_by_every_check_and_raised_once(training: Callable[..., Course]) -> None:
    course = training(raising)

    assert course.feedback == ["never begun"] * 5
    assert course.seeds == [0]


def as_flat(model: Any) -> Any:
    return keras.Sequential([keras.Input((784,)), layers.Reshape((28, 28)), model])


def test_a_model_takes_pixels_in_whatever_shape_is_its_own(training: Callable[..., Course]) -> None:
    assert training(returning((as_flat(recogniser()), HISTORY))).feedback == []


def test_arrays_and_numpy_numbers_are_a_history_too(training: Callable[..., Course]) -> None:
    history = {
        "loss": np.array([0.5, 0.1], dtype=np.float32),
        "accuracy": [np.float32(0.9), np.float64(0.99)],
        "val_loss": (0.5, 1),
        "learning_rate": [0.01, float("nan")],
    }

    assert training(returning((recogniser(), history))).feedback == []


# The predictor


def answering(described: Described, *parts: Any) -> Network:
    return Network(described(other_model(*parts, layers.Flatten(), layers.Dense(10))))


class Aborting(Connection):
    """A worker that TensorFlow's native code aborts while it computes, as it does with odd enough sizes."""

    def ask(self, doing: str, seconds: float, **request: Any) -> dict[str, Any]:
        if request["op"] == "predict":
            cast("subprocess.Popen[bytes]", self._cell.process).send_signal(signal.SIGABRT)  # no fork at this level
        return super().ask(doing, seconds, **request)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_network_that_ends_tensorflow_is_refused_and_the_next_one_is_computed(described: Described) -> None:
    data, network = dataset(), Network(described(recogniser()))
    workers = iter((Aborting, Connection))
    predictor = Predictor(worker=lambda _progress: next(workers)(level=PROCESS))

    try:
        with pytest.raises(NetworkRefused, match=r"The model cannot be measured\. .*signal 6"):
            predictor.accuracy(network, data.test_images[:2], data.test_labels[:2])

        assert predictor.accuracy(network, data.test_images, data.test_labels) == 1.0
    finally:
        predictor.close()


def test_what_tensorflow_has_against_a_network_is_told(described: Described, predictor: Predictor) -> None:
    config = described(other_model(layers.MaxPooling1D(2), layers.Flatten(), layers.Dense(10))).config
    spec = json.loads(config)
    spec["config"]["layers"][1]["config"] |= {"pool_size": [1], "strides": [3]}
    network = Network(wire.Model(json.dumps(spec), [np.zeros((280, 10)), np.zeros(10)]))
    network.weights[0] = np.zeros((3, 3), dtype=np.float32)
    data = dataset()

    with pytest.raises(NetworkRefused, match="TensorFlow cannot compute the model"):
        predictor.accuracy(network, data.test_images[:2], data.test_labels[:2])


# All the way


TRAINING = """
    def compile_model(model):
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])


    def train_dense(images, labels, seed=0):
        model = build_dense()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model, model.fit(images[:256] / 255, labels[:256], epochs=2, verbose=0)


    def train_cnn(images, labels, seed=0):
        raise ValueError("no idea")


    def train_champion(images, labels, seed=0):
        return build_dense(), {}, "three"
"""


def test_answers_of_all_kinds_go_all_the_way(submission: Callable[..., Path], grade: Callable[..., Report]) -> None:
    report = grade(submission(training=dedent(TRAINING)), "training")
    said = {outcome.exercise.function: plain(outcome.feedback) for outcome in report.outcomes}
    trained = report.outcomes[1]

    assert [outcome.status for outcome in report.outcomes] == ["failed", "blocked", "blocked", "blocked"]
    assert "It returned nothing (None); return the model itself." in said["compile_model"]
    assert "97.0% are needed." in said["train_dense"]
    assert [check.status for check in trained.checks].count("failed") == 1
    assert trained.gate is not None
    assert 0.1 < trained.gate.accuracy < 0.97
    assert "ValueError: no idea" in said["train_cnn"]
    assert "It has 3 parts instead of 2; return model, history." in said["train_champion"]
    assert all(
        "train_" in plain(check.feedback)
        for outcome in report.outcomes[1:]
        for check in outcome.checks
        if plain(check.feedback)
    )


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        (
            {"optimizer": 3, "loss": {"class_name": 3}, "metrics": [["accuracy"]]},
            ("something else", "something else", ("accuracy",)),
        ),
        (
            {"optimizer": {"class_name": "no name", "module": "os"}, "loss": "os.system", "metrics": []},
            ("something else", "something else", ()),
        ),
        (
            {"optimizer": {"class_name": "Adam", "module": "mine"}, "loss": [], "metrics": {"out": "acc"}},
            ("Adam (a class of your own)", "", ("accuracy",)),
        ),
    ],
)
def test_odd_settings_are_read_as_far_as_they_go(
    settings: dict[str, Any], shown: tuple[str, str, tuple[str, ...]]
) -> None:
    read = read_compile_settings(wire.Model("{}", [], json.dumps(settings)))

    assert (read.optimizer, read.loss, read.metrics) == shown
