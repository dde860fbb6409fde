"""The calibrated designs: what each gate must let through, and what it must keep out.

A weaker design is trained as well as the reference is: with its schedule, on the images of the same seed. It then fails
for what it is, and not for how it was trained.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

Train = Callable[[np.ndarray, np.ndarray, int], "keras.Model"]


@dataclass(frozen=True)
class Contender:
    """A network and its training.

    Attributes:
        name: unique; of the reference, the function of `training`.
        title: what it is, in a few words.
        train: takes uint8 images (n, 28, 28), int labels (n,) and a seed; gives the trained model.
        sources: the program, as `grader.tools.calibration.record.digest_of` takes it.
    """

    name: str
    title: str
    train: Train
    sources: tuple[str, ...]


def train_linear(images: np.ndarray, labels: np.ndarray, seed: int) -> "keras.Model":
    """A linear softmax, with the schedule of the dense network."""
    import keras
    from keras import layers

    from solutions import preprocessing, training

    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation="softmax")])
    pixels = preprocessing.scale_pixels(images)
    return training._fit(model, pixels, labels, shown=300_000, rate=0.01, seed=seed)[0]  # the very same schedule


def train_pointwise(images: np.ndarray, labels: np.ndarray, seed: int) -> "keras.Model":
    """A network with convolutions that see a single pixel each, with the schedule of the CNN."""
    import keras
    from keras import layers

    from solutions import preprocessing, training

    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 1, activation="relu"),
            layers.Flatten(),
            layers.Dense(100, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    pixels = preprocessing.add_channel(preprocessing.scale_pixels(images))
    return training._fit(model, pixels, labels, shown=180_000, rate=0.005, seed=seed)[0]


def _reference(name: str) -> Contender:
    def train(images: np.ndarray, labels: np.ndarray, seed: int) -> "keras.Model":
        from solutions import training

        return getattr(training, name)(images, labels, seed=seed)[0]

    sources = (f"solutions/training.py:{name}", "solutions/models.py", "solutions/preprocessing.py")
    return Contender(name, f"{name} of the reference", train, sources)


def _weaker(name: str, title: str, train: Train) -> Contender:
    own = f"grader/tools/calibration/contenders.py:{train.__name__}"
    return Contender(name, title, train, (own, "solutions/training.py:_fit", "solutions/preprocessing.py"))


DESIGNS = {  # what is quick to train first
    design.name: design
    for design in (
        _weaker("linear", "a linear softmax", train_linear),
        _reference("train_dense"),
        _weaker("pointwise", "a CNN whose kernels are 1 x 1", train_pointwise),
        _reference("train_cnn"),
        _reference("train_champion"),
    )
}
