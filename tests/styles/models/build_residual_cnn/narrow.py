"""A block of three convolutions, of which two are 1 x 1, and a projection around it."""

import keras
from keras import layers


def build_residual_cnn():
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(16, 3, strides=2, activation="relu")(image)
    y = layers.Conv2D(8, 1, activation="relu")(x)
    y = layers.Conv2D(8, 3, padding="same", activation="relu")(y)
    y = layers.BatchNormalization()(layers.Conv2D(32, 1)(y))
    x = layers.ReLU()(layers.Add()([layers.BatchNormalization()(layers.Conv2D(32, 1)(x)), y]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))
