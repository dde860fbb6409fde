"""A Reshape that says how many pixels there are."""

import keras
from keras import layers


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Reshape((784,)),
            layers.Dense(100, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
