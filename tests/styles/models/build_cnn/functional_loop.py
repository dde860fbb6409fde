"""A loop over the filters, one activation of each kind, a name, and compiled."""

import keras
from keras import layers, ops


def build_cnn():
    x = image = keras.Input(shape=(28, 28, 1))
    for filters in (32, 64):
        x = layers.MaxPool2D()(layers.Conv2D(filters, (3, 3), activation="relu")(x))
    x = layers.Activation("relu")(layers.Conv2D(64, 3)(x))
    x = layers.Dense(64, activation=ops.relu)(layers.Flatten()(x))
    model = keras.Model(inputs=image, outputs=layers.Dense(10, activation="softmax")(x), name="digits")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model
