"""A glance at a trained model that missed its gate: what it is good at instead, and how its training went."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.network import CLASSES, Network
from grader.predictor import Predictor

IMAGES = 1_000  # test images that are looked at
CLEARLY = 0.02  # share of the images that makes a difference among so many of them: four standard deviations
AS_MEASURED = "from 0 to 1"  # how the pixels lie that a model is measured with
PIXELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    AS_MEASURED: lambda pixels: pixels,
    "from 0 to 255": lambda pixels: pixels * 255,
    "from 1 down to 0": lambda pixels: 1 - pixels,
    "from -1 to 1": lambda pixels: 2 * pixels - 1,
    "standardised": lambda pixels: (pixels - pixels.mean()) / pixels.std(),
    "column by column": lambda pixels: pixels.reshape(-1, 28, 28).transpose(0, 2, 1).reshape(pixels.shape),
}


@dataclass(frozen=True)
class Glance:
    """The model of a training on some test images.

    Attributes:
        network: the model, which takes digits.
        history: what the training gave as its history; anything at all.
        predictor: computes the model's answers.
        images: uint8 (n, 28, 28), test images; the first of them are looked at.
        labels: int (n,).
        threshold: share of the test set that it should recognise.
    """

    network: Network
    history: Any
    predictor: Predictor
    images: np.ndarray
    labels: np.ndarray
    threshold: float

    @cached_property
    def answers(self) -> dict[str, np.ndarray]:
        """The labels it gives, by how the pixels lie; -1 where an answer is NaN."""
        pixels = self.network.takes(self.images[:IMAGES])
        views = np.concatenate([view(pixels) for view in PIXELS.values()]).astype(np.float32)
        found = self.predictor.labels(self.network, views).reshape(len(PIXELS), -1)
        return dict(zip(PIXELS, found, strict=True))

    @cached_property
    def shares(self) -> dict[str, float]:
        """The share that it recognises, by how the pixels lie."""
        true = self.labels[:IMAGES]
        return {how: float((answers == true).mean()) for how, answers in self.answers.items()}

    @property
    def enough(self) -> float:
        """The share from which on it is clearly good at something that it was not measured with."""
        return max(self.threshold - CLEARLY, self.shares[AS_MEASURED] + CLEARLY)

    def renamed(self) -> np.ndarray:
        """For each label, the one that the images have that it is given to most often; -1 for a label never given."""
        answers, true = self.answers[AS_MEASURED], self.labels[:IMAGES]
        return np.array(
            [
                np.bincount(true[answers == label], minlength=CLASSES).argmax() if (answers == label).any() else -1
                for label in range(CLASSES)
            ]
        )

    def share_renamed(self) -> float:
        """The share that it would recognise if its labels were those of `renamed`."""
        return float((self.renamed()[self.answers[AS_MEASURED]] == self.labels[:IMAGES]).mean())

    def curve(self, name: str) -> list[float]:
        """A list of the history, or nothing where there is none of finite numbers."""
        values = self.history.get(name) if isinstance(self.history, dict) else None
        if not isinstance(values, list | tuple | np.ndarray):
            return []
        plain = [float(value) for value in values if isinstance(value, int | float | np.integer | np.floating)]
        return plain if len(plain) == len(values) and all(map(np.isfinite, plain)) else []
