"""What goes wrong in build_residual_cnn."""

from typing import TYPE_CHECKING

from grader.misconceptions.known.models.models_shared import EXERCISE, _mistake, built

if TYPE_CHECKING:
    from keras import layers


# Skip connections.


@_mistake("build_residual_cnn")
def left_out_the_skip_connection():
    """Your layers follow one another, and nothing skips any. The contract asks for an Add of two branches."""
    return built(EXERCISE, block=layers.Conv2D(16, 3, padding="same", activation="relu"))


@_mistake("build_residual_cnn")
def concatenated_instead_of_added():
    """You join the two branches with Concatenate, side by side. A skip connection adds them up, number by number."""
    return built(EXERCISE, block=lambda x: layers.concatenate([x, layers.Conv2D(16, 3, padding="same")(x)]))


@_mistake("build_residual_cnn")
def added_the_same_twice():
    """Your Add gets the same thing twice. Give it the input of a convolution and the output of it."""
    return built(EXERCISE, block=lambda x: layers.add([x, x]))


@_mistake("build_residual_cnn")
def added_parallel_branches():
    """Both branches of your Add go through convolutions of their own, so neither skips any.

    Add the input of a convolution to its output.
    """
    both = [layers.Conv2D(16, 3, padding="same", activation="relu") for _ in range(2)]
    return built(EXERCISE, block=lambda x: layers.add([both[0](x), both[1](x)]))


@_mistake("build_residual_cnn")
def merged_otherwise_than_by_adding():
    """You merge the two branches without adding them up. A skip connection is their sum, by Add or +."""
    return built(EXERCISE, block=lambda x: layers.average([x, layers.Conv2D(16, 3, padding="same")(x)]))


@_mistake("build_residual_cnn")
def added_branches_of_other_shapes():
    """You add two branches whose shapes do not fit. With padding="same" and as many filters as channels, they fit."""
    return built(EXERCISE, block=lambda x: layers.add([x, layers.Conv2D(16, 3)(x)]))


@_mistake("build_residual_cnn")
def too_many_parameters():
    """Your network has more than the 300,000 parameters that the contract allows. Pool more before you flatten."""
    return built(EXERCISE, flatten=[layers.Flatten(), layers.Dense(400, activation="relu")])


@_mistake("build_residual_cnn")
def ended_without_a_dense_layer():
    """Your network ends in a softmax without its own Dense layer. The contract asks for Dense 10 softmax."""
    return built(EXERCISE, flatten=[layers.Conv2D(10, 1), layers.GlobalAveragePooling2D()], last=layers.Softmax())
