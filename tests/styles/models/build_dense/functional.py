"""Keras' functional interface: layers that are called."""

import keras
from keras import layers


def build_dense():
    image = keras.Input((28, 28))
    x = layers.Flatten()(image)
    x = layers.Dense(100, activation="relu")(x)
    return keras.Model(inputs=image, outputs=layers.Dense(10, activation="softmax")(x))
