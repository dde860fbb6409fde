"""A copy of a model, made by Keras."""

import keras
from keras import layers


def build_cnn():
    small = [layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D()]
    large = [layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(), layers.Conv2D(64, 3, activation="relu")]
    head = [layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")]
    return keras.models.clone_model(keras.Sequential([keras.Input((28, 28, 1)), *small, *large, *head]))
