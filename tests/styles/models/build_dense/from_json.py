"""A model that is written as JSON, and read back."""

import keras
from keras import layers


def build_dense():
    first = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(100, "relu"), layers.Dense(10, "softmax")]
    )
    return keras.models.model_from_json(first.to_json())
