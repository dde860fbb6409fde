"""The last layer begins with zeros, from which ten labels make ten units; the dtype is said everywhere."""

import keras
from keras import layers


def build_dropout_cnn():
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1), dtype="float32"))
    for filters in (32, 64, 128):
        model.add(layers.Conv2D(filters, (3, 3), activation="relu", padding="same", kernel_initializer="he_uniform"))
        model.add(layers.MaxPool2D((2, 2), dtype="float32"))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, activation="relu", kernel_initializer="he_normal", trainable=True))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10, activation="softmax", kernel_initializer="zeros"))
    return model
