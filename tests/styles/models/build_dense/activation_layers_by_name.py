"""Activations as layers that are given their names, behind layers that say they have none."""

import keras
from keras import layers


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100, activation="linear"),
            layers.Activation("relu"),
            layers.Dense(10, activation=None),
            layers.Activation("softmax"),
        ]
    )
