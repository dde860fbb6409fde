"""A loss of one's own that makes one-hot labels of ten classes."""

import keras


def loss(y_true, y_pred):
    one_hot = keras.ops.one_hot(keras.ops.cast(keras.ops.reshape(y_true, (-1,)), "int32"), 10)
    return keras.losses.categorical_crossentropy(one_hot, y_pred)


def compile_model(model):
    model.compile("adam", loss, metrics=["accuracy"])
    return model
