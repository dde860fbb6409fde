import keras
from keras import layers


def build_dense():
    return [layers.Flatten(), layers.Dense(100, activation="relu"), layers.Dense(10, activation="softmax")]


def build_cnn():
    return keras.Sequential([layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2)])


def build_dropout_cnn():
    return keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Lambda(lambda x: x / 255), layers.Flatten(), layers.Dense(10, "softmax")]
    )
