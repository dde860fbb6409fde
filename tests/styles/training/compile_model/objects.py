"""Objects for all three, with settings."""

from keras import losses, metrics, optimizers


def compile_model(model):
    model.compile(
        optimizer=optimizers.Adam(3e-4, beta_1=0.8, clipnorm=1.0),
        loss=losses.SparseCategoricalCrossentropy(),
        metrics=[metrics.SparseCategoricalAccuracy()],
    )
    return model
