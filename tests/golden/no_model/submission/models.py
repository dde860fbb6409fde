import keras
from keras import layers


def build_dense():
    return [layers.Flatten(), layers.Dense(100, activation="relu"), layers.Dense(10, activation="softmax")]


def build_cnn():
    model = keras.Sequential([keras.Input((28, 28))])
    model.add(layers.Conv2D(32, 3, activation="relu"))
    return model


def build_dropout_cnn():
    return keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Lambda(lambda x: x / 255), layers.Flatten(), layers.Dense(10, "softmax")]
    )
