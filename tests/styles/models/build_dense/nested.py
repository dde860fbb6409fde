"""Models within a model, one of each kind."""

import keras
from keras import layers


def build_dense():
    pixels = keras.Input((784,))
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            keras.Model(pixels, layers.Dense(100, "relu")(pixels)),
            keras.Sequential([layers.Dense(10), layers.Softmax()]),
        ]
    )
