"""Mixed precision as TensorFlow's guide has it: half precision within, float32 at the end."""

import keras


def build_dense():
    policy = keras.mixed_precision.Policy("mixed_float16")
    image = keras.Input((28, 28))
    x = keras.layers.Flatten(dtype=policy)(image)
    x = keras.layers.Dense(100, activation="relu", dtype=policy)(x)
    x = keras.layers.Dense(10, dtype=policy)(x)
    return keras.Model(image, keras.layers.Activation("softmax", dtype="float32")(x))
