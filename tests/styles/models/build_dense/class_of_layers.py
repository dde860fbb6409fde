"""A class of the student's, which is made of inputs and outputs."""

import keras
from keras import layers


class Dense(keras.Model):
    """Two dense layers."""

    def __init__(self, units):
        image = keras.Input((28, 28))
        hidden = layers.Dense(units, activation="relu")(layers.Flatten()(image))
        super().__init__(inputs=image, outputs=layers.Dense(10, activation="softmax")(hidden))
        self.units = units
        self.last = self.layers[-1]


def build_dense():
    return Dense(100)
