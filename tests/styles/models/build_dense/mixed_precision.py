"""A hidden layer that computes in bfloat16 and keeps its weights in float32."""

import keras
from keras import layers


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100, "relu", dtype="mixed_bfloat16"),
            layers.Dense(10, activation="softmax"),
        ]
    )
