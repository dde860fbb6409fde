"""By way of tf.keras, with TensorFlow's functions, names, an initializer and a regularizer."""

import tensorflow as tf


def build_dense():
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Input(shape=(28, 28)))
    model.add(tf.keras.layers.Flatten(name="pixels"))
    model.add(tf.keras.layers.Dense(100, activation=tf.nn.relu, name="Dense_10"))
    model.add(tf.keras.layers.Dense(10, activation=tf.nn.softmax, kernel_initializer="zeros", kernel_regularizer="l2"))
    return model
