"""A Reshape to one row a place before Flatten, and one there and back in the functional style."""

import keras
from keras import layers


def build_cnn():
    image = keras.Input((28, 28, 1))
    x = layers.Reshape((28, 28, 1))(layers.Reshape((784,))(image))
    for filters in (32, 64):
        x = layers.MaxPooling2D()(layers.Conv2D(filters, 3, activation="relu")(x))
    x = layers.Reshape((9, 64))(layers.Conv2D(64, 3, activation="relu")(x))
    x = layers.Dense(64, activation="relu")(layers.Flatten()(x))
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))
