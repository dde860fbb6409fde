"""The optimizer by its name with a capital."""


def compile_model(model):
    model.compile(optimizer="Adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
