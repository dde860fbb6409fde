"""A list of losses for the outputs."""


def compile_model(model):
    model.compile(optimizer="adam", loss=["sparse_categorical_crossentropy"], metrics=["accuracy"])
    return model
