"""Layers alone, and the shape of the input told to build."""

import keras
from keras import layers


def build_dense():
    model = keras.Sequential([layers.Flatten(), layers.Dense(100, "relu"), layers.Dense(10, "softmax")])
    model.build((None, 28, 28))
    return model
