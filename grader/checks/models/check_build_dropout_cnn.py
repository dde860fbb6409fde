"""Checks of build_dropout_cnn."""

import pytest

from grader.checks.models.requirements import (
    answers_with_probabilities,
    can_learn,
    has_layers,
    has_parameters,
    has_shapes,
    listed,
    takes,
)
from grader.course.architectures import DROPOUT_CNN


def check_dropout_cnn_takes_an_image(build_dropout_cnn, network_of):
    """The dropout CNN takes a grey image with its one channel, 28 x 28 x 1."""
    takes(network_of(build_dropout_cnn), (28, 28, 1))


def check_dropout_cnn_answers_with_probabilities(build_dropout_cnn, network_of):
    """The dropout CNN gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_dropout_cnn))


def check_dropout_cnn_can_learn(build_dropout_cnn, network_of):
    """Every layer of the dropout CNN can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_dropout_cnn))


def check_dropout_cnn_drops_half(build_dropout_cnn, network_of):
    """The dropout CNN drops half of the last hidden layer's outputs in training, and only there."""
    network = network_of(build_dropout_cnn)
    layers = [str(layer) for layer in network.layers]
    dropouts = [layer for layer in layers if layer.startswith("Dropout")]
    idle = [layer for layer in network.idle if layer.startswith("Dropout")]
    if idle and not dropouts:
        pytest.fail(f"It has {listed(idle)}, which drops nothing; it should have Dropout(0.5) instead.")
    if not dropouts:
        pytest.fail("It has no Dropout layer. Put Dropout(0.5) between the two Dense layers.")
    if dropouts != ["Dropout(0.5)"]:
        pytest.fail(f"It has {listed(dropouts)}; it should have Dropout(0.5) once, between the two Dense layers.")
    before, after = layers[: layers.index("Dropout(0.5)")], layers[layers.index("Dropout(0.5)") + 1 :]
    if before and before[-1].startswith("Dense") and after[:1] == ["Activation(relu)"]:
        pytest.fail(f"Its Dropout(0.5) is between {before[-1]} and the relu of that layer; put it after the relu.")
    if not (before and before[-1].startswith("Dense") and len(after) == 1):
        pytest.fail("Its Dropout(0.5) is at the wrong place; it should be between the two Dense layers.")


def check_dropout_cnn_has_its_layers_in_order(build_dropout_cnn, network_of):
    """The dropout CNN is exactly three times Conv and MaxPool, then Flatten, Dense 128, Dropout, Dense 10."""
    has_layers(network_of(build_dropout_cnn), DROPOUT_CNN)


def check_dropout_cnn_has_its_shapes(build_dropout_cnn, network_of):
    """With same padding, only pooling shrinks the images: from 28 to 14, 7 and 3 pixels a side."""
    has_shapes(network_of(build_dropout_cnn), DROPOUT_CNN)


def check_dropout_cnn_has_its_parameters(build_dropout_cnn, network_of):
    """The dropout CNN has 241,546 parameters."""
    has_parameters(network_of(build_dropout_cnn), DROPOUT_CNN)
