"""A regularizer and an initializer that are neither functions nor of a class of Keras."""

from functools import partial

import keras
from keras import layers


class Small:
    """Normal numbers of a small spread."""

    def __call__(self, shape, dtype=None):
        return keras.random.normal(shape, stddev=0.05, dtype=dtype)


def ridge(w, strength):
    return strength * keras.ops.sum(keras.ops.square(w))


def build_cnn():
    settings = {"kernel_regularizer": partial(ridge, strength=1e-6), "kernel_initializer": Small()}
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu", **settings),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu", **settings),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu", **settings),
            layers.Flatten(),
            layers.Dense(64, activation="relu", **settings),
            layers.Dense(10, activation="softmax"),
        ]
    )
