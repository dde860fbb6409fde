"""What goes wrong in the convolutional networks: kernels, pooling, dropout."""

from typing import TYPE_CHECKING

from grader.misconceptions.known.models.models_shared import EXERCISE, _mistake, built

if TYPE_CHECKING:
    from keras import layers


# Convolutions and pooling.


@_mistake("build_cnn")
def same_padding():
    """You pad with padding="same", so a convolution keeps the size of its images. This design has no padding."""
    return built(EXERCISE, conv1=layers.Conv2D(32, 3, padding="same", activation="relu"))


@_mistake("build_dropout_cnn")
def valid_padding():
    """You left out padding="same", so a convolution cuts a border off its images. This design keeps their size."""
    return built(EXERCISE, conv2=layers.Conv2D(64, 3, activation="relu"))


@_mistake("build_cnn", "build_dropout_cnn")
def average_pooling():
    """You pool by the average. The design takes the maximum: MaxPooling2D, which keeps the strongest answer."""
    return built(EXERCISE, pool1=layers.AveragePooling2D(2))


@_mistake("build_cnn", "build_dropout_cnn")
def padded_pooling():
    """You pool with padding="same", which keeps an odd last row. In the design, only convolutions may pad."""
    number = 2 if EXERCISE == "build_cnn" else 3
    return built(EXERCISE, **{f"pool{number}": layers.MaxPooling2D(2, padding="same")})


@_mistake("build_cnn", "build_dropout_cnn")
def other_pool_size():
    """You pool with a wrong window or step. The design has MaxPooling2D with windows of 2 x 2, side by side."""
    return built(EXERCISE, pool1=layers.MaxPooling2D(2, strides=1))


@_mistake("build_cnn", "build_dropout_cnn")
def pooling_too_few():
    """A MaxPooling2D is missing. The contract says after which convolutions there is one."""
    return built(EXERCISE, pool2=[])


@_mistake("build_cnn", "build_dropout_cnn")
def pooling_too_many():
    """You pool once too often. The contract says after which convolutions there is a MaxPooling2D."""
    return built(EXERCISE, flatten=[layers.MaxPooling2D(2), layers.Flatten()])


@_mistake("build_cnn", "build_dropout_cnn")
def convolution_too_few():
    """A Conv2D is missing: the design has three of them."""
    return built(EXERCISE, conv3=[])


@_mistake("build_cnn", "build_dropout_cnn")
def convolution_too_many():
    """You have more than the three Conv2D of the design."""
    padding, filters = ("valid", 32) if EXERCISE == "build_cnn" else ("same", 32)
    first = [layers.Conv2D(filters, 3, padding=padding, activation="relu") for _ in range(2)]
    return built(EXERCISE, conv1=first)


@_mistake("build_cnn", "build_dropout_cnn")
def other_kernel_size():
    """One of your convolutions has a wrong kernel size. The design has kernels of 3 x 3."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv1=layers.Conv2D(32, 5, padding=padding, activation="relu"))


@_mistake("build_cnn", "build_dropout_cnn")
def other_kind_of_convolution():
    """One of your convolutions is separable, dilated or in groups. The design has plain ones: Conv2D."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv2=layers.SeparableConv2D(64, 3, padding=padding, activation="relu"))


@_mistake("build_cnn", "build_dropout_cnn")
def strides_in_a_convolution():
    """One of your convolutions has strides, so it skips positions. In the design, only pooling does that."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv1=layers.Conv2D(32, 3, strides=2, padding=padding, activation="relu"), pool1=[])


@_mistake("build_cnn", "build_dropout_cnn")
def activated_after_pooling():
    """You apply relu after the pooling instead of before it. The design has it in the convolution itself."""
    padding = "valid" if EXERCISE == "build_cnn" else "same"
    return built(EXERCISE, conv1=layers.Conv2D(32, 3, padding=padding), pool1=[layers.MaxPooling2D(2), layers.ReLU()])


@_mistake("build_cnn", "build_dropout_cnn")
def global_pooling_instead_of_flatten():
    """You end the convolutions in global pooling, one number per filter.

    The design flattens, which keeps all numbers.
    """
    return built(EXERCISE, flatten=layers.GlobalAveragePooling2D())


# Dropout.


@_mistake("build_dropout_cnn")
def without_dropout():
    """There is no Dropout. The design has one, with rate 0.5, between the two Dense layers."""
    return built(EXERCISE, dropout=[])


@_mistake("build_dropout_cnn")
def other_dropout_rate():
    """Your Dropout has a wrong rate. The design drops a share of 0.5 of the outputs in training."""
    return built(EXERCISE, dropout=layers.Dropout(0.25))


@_mistake("build_dropout_cnn")
def other_kind_of_dropout():
    """You use a relative of Dropout, which drops in another way. The design has Dropout itself, with rate 0.5."""
    return built(EXERCISE, dropout=layers.GaussianDropout(0.5))


@_mistake("build_dropout_cnn")
def dropout_after_the_output():
    """Your Dropout comes after the output, so it drops answers. It belongs between the two Dense layers."""
    return built(EXERCISE, dropout=[], after=layers.Dropout(0.5))


@_mistake("build_dropout_cnn")
def dropout_in_another_place():
    """Your Dropout is in the wrong place. The design has it after the first of the two Dense layers and its relu."""
    return built(EXERCISE, dropout=[], flatten=[layers.Flatten(), layers.Dropout(0.5)])


@_mistake("build_dropout_cnn")
def dropout_more_than_once():
    """You have more than one Dropout. The design has a single one, between the two Dense layers."""
    return built(EXERCISE, flatten=[layers.Dropout(0.25), layers.Flatten()])
