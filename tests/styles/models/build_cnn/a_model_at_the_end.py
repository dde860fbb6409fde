"""Two functional models, one applied to what the other gives."""

import keras
from keras import layers


def build_cnn():
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, activation="relu")(image)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    features = keras.Model(image, x, name="features")

    inputs = keras.Input((3, 3, 64))
    x = layers.Flatten()(inputs)
    x = layers.Dense(64, activation="relu")(x)
    head = keras.Model(inputs, layers.Dense(10, activation="softmax")(x), name="head")

    image = keras.Input((28, 28, 1))
    return keras.Model(image, head(features(image)))
