"""A list of metrics for each of the outputs, of which there is one."""


def compile_model(model):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=[["accuracy"]])
    return model
