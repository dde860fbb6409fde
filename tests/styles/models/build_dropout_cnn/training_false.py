"""A dropout that is called with training=False, which Keras 3 writes by itself, and fit() overrides."""

import keras
from keras import layers


def build_dropout_cnn():
    image = x = keras.Input((28, 28, 1))
    for filters in (32, 64, 128):
        x = layers.MaxPooling2D(2)(layers.Conv2D(filters, 3, padding="same", activation="relu")(x))
    x = layers.Dense(128, activation="relu")(layers.Flatten()(x))
    x = layers.Dropout(0.5)(x, training=False)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))
