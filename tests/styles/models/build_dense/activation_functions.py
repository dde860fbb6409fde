"""Activations as functions, of two modules."""

import keras
from keras import activations, layers, ops


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100, activation=activations.relu),
            layers.Dense(10, activation=ops.softmax),
        ]
    )
