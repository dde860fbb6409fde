"""The trainings of a calibration: each in one of a few processes with one core each, and reported when it is over.

What is trained is the kit's own, so it needs no isolation. A network this small gains little from a second core: two
trainings side by side take about half the time of one after the other.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np

from grader.course.datasets import REDRAWN_PER_DIGIT, Dataset, load, redrawn
from grader.tools.calibration.contenders import DESIGNS
from grader.tools.calibration.plain_contenders import PLAIN
from grader.tools.calibration.record import rows_of
from grader.util.quiet import without_errors

if TYPE_CHECKING:
    import keras

Accuracies = dict[str, dict[str, float]]  # shares of the test images: by the set of these, then by row

REDRAWN = "digits redrawn"  # what a class is graded with: for each seed, test images that nobody has
FIRST_WARPS = 1000  # seed of the warps of seed 0
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


@dataclass(frozen=True)
class ContenderTraining:
    """One training: the images by the name of their set, the file or choice they come from, and what is trained.

    `design` names one of DESIGNS, which gives one accuracy, or of PLAIN, which gives several.
    """

    dataset: str
    choice: str
    design: str
    seed: int

    @property
    def rows(self) -> tuple[str, ...]:
        """The measured designs: the names under which the record keeps it."""
        return rows_of(self.design)

    @property
    def sets(self) -> tuple[str, ...]:
        """Names of the sets of test images on which it is measured."""
        return sets_of(self.dataset)


def sets_of(dataset: str) -> tuple[str, ...]:
    """Names of the sets of test images that there are for a set of training images."""
    return (dataset, REDRAWN) if dataset == "digits" else (dataset,)


def digest_of_images(name: str, data: Dataset) -> str:
    """SHA-256 of the images that were trained on and of a set of test images, by what it is drawn from."""
    if name != REDRAWN:
        return data.digest
    return hashlib.sha256(f"{data.digest} {FIRST_WARPS} {REDRAWN_PER_DIGIT}".encode()).hexdigest()


def run(trainings: Sequence[ContenderTraining], workers: int) -> Iterator[tuple[ContenderTraining, Accuracies]]:
    """Each training with its accuracies, in the order in which they end."""
    context = get_context("spawn")  # TensorFlow cannot be forked
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_set_up) as pool:
        running = {pool.submit(train, training): training for training in trainings}
        try:
            for future in as_completed(running):
                yield running[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def train(training: ContenderTraining) -> Accuracies:
    """Train, and measure on the test images, public ones and others."""
    data = _images(training.choice)
    other = redrawn(data, FIRST_WARPS + training.seed)
    given = data.train_images, data.train_labels.astype(int), training.seed
    found: Accuracies = {name: {} for name in training.sets}
    for row, model in _models(training.design, *given):
        for name, images in zip(training.sets, (data, other), strict=False):
            found[name][row] = _accuracy(model, images)
    return found


def _models(design: str, images: np.ndarray, labels: np.ndarray, seed: int) -> Iterator[tuple[str, "keras.Model"]]:
    """The trained models by the rows of the record."""
    if design in DESIGNS:
        yield design, DESIGNS[design].train(images, labels, seed)
    else:
        yield from PLAIN[design].train(images, labels, seed)


def _accuracy(model: "keras.Model", data: Dataset) -> float:
    pixels = (data.test_images / np.float32(255)).reshape(-1, *model.input_shape[1:])
    answers = model.predict(pixels, batch_size=500, verbose=0)
    return float((answers.argmax(axis=1) == data.test_labels).mean())


@cache
def _images(choice: str) -> Dataset:
    return load(choice)


def _set_up() -> None:
    """Import TensorFlow for one core; what it says of itself while it does is not for the screen."""
    os.environ.update(ENVIRONMENT)
    with without_errors():
        import_module("keras")
