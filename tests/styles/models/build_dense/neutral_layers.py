"""Layers that do nothing with the settings that they have."""

import keras
from keras import layers

RATE = 0.0


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Rescaling(1.0),
            layers.Permute((1, 2)),
            layers.GaussianNoise(RATE),
            layers.Flatten(),
            layers.Dropout(RATE),
            layers.Dense(100),
            layers.Dropout(RATE),
            layers.ReLU(),
            layers.Dropout(RATE),
            layers.Dense(10, activation="softmax"),
        ]
    )
