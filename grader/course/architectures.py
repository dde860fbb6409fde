"""Designs: the layers that three of the networks must have, as in the contract's table."""

# Layer, shape for one image, parameters.
Architecture = list[tuple[str, tuple[int, ...], int]]

DENSE: Architecture = [
    ("Flatten()", (784,), 0),
    ("Dense(100, relu)", (100,), 784 * 100 + 100),
    ("Dense(10, softmax)", (10,), 100 * 10 + 10),
]
CNN: Architecture = [
    ("Conv2D(32, 3x3, relu)", (26, 26, 32), 3 * 3 * 1 * 32 + 32),
    ("MaxPooling2D(2x2)", (13, 13, 32), 0),
    ("Conv2D(64, 3x3, relu)", (11, 11, 64), 3 * 3 * 32 * 64 + 64),
    ("MaxPooling2D(2x2)", (5, 5, 64), 0),
    ("Conv2D(64, 3x3, relu)", (3, 3, 64), 3 * 3 * 64 * 64 + 64),
    ("Flatten()", (576,), 0),
    ("Dense(64, relu)", (64,), 576 * 64 + 64),
    ("Dense(10, softmax)", (10,), 64 * 10 + 10),
]
DROPOUT_CNN: Architecture = [
    ("Conv2D(32, 3x3, same padding, relu)", (28, 28, 32), 3 * 3 * 1 * 32 + 32),
    ("MaxPooling2D(2x2)", (14, 14, 32), 0),
    ("Conv2D(64, 3x3, same padding, relu)", (14, 14, 64), 3 * 3 * 32 * 64 + 64),
    ("MaxPooling2D(2x2)", (7, 7, 64), 0),
    ("Conv2D(128, 3x3, same padding, relu)", (7, 7, 128), 3 * 3 * 64 * 128 + 128),
    ("MaxPooling2D(2x2)", (3, 3, 128), 0),
    ("Flatten()", (1152,), 0),
    ("Dense(128, relu)", (128,), 1152 * 128 + 128),
    ("Dropout(0.5)", (128,), 0),
    ("Dense(10, softmax)", (10,), 128 * 10 + 10),
]
RESIDUAL_PARAMETERS = 300_000  # at most
