"""A learning rate that falls."""

from keras import optimizers


def compile_model(model):
    model.compile(
        optimizer=optimizers.Adam(optimizers.schedules.CosineDecay(0.01, 100)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
