"""Borders of zeros in place of padding="same"."""

import keras
from keras import layers


def build_dropout_cnn():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for filters in (32, 64, 128):
        model.add(layers.ZeroPadding2D(1))
        model.add(layers.Conv2D(filters, 3))
        model.add(layers.ReLU())
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10, activation="softmax"))
    return model
