"""The results of a trained model on the test images, as plain facts that renderers show and the cache keeps."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

CLASSES = 10
SHOWN = 25  # images in a grid: the first ones, and the worst mistakes
SIDE = 28  # pixels of an image, in each direction
# Keras names the list after what compile was given; all of these are the share of right answers.
ACCURACIES = ("accuracy", "acc", "sparse_categorical_accuracy", "categorical_accuracy")
NO_ANSWER = -1  # the label of an image to which a model answers with NaN


@dataclass(frozen=True)
class Score:
    """How one digit is told from the others; shares from 0 to 1, 0 where there is nothing to divide by.

    Attributes:
        digit: which one.
        precision, recall, specificity, f1: by their usual formulas.
        support: test images of it.
    """

    digit: int
    precision: float
    recall: float
    specificity: float
    f1: float
    support: int


@dataclass(frozen=True)
class Average:
    """The scores of all digits in one; `support` is the number of test images."""

    precision: float
    recall: float
    specificity: float
    f1: float
    support: int


@dataclass(frozen=True)
class Prediction:
    """The answer of a model to one test image.

    Attributes:
        index: place of the image in the test set.
        true: its label.
        predicted: the model's label, NO_ANSWER if its answer has NaN in it.
        probabilities: of each digit, adding up to 1; empty without an answer.
        pixels: the image, 784 bytes row by row, 0 for the background.
    """

    index: int
    true: int
    predicted: int
    probabilities: tuple[float, ...]
    pixels: bytes = field(repr=False)

    @property
    def right(self) -> bool:
        return self.predicted == self.true

    @property
    def confidence(self) -> float:
        """The probability that the model gives to its own label."""
        return self.probabilities[self.predicted] if self.probabilities else 0.0


@dataclass(frozen=True)
class Reference:
    """The reference's training of the same exercise.

    Attributes:
        parameters: of its model.
        seconds: that it took on this machine with the same images and seed; None while nothing is known of it.
    """

    parameters: int
    seconds: float | None = None


@dataclass(frozen=True)
class ModelEvaluation:
    """The results of one trained model on the test images.

    Attributes:
        seed: of its training; among three, the one whose accuracy is the median.
        parameters: how many numbers the model learns or keeps.
        seconds: that the training took, without importing Keras; 0.0 if the clock was not read.
        train_images, test_images: how many there are.
        accuracy: share of the test images that it gives their label.
        unanswered: test images to which it answers with NaN.
        probabilities: whether its answers are some; where not, those that are kept are their softmax.
        roc_auc: macro average of the one-vs-rest areas; None with an answer that is NaN, or a digit that is missing.
        confusion: images by true digit (rows) and predicted one (columns), without the unanswered ones.
        scores: one of each digit.
        history: lists by name, one number per epoch; empty where it is not what was asked for.
        first: the first images of the test set.
        worst: mistakes, the one made with the greatest confidence first.
        reference: the reference's training, to compare.
    """

    seed: int
    parameters: int
    seconds: float
    train_images: int
    test_images: int
    accuracy: float
    unanswered: int
    probabilities: bool
    roc_auc: float | None
    confusion: tuple[tuple[int, ...], ...]
    scores: tuple[Score, ...]
    history: Mapping[str, tuple[float, ...]]
    first: tuple[Prediction, ...]
    worst: tuple[Prediction, ...]
    reference: Reference | None = None

    @property
    def epochs(self) -> int:
        """How many its history has; 0 where that is not the dict of lists that was asked for."""
        return len(self.history.get("loss", ()))

    @cached_property
    def mistakes(self) -> int:
        """How many test images it does not give their label."""
        return self.test_images - sum(row[digit] for digit, row in enumerate(self.confusion))

    @cached_property
    def averages(self) -> dict[str, Average]:
        """The scores averaged over the digits: each counting the same (macro), or by its support (weighted)."""
        even = [1 / len(self.scores)] * len(self.scores)
        by_support = [score.support / self.test_images for score in self.scores]
        return {"macro": _average(self.scores, even), "weighted": _average(self.scores, by_support)}

    def beside(self, reference: Reference | None) -> "ModelEvaluation":
        """The same, with the reference's training to compare."""
        return replace(self, reference=reference)


def usually_named(history: object) -> object:
    """A history whose accuracy is called "accuracy", whichever name of it compile was given; others as they are."""
    if not isinstance(history, dict) or "accuracy" in history:
        return history
    name = next((name for name in ACCURACIES if name in history), None)
    usual = {name: "accuracy", f"val_{name}": "val_accuracy"}
    return history if name is None else {usual.get(key, key): values for key, values in history.items()}


def to_json(measured: ModelEvaluation) -> dict[str, Any]:
    """The facts as plain values, without pixels."""
    facts: dict[str, Any] = {"epochs": measured.epochs, "mistakes": measured.mistakes, **asdict(measured)}
    facts["averages"] = {kind: asdict(average) for kind, average in measured.averages.items()}
    for name in ("first", "worst"):
        for prediction in facts[name]:
            del prediction["pixels"]
    return facts


def to_cache(measured: ModelEvaluation) -> dict[str, Any]:
    """The facts as plain values, for `from_cache`."""
    facts = asdict(measured)
    for name in ("first", "worst"):
        for prediction in facts[name]:
            prediction["pixels"] = base64.b64encode(zlib.compress(prediction["pixels"])).decode("ascii")
    del facts["reference"]  # it may be known better by then
    return facts


def from_cache(facts: dict[str, Any]) -> ModelEvaluation:
    """The value that `to_cache` was given.

    Raises:
        ValueError, KeyError, TypeError: these are not its facts.
    """
    predictions = {name: tuple(map(_prediction, facts[name])) for name in ("first", "worst")}
    return ModelEvaluation(
        **{
            **facts,
            **predictions,
            "confusion": tuple(map(tuple, facts["confusion"])),
            "scores": tuple(Score(**score) for score in facts["scores"]),
            "history": {name: tuple(values) for name, values in facts["history"].items()},
        }
    )


def _average(scores: tuple[Score, ...], weights: list[float]) -> Average:
    def mean(name: str) -> float:
        return sum(weight * float(getattr(score, name)) for score, weight in zip(scores, weights, strict=True))

    shares = {name: mean(name) for name in ("precision", "recall", "specificity", "f1")}
    return Average(**shares, support=sum(score.support for score in scores))


def _prediction(facts: dict[str, Any]) -> Prediction:
    try:
        packed = base64.b64decode(facts["pixels"], validate=True)
        pixels = zlib.decompressobj().decompress(packed, SIDE * SIDE + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("pixels that cannot be unpacked") from error
    if len(pixels) != SIDE * SIDE:
        raise ValueError("an image of another size")
    return Prediction(**{**facts, "probabilities": tuple(facts["probabilities"]), "pixels": pixels})
