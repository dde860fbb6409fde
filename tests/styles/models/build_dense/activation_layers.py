"""Activations as layers of their own."""

import keras
from keras import layers


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100),
            layers.ReLU(),
            layers.Dense(10),
            layers.Softmax(),
        ]
    )
