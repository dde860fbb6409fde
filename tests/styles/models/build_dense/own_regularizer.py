"""A regularizer of one's own, without a configuration."""

import keras
from keras import layers


class Ridge(keras.regularizers.Regularizer):
    """The sum of squares, times a strength."""

    def __init__(self, strength):
        self.strength = strength

    def __call__(self, w):
        return self.strength * keras.ops.sum(keras.ops.square(w))


def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100, activation="relu", kernel_regularizer=Ridge(1e-6)),
            layers.Dense(10, activation="softmax"),
        ]
    )
