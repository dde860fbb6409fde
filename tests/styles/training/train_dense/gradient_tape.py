"""A loop with a GradientTape, an optimizer that is applied by hand, logits, and NumPy's numbers in the history."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers


@tf.function
def step(network, optimizer, loss_of, pixels, labels):
    with tf.GradientTape() as tape:
        logits = network(pixels, training=True)
        loss = loss_of(labels, logits)
    gradients = tape.gradient(loss, network.trainable_variables)
    optimizer.apply_gradients(zip(gradients, network.trainable_variables))
    hits = tf.equal(tf.argmax(logits, axis=1), tf.cast(labels, tf.int64))
    return loss, tf.reduce_mean(tf.cast(hits, tf.float32))


def train_dense(images, labels, seed=0):
    tf.random.set_seed(seed)
    keras.utils.set_random_seed(seed)
    network = keras.Sequential(
        [keras.Input((28, 28)), layers.Flatten(), layers.Dense(256, activation="gelu"), layers.Dense(10)]
    )
    optimizer = keras.optimizers.AdamW(learning_rate=0.002)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    data = tf.data.Dataset.from_tensor_slices((images.astype("float32") / 255, labels.astype("int64")))
    data = data.shuffle(len(images), seed=seed).batch(128)
    history = {"loss": [], "accuracy": []}
    for _ in range(6):
        figures = np.array([step(network, optimizer, loss_of, *batch) for batch in data])
        history["loss"].append(figures[:, 0].mean())
        history["accuracy"].append(figures[:, 1].mean())
    return network, history
