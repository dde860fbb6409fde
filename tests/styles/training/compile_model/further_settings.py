"""Settings that change how it computes, and not what."""


def compile_model(model):
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=8,
        jit_compile=False,
        run_eagerly=True,
    )
    return model
