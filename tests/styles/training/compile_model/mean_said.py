"""The mean said aloud, a class that does not occur ignored, further metrics that fit, run step by step."""

from tensorflow import keras


def compile_model(model):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=3e-4, beta_1=0.8, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=-1, reduction="mean"),
        metrics=["acc", keras.metrics.SparseTopKCategoricalAccuracy(k=2), keras.metrics.CategoricalAccuracy()],
        run_eagerly=True,
    )
    return model
