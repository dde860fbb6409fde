"""Schedule, loss, callback and training step of one's own, none of which says how it is written."""

import keras
from keras import layers


class UpAndDown(keras.optimizers.schedules.LearningRateSchedule):
    """Rises for a fifth of the steps, then falls to zero."""

    def __init__(self, peak, steps):
        self.peak, self.steps = peak, float(steps)

    def __call__(self, step):
        done = keras.ops.cast(step, "float32") / self.steps
        return self.peak * keras.ops.minimum(5 * done + 0.05, keras.ops.maximum(1.25 * (1 - done), 0.0))


class Quiet(keras.callbacks.Callback):
    """Remembers losses."""

    def on_epoch_end(self, epoch, logs=None):
        self.losses = {**getattr(self, "losses", {}), epoch: logs["loss"]}


class Stepwise(keras.Model):
    """Counts its steps."""

    def train_step(self, data):
        return super().train_step(data)


def train_dense(images, labels, seed=0):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((28, 28))
    x = layers.Flatten()(inputs)
    x = layers.Dense(256, activation="relu")(x)
    model = Stepwise(inputs, layers.Dense(10, activation="softmax")(x))

    def cross_entropy(y_true, y_pred):
        return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y_true, y_pred))

    rate = UpAndDown(0.01, 5 * -(-len(images) // 128))
    model.compile(keras.optimizers.Adam(rate), cross_entropy, metrics=["accuracy"])
    history = model.fit(images / 255.0, labels, batch_size=128, epochs=5, verbose=0, callbacks=[Quiet()])
    return model, history
