"""The shape of the input as an argument of the first layer, which Keras warns of."""

import keras
from keras import layers


def build_dense():
    return keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28)),
            layers.Dense(100, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
