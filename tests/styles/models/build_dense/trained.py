"""Compiled, and trained with four black images."""

import keras
import numpy as np
from keras import layers


def build_dense():
    model = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(100, "relu"), layers.Dense(10, "softmax")]
    )
    model.compile(loss="sparse_categorical_crossentropy")
    model.fit(np.zeros((4, 28, 28)), np.zeros(4), verbose=0)
    return model
