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
    """

    name: str
    title: str
    train: Train


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


def _reference(name: str) -> Train:
    def train(images: np.ndarray, labels: np.ndarray, seed: int) -> "keras.Model":
        from solutions import training

        return getattr(training, name)(images, labels, seed=seed)[0]

    return train


DESIGNS = {  # what is quick to train first
    design.name: design
    for design in (
        Contender("linear", "a linear softmax", train_linear),
        Contender("train_dense", "train_dense of the reference", _reference("train_dense")),
        Contender("pointwise", "a CNN whose kernels are 1 x 1", train_pointwise),
        Contender("train_cnn", "train_cnn of the reference", _reference("train_cnn")),
        Contender("train_champion", "train_champion of the reference", _reference("train_champion")),
    )
}
