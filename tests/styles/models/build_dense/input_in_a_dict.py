"""An input with a name, in a dict."""

import keras
from keras import layers


def build_dense():
    image = keras.Input((28, 28), name="image")
    x = layers.Flatten()(image)
    x = layers.Dense(100, activation="relu")(x)
    return keras.Model(inputs={"image": image}, outputs=layers.Dense(10, activation="softmax")(x))
