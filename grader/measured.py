"""What a trained model does on the test images, measured, as plain facts that renderers show and the cache keeps."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

CLASSES = 10
SHOWN = 25  # images in a grid: the first ones, and the worst mistakes
SIDE = 28  # pixels of an image, in each direction
HISTORIES = ("loss", "accuracy", "val_loss", "val_accuracy")
# Keras names the list after what compile was given; all of these are the share of right answers.
ACCURACIES = ("accuracy", "acc", "sparse_categorical_accuracy", "categorical_accuracy")
MOST_EPOCHS = 1_000  # of a history that is kept
LARGEST = 1e30  # of a number in a history, and of an answer
ABOUT = 1e-3  # that the sum of a softmax may be off, in float32 or less
NO_ANSWER = -1  # the label of an image to which a model answers with NaN
ROUNDED = 6  # decimals of a probability or a score that is kept


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
    """What a model says of one test image.

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
    """What the reference's training of the same exercise is.

    Attributes:
        parameters: of its model.
        seconds: that it took on this machine with the same images and seed; None while nothing is known of it.
    """

    parameters: int
    seconds: float | None = None


@dataclass(frozen=True)
class Measured:
    """What one trained model does on the test images.

    Attributes:
        seed: of its training; among three, the one whose accuracy is the median.
        parameters: how many numbers the model learns or keeps.
        seconds: that the training took, without importing Keras; 0.0 if nobody looked at the clock.
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

    def beside(self, reference: Reference | None) -> "Measured":
        """The same, with the reference's training to compare."""
        return replace(self, reference=reference)


def labels_of(answers: np.ndarray) -> np.ndarray:
    """The label of each answer (n, 10): where it is largest, or NO_ANSWER where there is NaN in it."""
    labels: np.ndarray = np.where(np.isnan(answers).any(axis=1), NO_ANSWER, answers.argmax(axis=1))
    return labels


def usually_named(history: object) -> object:
    """A history whose accuracy is called "accuracy", whichever name of it compile was given; others as they are."""
    if not isinstance(history, dict) or "accuracy" in history:
        return history
    name = next((name for name in ACCURACIES if name in history), None)
    usual = {name: "accuracy", f"val_{name}": "val_accuracy"}
    return history if name is None else {usual.get(key, key): values for key, values in history.items()}


def measure(
    answers: np.ndarray,
    labels: np.ndarray,
    images: np.ndarray,
    history: object,
    *,
    seed: int,
    parameters: int,
    seconds: float,
    train_images: int,
) -> Measured:
    """Measure a model by its answers.

    Args:
        answers: what it says to each test image, float (n, 10); any numbers, NaN and infinity among them.
        labels: the test labels, int (n,), 0 to 9.
        images: the test images, uint8 (n, 28, 28).
        history: what stands in the history's place; anything at all.
        seed: of the training.
        parameters: of the model.
        seconds: that the training took.
        train_images: how many there were.
    """
    true, predicted = labels.astype(int), labels_of(answers)
    chances, as_they_are = _probabilities(answers)
    mistakes = np.flatnonzero(predicted != true)
    confidence = chances[mistakes, predicted[mistakes]] * (predicted[mistakes] != NO_ANSWER)
    worst = mistakes[np.argsort(-confidence, kind="stable")][:SHOWN]

    def prediction(index: int) -> Prediction:
        known = predicted[index] != NO_ANSWER
        given = tuple(map(_rounded, chances[index])) if known else ()
        return Prediction(int(index), int(true[index]), int(predicted[index]), given, images[index].tobytes())

    confusion, scores = _counted(true, predicted)
    return Measured(
        seed=seed,
        parameters=parameters,
        seconds=seconds,
        train_images=train_images,
        test_images=len(true),
        accuracy=float((predicted == true).mean()),
        unanswered=int((predicted == NO_ANSWER).sum()),
        probabilities=as_they_are,
        roc_auc=None if (predicted == NO_ANSWER).any() else _roc_auc(true, chances),
        confusion=confusion,
        scores=scores,
        history=history_of(history),
        first=tuple(prediction(index) for index in range(min(SHOWN, len(true)))),
        worst=tuple(prediction(index) for index in worst),
    )


def history_of(given: object) -> dict[str, tuple[float, ...]]:
    """The lists of a history, or nothing if they are not finite numbers, one per epoch, with accuracies from 0 to 1."""
    if not isinstance(given, dict):
        return {}
    lists = {name: _numbers(given[name]) for name in HISTORIES if name in given}
    epochs = {0 if values is None else len(values) for values in lists.values()}
    if not {"loss", "accuracy"} <= lists.keys() or len(epochs) != 1 or not 0 < max(epochs) <= MOST_EPOCHS:
        return {}
    found = {name: values for name, values in lists.items() if values is not None}
    if any(not 0 <= value <= 1 for name in found if name.endswith("accuracy") for value in found[name]):
        return {}
    return found


def to_json(measured: Measured) -> dict[str, Any]:
    """The facts as plain values, without pixels."""
    facts: dict[str, Any] = {"epochs": measured.epochs, "mistakes": measured.mistakes, **asdict(measured)}
    facts["averages"] = {kind: asdict(average) for kind, average in measured.averages.items()}
    for name in ("first", "worst"):
        for prediction in facts[name]:
            del prediction["pixels"]
    return facts


def to_cache(measured: Measured) -> dict[str, Any]:
    """The facts as plain values, for `from_cache`."""
    facts = asdict(measured)
    for name in ("first", "worst"):
        for prediction in facts[name]:
            prediction["pixels"] = base64.b64encode(zlib.compress(prediction["pixels"])).decode("ascii")
    del facts["reference"]  # it may be known better by then
    return facts


def from_cache(facts: dict[str, Any]) -> Measured:
    """What `to_cache` was given.

    Raises:
        ValueError, KeyError, TypeError: these are not its facts.
    """
    predictions = {name: tuple(map(_prediction, facts[name])) for name in ("first", "worst")}
    return Measured(
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


def _probabilities(answers: np.ndarray) -> tuple[np.ndarray, bool]:
    """Answers as probabilities, float64 (n, 10), and whether they were some already; NaN counts as very unlikely."""
    finite = np.nan_to_num(answers.astype(np.float64), nan=-LARGEST, posinf=LARGEST, neginf=-LARGEST)
    answered = finite[~np.isnan(answers).any(axis=1)]
    if len(answered) and (answered >= 0).all() and np.allclose(answered.sum(axis=1), 1, atol=ABOUT):
        return finite, True
    raised = np.exp(finite - finite.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True), False


def _counted(true: np.ndarray, predicted: np.ndarray) -> tuple[tuple[tuple[int, ...], ...], tuple[Score, ...]]:
    """The confusion matrix and the scores per digit, by scikit-learn; it counts NO_ANSWER as a miss."""
    from sklearn.metrics import confusion_matrix, multilabel_confusion_matrix, precision_recall_fscore_support

    digits = list(range(CLASSES))
    confusion = np.zeros((CLASSES, CLASSES), dtype=int)
    answered = predicted != NO_ANSWER
    if answered.any():
        confusion = confusion_matrix(true[answered], predicted[answered], labels=digits)
    each = multilabel_confusion_matrix(true, predicted, labels=digits)
    negatives = each[:, 0].sum(axis=1)
    specificity = each[:, 0, 0] / np.maximum(negatives, 1)
    precision, recall, f1, support = precision_recall_fscore_support(true, predicted, labels=digits, zero_division=0)
    scores = tuple(
        Score(
            digit=digit,
            precision=_rounded(precision[digit]),
            recall=_rounded(recall[digit]),
            specificity=_rounded(specificity[digit]),
            f1=_rounded(f1[digit]),
            support=int(support[digit]),
        )
        for digit in digits
    )
    return tuple(tuple(map(int, row)) for row in confusion), scores


def _rounded(value: Any) -> float:
    return round(float(value), ROUNDED)


def _roc_auc(true: np.ndarray, chances: np.ndarray) -> float | None:
    """The mean over the digits of the area under the curve of one against the rest, ties counted as half."""
    from sklearn.metrics import roc_auc_score

    if not all(0 < (true == digit).sum() < len(true) for digit in range(CLASSES)):
        return None
    areas = [float(roc_auc_score(true == digit, chances[:, digit])) for digit in range(CLASSES)]
    return _rounded(sum(areas) / CLASSES)


def _numbers(values: object) -> tuple[float, ...] | None:
    """A list of finite numbers as floats, or None if it is something else."""
    if not isinstance(values, list | tuple) and not (isinstance(values, np.ndarray) and values.ndim == 1):
        return None
    if len(values) > MOST_EPOCHS:
        return None
    for value in values:
        number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
        if not number or not -LARGEST < value < LARGEST:
            return None
    return tuple(float(value) for value in values)
