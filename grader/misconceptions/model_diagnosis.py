"""A glance at a trained model that missed its gate: what it is good at instead, and how its training went."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.checks.networks.network import CLASSES, Network

IMAGES = 1_000  # test images that are looked at
AS_MEASURED = "from 0 to 1"  # the range of the pixels that a model is measured with
UNSCALED = "from 0 to 255"
BY_LENGTH = ("divided by the length of their column", "divided by the length of their row")
BY_MEAN = ("standardised one by one", "minus the mean of each")
CUT = "cut down to 0 or 1"  # as pixels // 255 is


def _by_length(axis: int) -> Callable[[np.ndarray], np.ndarray]:
    """As keras.utils.normalize does it: each column (axis 1) or row (axis 2) of an image divided by its length."""

    def divided(pixels: np.ndarray) -> np.ndarray:
        images = pixels.reshape(-1, 28, 28)
        length = np.linalg.norm(images, axis=axis, keepdims=True)
        return (images / np.where(length == 0, 1, length)).reshape(pixels.shape)

    return divided


PIXELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    AS_MEASURED: lambda pixels: pixels,
    UNSCALED: lambda pixels: pixels * 255,
    "from 1 down to 0": lambda pixels: 1 - pixels,
    "from -1 to 1": lambda pixels: 2 * pixels - 1,
    "standardised": lambda pixels: (pixels - pixels.mean()) / pixels.std(),
    BY_MEAN[0]: lambda pixels: (pixels - pixels.mean(axis=0)) / (pixels.std(axis=0) + LEAST),
    BY_MEAN[1]: lambda pixels: pixels - pixels.mean(axis=0),
    "divided by 255 twice": lambda pixels: pixels / 255,
    "column by column": lambda pixels: pixels.reshape(-1, 28, 28).transpose(0, 2, 1).reshape(pixels.shape),
    BY_LENGTH[0]: _by_length(1),
    BY_LENGTH[1]: _by_length(2),
    CUT: lambda pixels: pixels >= 1,
}
# Networks trained for 1 to 6 epochs on 2,500 to 24,000 images of either dataset have their lowest loss, among pixels
# that they recognise about as often, on those that they were trained on, save after the briefest trainings. If these
# are the pixels that they are measured on, others never have less than 0.84 of the loss, and from 0 to 255 twice it.
LOWER_LOSS = {UNSCALED: 0.95}  # times the loss as it is measured, from which on other pixels are the right ones
LOWER_LOSS_ELSEWHERE = 0.7
# Those trained on pixels divided by lengths, or with the mean of each taken away, recognise 0.88 of these or more, save
# after one epoch, and more than as measured. Others that have a lower loss there recognise 0.80 at most.
MOST = 0.85  # share of the images
SURER = 0.8  # times the loss as it is measured: below, the pixels are others, even if it cannot be told which
AS_GOOD = 0.01  # share of the images by which two views may differ and be about the same
SOMETHING = 0.5  # share of the images from which on a model has learned something
# Those trained on pixels from 0 to 1 lose 0.035 or more on pixels that are cut. Those trained on cut ones lose 0.025 at
# most on `digits`, and yet are often surest of pixels from 0 to 1: they cannot be told for sure.
LOST_BY_CUTTING = 0.025  # share of the images
LEAST = 1e-7  # probability; what Keras' cross-entropy takes for 0


@dataclass(frozen=True)
class ModelDiagnosis:
    """The model of a training on some test images.

    Attributes:
        network: the model, which takes digits.
        history: what the training gave as its history; anything at all.
        predict: computes what a network answers to images, float (n, 10).
        images: uint8 (n, 28, 28), test images; the first of them are looked at.
        labels: int (n,).
        threshold: share of the test set that it should recognise.
    """

    network: Network
    history: Any
    predict: Callable[[Network, np.ndarray], np.ndarray]
    images: np.ndarray
    labels: np.ndarray
    threshold: float

    @cached_property
    def answers(self) -> dict[str, np.ndarray]:
        """Its outputs, float (n, 10), by range of pixels; outputs that are not probabilities go through a softmax."""
        pixels = self.network.takes(self.images[:IMAGES])
        views = np.concatenate([view(pixels) for view in PIXELS.values()]).astype(np.float32)
        given = self.predict(self.network, views).astype(np.float64)
        with np.errstate(all="ignore"):  # what is infinite becomes NaN
            if not np.allclose(given.sum(axis=1), 1, atol=1e-3) or (given < 0).any():
                given = np.exp(given - given.max(axis=1, keepdims=True))
                given /= given.sum(axis=1, keepdims=True)
        return dict(zip(PIXELS, given.reshape(len(PIXELS), -1, CLASSES), strict=True))

    @property
    def labels_given(self) -> np.ndarray:
        """The labels that it gives, int (n,), with pixels as it is measured."""
        given: np.ndarray = self.answers[AS_MEASURED].argmax(axis=1)
        return given

    @property
    def is_undefined(self) -> bool:
        """Whether some of its answers are NaN."""
        return bool(np.isnan(self.answers[AS_MEASURED]).any())

    @cached_property
    def shares(self) -> dict[str, float]:
        """The share that it recognises, by range of pixels."""
        return {how: float((given.argmax(axis=1) == self._true).mean()) for how, given in self.answers.items()}

    @cached_property
    def losses(self) -> dict[str, float]:
        """Its cross-entropy, by range of pixels."""
        rows = np.arange(len(self._true))
        given = {how: answers[rows, self._true] for how, answers in self.answers.items()}
        return {how: float(-np.log(np.clip(each, LEAST, 1)).mean()) for how, each in given.items()}

    def better_pixels(self) -> str | None:
        """The range of pixels that it must have been trained on, if clearly not the range that it is measured on."""
        others = [how for how in PIXELS if how not in (AS_MEASURED, CUT)]
        most = max(self.shares[how] for how in others)
        best = min((how for how in others if self.shares[how] >= most - AS_GOOD), key=self.losses.__getitem__)
        lower = LOWER_LOSS.get(best, LOWER_LOSS_ELSEWHERE) * self.losses[AS_MEASURED]
        slack, least = (0, MOST) if best in BY_LENGTH + BY_MEAN else (AS_GOOD, SOMETHING)
        good = self.shares[best] >= max(self.shares[AS_MEASURED] - slack, least)
        return best if good and self.losses[best] <= lower else None

    @property
    def is_surer_elsewhere(self) -> bool:
        """Whether its loss is clearly lower on some pixels that it was not measured on."""
        return min(self.losses.values()) < SURER * self.losses[AS_MEASURED]

    @property
    def may_know_cut_pixels(self) -> bool:
        """Whether it recognises pixels that are cut down to 0 or 1 about as often as those it is measured on."""
        return self.shares[CUT] > max(self.shares[AS_MEASURED] - LOST_BY_CUTTING, SOMETHING)

    def renamed(self) -> np.ndarray:
        """For each label, the one that the images have that it is given to most often; -1 for a label never given."""
        found = np.full(CLASSES, -1)
        for label in np.unique(self.labels_given):
            found[label] = np.bincount(self._true[self.labels_given == label]).argmax()
        return found

    def share_renamed(self) -> float:
        """The share that it would recognise if its labels were those of `renamed`."""
        return float((self.renamed()[self.labels_given] == self._true).mean())

    def curve(self, name: str) -> list[float]:
        """A list of the history, or nothing where there is none of finite numbers."""
        values = self.history.get(name) if isinstance(self.history, dict) else None
        if not isinstance(values, list | tuple | np.ndarray) or getattr(values, "ndim", 1) != 1:
            return []
        numbers = [value for value in values if isinstance(value, int | float | np.integer | np.floating)]
        try:
            plain = [float(value) for value in numbers]
        except OverflowError:  # an int such as 10**400
            return []
        return plain if len(plain) == len(values) and all(map(np.isfinite, plain)) else []

    @property
    def _true(self) -> np.ndarray:
        return self.labels[:IMAGES]
