"""Adam with a schedule of one's own, within the optimizer that scales losses."""

import keras


class Warm(keras.optimizers.schedules.LearningRateSchedule):
    """A rate that rises in ten steps."""

    def __call__(self, step):
        return 1e-3 * keras.ops.minimum(1.0, (keras.ops.cast(step, "float32") + 1.0) / 10.0)


def compile_model(model):
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(Warm()))
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
