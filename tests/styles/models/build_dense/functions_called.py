"""Functions of keras.activations, called on tensors."""

import keras
from keras import activations, layers


def build_dense():
    x = image = keras.Input(shape=(28, 28))
    x = layers.Flatten()(x)
    x = activations.relu(layers.Dense(100)(x))
    x = activations.softmax(layers.Dense(10)(x))
    return keras.Model(image, x)
