"""Lists of layers put together, activations as layers, and built later."""

import keras
from keras import layers


def build_dropout_cnn():
    def block(filters):
        return [layers.Conv2D(filters, 3, padding="same"), layers.ReLU(), layers.MaxPooling2D(2, 2)]

    head = [layers.Flatten(), layers.Dense(128, "relu"), layers.Dropout(0.5), layers.Dense(10), layers.Softmax()]
    model = keras.Sequential([*block(32), *block(64), *block(128), *head])
    model.build((None, 28, 28, 1))
    return model
