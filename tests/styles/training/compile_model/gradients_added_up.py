"""An optimizer that adds up the gradients of many steps."""

import keras


def compile_model(model):
    optimizer = keras.optimizers.Adam(gradient_accumulation_steps=32)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
