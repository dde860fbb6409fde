"""Tests of the recognition of mistakes in models: designs in any style get the name of the one thing that is wrong."""

import pytest

from grader.report.sentences import plain
from tests.support.submitted import FAILED, outcome


def stack(shape: str, *parts: str) -> str:
    """A Sequential of these layers."""
    start = f"keras.Input({shape}), " if shape else ""
    return f"return keras.Sequential([{start}{', '.join(f'layers.{part}' for part in parts)}])"


def added(shape: str, *parts: str, end: str = "return model") -> str:
    """The same, one call of add after the other."""
    lines = [f"model.add(layers.{part})" for part in (f"Input(shape={shape})", *parts)]
    return "\n".join(["model = keras.models.Sequential()", *lines, end])


def chain(shape: str, *parts: str, end: str = "return keras.Model(inputs=inputs, outputs=x)") -> str:
    """The same, one layer called after the other."""
    lines = [f"x = layers.{part}(x)" for part in parts]
    return "\n".join([f"inputs = x = keras.Input(shape={shape})", *lines, end])


def skipping(
    merge: str, filters: int = 32, padding: str = "same", head: str = "Dense(10, activation='softmax')"
) -> str:
    """A residual network whose two branches are put together by `merge`, an expression of x and y."""
    return f"""
inputs = keras.Input((28, 28, 1))
x = layers.Conv2D(32, 3, strides=2, padding='same')(inputs)
y = layers.BatchNormalization()(x)
y = layers.Activation('relu')(y)
y = layers.Conv2D({filters}, (3, 3), padding='{padding}')(y)
x = {merge}
x = layers.GlobalAveragePooling2D()(x)
return keras.Model(inputs, layers.{head}(x))
"""


PIXELS, IMAGE = "(28, 28)", "(28, 28, 1)"
FLAT, HIDDEN, LAST = "Flatten()", "Dense(100, activation='relu')", "Dense(10, activation='softmax')"
CNN = (
    *("Conv2D(32, (3, 3), activation='relu')", "MaxPool2D((2, 2))", "Conv2D(64, (3, 3), activation='relu')"),
    *("MaxPool2D((2, 2))", "Conv2D(64, (3, 3), activation='relu')"),
)
HEAD = ("Flatten()", "Dense(64, activation='relu')", LAST)
BLOCKS = tuple(
    part
    for filters in (32, 64, 128)
    for part in (f"Conv2D({filters}, 3, activation='relu', padding='same')", "MaxPooling2D()")
)
TOP = ("Flatten()", "Dense(128, 'relu')", "Dropout(0.5)", "Dense(10, 'softmax')")

# function: what is special about the answer, the body of the function, and the name that its mistake gets
ANSWERS: dict[str, dict[str, tuple[str, str | None]]] = {
    "build_dense": {
        "logits": (added(PIXELS, FLAT, HIDDEN, "Dense(10)"), "without_softmax"),
        "sigmoid as a layer": (
            chain(PIXELS, FLAT, HIDDEN, "Dense(10)", "Activation('sigmoid')"),
            "sigmoid_output",
        ),
        "softmax as argument and as layer": (added(PIXELS, FLAT, HIDDEN, LAST, "Softmax()"), "softmax_twice"),
        "yes or no": (stack(PIXELS, FLAT, HIDDEN, "Dense(1, activation='sigmoid')"), "other_number_of_outputs"),
        "128 units": (chain(PIXELS, FLAT, "Dense(128, 'relu')", LAST), "other_width"),
        "no relu": (chain(PIXELS, FLAT, "Dense(100)", LAST), "without_relu"),
        "tanh": (chain(PIXELS, FLAT, "Dense(100)", "Activation('tanh')", LAST), "other_activation_than_relu"),
        "no activation anywhere": (stack(PIXELS, FLAT, "Dense(100)", "Dense(10)"), "without_any_activation"),
        "exchanged": (
            stack(PIXELS, FLAT, "Dense(100, activation='softmax')", "Dense(10, activation='relu')"),
            "exchanged_softmax_and_relu",
        ),
        "two hidden ones": (added(PIXELS, FLAT, HIDDEN, "Dense(50, 'relu')", LAST), "hidden_layer_too_many"),
        "a layer for the pixels": (stack(PIXELS, FLAT, "Dense(784, 'relu')", HIDDEN, LAST), "hidden_layer_too_many"),
        "a linear classifier": (stack(PIXELS, FLAT, LAST), "hidden_layer_too_few"),
        "dropout": (added(PIXELS, FLAT, HIDDEN, "Dropout(0.2)", LAST), "added_dropout"),
        "flat ones": (stack("(784,)", HIDDEN, LAST), "took_flat_pixels"),
        "a channel": (added(IMAGE, FLAT, HIDDEN, LAST), "took_a_channel_axis"),
        "no input": (stack("", FLAT, HIDDEN, LAST), "left_out_the_input_shape"),
        "no flatten": (added(PIXELS, HIDDEN, LAST), "without_flatten"),
        "a summary": (added(PIXELS, FLAT, HIDDEN, LAST, end="return model.summary()"), "returned_nothing"),
        "the output": (chain(PIXELS, FLAT, HIDDEN, LAST, end="return x"), "returned_the_output"),
        "a list": (f"return [layers.{FLAT}, layers.{HIDDEN}, layers.{LAST}]", "returned_the_layers"),
        "a convolution": (
            stack(IMAGE, "Conv2D(8, 3, activation='relu')", FLAT, HIDDEN, LAST),
            None,
        ),
        "two things": (stack(PIXELS, FLAT, "Dense(128, activation='tanh')", LAST), None),
    },
    "build_cnn": {
        "logits": (stack(IMAGE, *CNN, *HEAD[:2], "Dense(10)"), "without_softmax"),
        "padded everywhere": (
            added(IMAGE, *(part.replace("'relu'", "'relu', padding='same'") for part in CNN), *HEAD),
            "same_padding",
        ),
        "averages": (
            chain(IMAGE, *(p.replace("MaxPool2D", "AveragePooling2D") for p in CNN), *HEAD),
            "average_pooling",
        ),
        "no relu in the convolutions": (
            stack(IMAGE, *(part.replace(", activation='relu'", "") for part in CNN), *HEAD),
            "without_relu",
        ),
        "a third pooling": (stack(IMAGE, *CNN, "MaxPooling2D(2)", *HEAD), "pooling_too_many"),
        "no second pooling": (chain(IMAGE, *CNN[:3], CNN[4], *HEAD), "pooling_too_few"),
        "two convolutions": (added(IMAGE, *CNN[:4], *HEAD), "convolution_too_few"),
        "three pairs": (
            stack(IMAGE, *CNN[:4], *CNN[2:3], *CNN[2:3], *HEAD),
            "convolution_too_many",
        ),
        "two by two": (stack(IMAGE, *(part.replace("(3, 3)", "2") for part in CNN), *HEAD), "other_kernel_size"),
        "windows of three": (stack(IMAGE, *CNN[:1], "MaxPool2D(3)", *CNN[2:], *HEAD), "other_pool_size"),
        "128 at the end": (added(IMAGE, *CNN, HEAD[0], "Dense(128, activation='relu')", LAST), "other_width"),
        "32, 32, 32": (stack(IMAGE, *(part.replace("64", "32") for part in CNN), *HEAD), "other_width"),
        "global pooling": (
            chain(IMAGE, *CNN, "GlobalAveragePooling2D()", *HEAD[1:]),
            "global_pooling_instead_of_flatten",
        ),
        "normalised before relu": (
            stack(IMAGE, "Conv2D(32, 3)", "BatchNormalization()", "ReLU()", *CNN[1:], *HEAD),
            "added_batch_normalisation",
        ),
        "dropout in two places": (
            chain(IMAGE, *CNN, "Dropout(0.25)", *HEAD[:2], "Dropout(0.5)", LAST),
            "added_dropout",
        ),
        "no channel": (added(PIXELS, *CNN, *HEAD), "left_out_the_channel_axis"),
        "no channel, then reshaped": (
            stack(PIXELS, "Reshape((28, 28, 1))", *CNN, *HEAD),
            "left_out_the_channel_axis",
        ),
        "images counted": (stack("(None, 28, 28, 1)", *CNN, *HEAD), "counted_the_images_in_the_input"),
        "no input": (stack("", *CNN, *HEAD), "left_out_the_input_shape"),
        "the other one": (stack(IMAGE, *BLOCKS, *TOP), "built_another_of_the_networks"),
        "relu after pooling": (
            added(IMAGE, "Conv2D(32, 3)", "MaxPooling2D()", "Activation('relu')", *CNN[2:], *HEAD),
            "activated_after_pooling",
        ),
        "padded, and averages": (
            stack(IMAGE, "Conv2D(32, 3, padding='same', activation='relu')", "AveragePooling2D()", *CNN[2:], *HEAD),
            None,
        ),
    },
    "build_dropout_cnn": {
        "no padding": (
            stack(IMAGE, *(part.replace(", padding='same'", "") for part in BLOCKS), *TOP),
            "valid_padding",
        ),
        "no padding at one place": (
            chain(IMAGE, *BLOCKS[:4], BLOCKS[4].replace("'same'", "'valid'"), *BLOCKS[5:], *TOP),
            "valid_padding",
        ),
        "no dropout": (added(IMAGE, *BLOCKS, *TOP[:2], TOP[3]), "without_dropout"),
        "a rate of 0.2": (stack(IMAGE, *BLOCKS, *TOP[:2], "Dropout(0.2)", TOP[3]), "other_dropout_rate"),
        "at the very end": (stack(IMAGE, *BLOCKS, *TOP[:2], TOP[3], "Dropout(0.5)"), "dropout_after_the_output"),
        "before the hidden layer": (
            chain(IMAGE, *BLOCKS, TOP[0], "Dropout(0.5)", TOP[1], TOP[3]),
            "dropout_in_another_place",
        ),
        "between a layer and its relu": (
            stack(IMAGE, *BLOCKS, TOP[0], "Dense(128)", "Dropout(0.5)", "ReLU()", TOP[3]),
            "dropout_in_another_place",
        ),
        "in every block": (
            stack(
                IMAGE,
                *(p for pair in zip(BLOCKS[::2], BLOCKS[1::2], strict=True) for p in (*pair, "Dropout(0.25)")),
                *TOP,
            ),
            "dropout_more_than_once",
        ),
        "whole filters": (stack(IMAGE, *BLOCKS, *TOP[:2], "GaussianDropout(0.5)", TOP[3]), "other_kind_of_dropout"),
        "two blocks": (added(IMAGE, *BLOCKS[:4], *TOP), "convolution_too_few"),
        "64 at the end of the blocks": (
            added(IMAGE, *BLOCKS[:4], BLOCKS[4].replace("128", "64"), BLOCKS[5], *TOP),
            "other_width",
        ),
        "no hidden layer": (stack(IMAGE, *BLOCKS, TOP[0], TOP[2], TOP[3]), "hidden_layer_too_few"),
        "sigmoid": (stack(IMAGE, *BLOCKS, *TOP[:3], "Dense(10, 'sigmoid')"), "sigmoid_output"),
        "eleven": (stack(IMAGE, *BLOCKS, *TOP[:3], "Dense(11, 'softmax')"), "other_number_of_outputs"),
        "padded pooling": (stack(IMAGE, *BLOCKS[:5], "MaxPooling2D(padding='same')", *TOP), "padded_pooling"),
        "no pooling at the end": (stack(IMAGE, *BLOCKS[:5], *TOP), "pooling_too_few"),
        "compiled, and what that returns": (
            added(IMAGE, *BLOCKS, *TOP, end="return model.compile('adam', 'sparse_categorical_crossentropy')"),
            "returned_nothing",
        ),
        "no padding, no dropout": (stack(IMAGE, *CNN, *HEAD), "built_another_of_the_networks"),
        "another rate, another place": (
            stack(IMAGE, *BLOCKS, TOP[0], "Dropout(0.3)", TOP[1], TOP[3]),
            None,
        ),
    },
    "build_residual_cnn": {
        "concatenated": (skipping("layers.concatenate([x, y])"), "concatenated_instead_of_added"),
        "no skip": (skipping("y"), "left_out_the_skip_connection"),
        "a plain network": (stack(IMAGE, *CNN, *HEAD), "left_out_the_skip_connection"),
        "x twice": (skipping("layers.Add()([y, y])"), "added_the_same_twice"),
        "an average": (skipping("layers.Average()([x, y])"), "merged_otherwise_than_by_adding"),
        "other filters": (skipping("layers.Add()([x, y])", filters=64), "added_branches_of_other_shapes"),
        "other sizes, by a sign": (skipping("x + y", padding="valid"), "added_branches_of_other_shapes"),
        "logits": (skipping("x + y", head="Dense(10)"), "without_softmax"),
        "softmax in the middle": (skipping("layers.Softmax()(x + y)"), "softmax_twice"),
        "no channel": (skipping("x + y").replace("(28, 28, 1)", "(28, 28)"), "left_out_the_channel_axis"),
        "too wide": (
            skipping("x + y").replace("32", "400").replace("GlobalAveragePooling2D", "Flatten"),
            "too_many_parameters",
        ),
        "a wide one on top": (
            skipping("layers.Conv2D(600, 4)(x + y)"),
            "too_many_parameters",
        ),
        "no model": (skipping("x + y").replace("return keras.Model(inputs, ", "return ("), "returned_the_output"),
        "concatenated, without softmax": (skipping("layers.concatenate([x, y])", head="Dense(10)"), None),
    },
}
BODIES = {function: {phrase: body for phrase, (body, _) in rows.items()} for function, rows in ANSWERS.items()}
ROWS = [(function, phrase) for function in ANSWERS for phrase in ANSWERS[function]]
ROWS.sort(key=lambda row: list(ANSWERS[row[0]]).index(row[1]))  # those that are graded together stand together


@pytest.mark.parametrize(("function", "phrase"), ROWS, ids=[": ".join(row) for row in ROWS])
def test_a_mistake_gets_its_name_or_none(function: str, phrase: str) -> None:
    found = outcome("models", BODIES, function, phrase)

    assert found.status in FAILED, found.checks
    assert found.misconception == ANSWERS[function][phrase][1], plain(found.feedback)
