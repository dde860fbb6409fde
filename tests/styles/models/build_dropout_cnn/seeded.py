"""A half as a fraction, with a seed."""

import keras
from keras import layers


def build_dropout_cnn():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for power in (5, 6, 7):
        model.add(layers.Conv2D(2**power, (3, 3), padding="same", activation="relu"))
        model.add(layers.MaxPooling2D((2, 2)))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, activation="relu"))
    model.add(layers.Dropout(1 / 2, seed=7))
    model.add(layers.Dense(10, activation="softmax"))
    return model
