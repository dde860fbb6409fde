"""The student's own hand: drawings with their digits, kept in a file, and how the last models do on them.

For no points: it teaches that a test set of one's own is harder than the one that a model was made for.
"""

import hashlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.checks.networks.network import CLASSES, Network, NetworkRefused
from grader.course.syllabus import Exercise
from grader.grading.model_store import KeptModel
from grader.grading.predictor import Predictor
from grader.sandbox.connection import StartWorker
from grader.util import cache
from grader.util.arrays import ArraysUnreadable, packed, read_arrays
from grader.util.errors import Unjudged
from grader.util.files import write_whole_bytes

MOST_DRAWINGS = 10_000  # in a file: a minute of drawing makes ten
SIDE = 28  # pixels of a drawing, in each direction
MOVE = "Move it away, or draw new ones: nox -s draw -- --keep"


class DrawingsError(Exception):
    """The file is not one of drawings; the message is a sentence that ends with the next thing to do."""


@dataclass(frozen=True, eq=False)  # eq=False: comparing arrays gives an array
class Drawings:
    """Drawings as networks take them, and what they were meant to be.

    Attributes:
        images: uint8 (n, 28, 28), 0 for the background.
        labels: uint8 (n,), 0 to 9.
    """

    images: np.ndarray
    labels: np.ndarray

    @property
    def digest(self) -> str:
        """SHA-256 over images and labels."""
        return hashlib.sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()


NOTHING = Drawings(np.zeros((0, SIDE, SIDE), np.uint8), np.zeros(0, np.uint8))


def read(file: Path) -> Drawings:
    """The drawings in a file; none where there is no file.

    Raises:
        DrawingsError: it holds something else, or cannot be read.
    """
    try:
        images, labels = read_arrays(file, ("images", "labels")).values()
    except FileNotFoundError:
        return NOTHING
    except (KeyError, ArraysUnreadable) as error:
        raise DrawingsError(f"{file.name} cannot be read as drawings. {MOVE}") from error
    fits = labels.ndim == 1 and images.shape == (len(labels), SIDE, SIDE)
    right = images.dtype == np.uint8 and labels.dtype == np.uint8
    if not fits or not right or len(images) > MOST_DRAWINGS or (labels >= CLASSES).any():
        raise DrawingsError(f"{file.name} does not contain drawings with their digits. {MOVE}")
    return Drawings(images, labels)


def add(file: Path, image: np.ndarray, label: int) -> int:
    """Add a drawing to a file, which is made if it is not there; how many it has then.

    Args:
        file: a .npz.
        image: uint8 (28, 28).
        label: 0 to 9.

    Raises:
        DrawingsError: as `read`, or the file is full.
        OSError: it cannot be written.
    """
    before = read(file)
    if len(before.images) >= MOST_DRAWINGS:
        raise DrawingsError(f"{file.name} is full, with {MOST_DRAWINGS:,} drawings. {MOVE}")
    images = np.concatenate([before.images, image[None].astype(np.uint8)])
    labels = np.append(before.labels, np.uint8(label))
    write_whole_bytes(file, packed({"images": images, "labels": labels}))
    return len(images)


def tell(file: Path, kept: Iterable[tuple[Exercise, KeptModel | None]], worker: StartWorker) -> str:
    """Say how many drawings of a file models recognise.

    Args:
        file: of the drawings.
        kept: trainings, each with its model if it was kept; the others are left out.
        worker: starts the process that computes an answer, which is not needed for what was asked before.
    """
    try:
        drawings = read(file)
    except DrawingsError as error:
        return str(error)
    if not len(drawings.labels):
        return f"{file.name} contains no drawing yet. Draw some: nox -s draw -- --keep"
    found = []
    try:
        with closing(Predictor(worker)) as predictor:
            for exercise, model in kept:
                if model is not None and (right := _right(model, drawings, predictor)) is not None:
                    found.append(f"{exercise.function} {right} of {len(drawings.labels)}")
    except Unjudged as error:
        return f"Your own hand: {error}"
    if not found:
        return "Your own hand: there is no trained model. Train one: nox -s grade -- training"
    return f"Your own hand: {', '.join(found)} drawings recognised. They give no points."


def _right(kept: KeptModel, drawings: Drawings, predictor: Predictor) -> int | None:
    """How many drawings a model recognises, None if it cannot be asked; kept for the next time."""
    name = cache.key(own_hand=drawings.digest, model=kept.key)
    known = (cache.get_facts(name) or {}).get("right")
    if type(known) is int:
        return known
    try:
        network = Network(kept.model)
        labels = predictor.labels(network, network.takes(drawings.images))
    except NetworkRefused:
        return None
    right = int((labels == drawings.labels).sum())
    cache.put_facts({"right": right}, name)
    return right
