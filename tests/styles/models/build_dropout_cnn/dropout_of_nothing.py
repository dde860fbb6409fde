"""A rate for each block, which is 0 for all but the last."""

import keras
from keras import layers


def build_dropout_cnn():
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for filters, rate in ((32, 0.0), (64, 0.0), (128, 0.0)):
        model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D())
        model.add(layers.SpatialDropout2D(rate))
        model.add(layers.Dropout(rate))
    model.add(layers.Flatten())
    for units, activation, rate in ((128, "relu", 0.5), (10, "softmax", 0.0)):
        model.add(layers.Dense(units, activation=activation))
        model.add(layers.Dropout(rate))
    return model
