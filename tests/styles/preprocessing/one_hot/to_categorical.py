"""Keras' own function, behind a look at the labels."""

import keras


def one_hot(labels, num_classes=10):
    if not set(labels.tolist()) <= set(range(num_classes)):
        raise ValueError("no such class")
    return keras.utils.to_categorical(labels, num_classes).astype("float32")
