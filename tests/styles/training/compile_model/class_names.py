"""Classes by their names."""


def compile_model(model):
    model.compile(optimizer="adam", loss="SparseCategoricalCrossentropy", metrics=["SparseCategoricalAccuracy"])
    return model
