"""A function that makes a block, and the dense part as a model of its own."""

import keras
from keras import layers


def block(filters):
    return keras.Sequential([layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.MaxPooling2D()])


def build_dropout_cnn():
    hidden = keras.Sequential([layers.Dense(128), layers.ReLU()])
    head = [layers.Flatten(), hidden, layers.Dropout(0.5), layers.Dense(10, activation="softmax")]
    return keras.Sequential([keras.Input((28, 28, 1)), block(32), block(64), block(128), *head])
