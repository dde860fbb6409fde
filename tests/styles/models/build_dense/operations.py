"""Everything that is no dense layer as an operation."""

import keras
from keras import layers, ops


def build_dense():
    image = keras.Input(shape=(28, 28))
    x = ops.reshape(image, (-1, 784))
    x = ops.relu(layers.Dense(100)(x))
    return keras.Model(image, ops.softmax(layers.Dense(10)(x)))
