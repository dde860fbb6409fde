"""Activations as layers, given as arguments."""

import keras
from keras import layers


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100, activation=layers.ReLU()),
            layers.Dense(10, activation=layers.Softmax()),
        ]
    )
