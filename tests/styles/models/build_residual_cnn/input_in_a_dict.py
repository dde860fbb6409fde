"""Inputs in dicts, that of the model within too."""

import keras
from keras import layers


def block(shape):
    maps = keras.Input(shape, name="maps")
    y = layers.Conv2D(16, 3, padding="same", activation="relu")(maps)
    return keras.Model({"maps": maps}, layers.Add()([maps, y]))


def build_residual_cnn():
    image = keras.Input((28, 28, 1), name="image")
    x = layers.Conv2D(16, 3, activation="relu")(image)
    x = block(x.shape[1:])({"maps": x})
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model({"image": image}, layers.Dense(10, activation="softmax")(x))
