"""Checks of build_cnn."""

from grader.checks.models.requirements import (
    answers_with_probabilities,
    can_learn,
    has_layers,
    has_parameters,
    has_shapes,
    takes,
)
from grader.course.architectures import CNN


def check_cnn_takes_an_image(build_cnn, network_of):
    """The CNN takes a grey image with its one channel, 28 x 28 x 1."""
    takes(network_of(build_cnn), (28, 28, 1))


def check_cnn_answers_with_probabilities(build_cnn, network_of):
    """The CNN gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_cnn))


def check_cnn_can_learn(build_cnn, network_of):
    """Every layer of the CNN can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_cnn))


def check_cnn_has_its_layers_in_order(build_cnn, network_of):
    """The CNN is exactly Conv 32, MaxPool, Conv 64, MaxPool, Conv 64, Flatten, Dense 64, Dense 10."""
    has_layers(network_of(build_cnn), CNN)


def check_cnn_has_its_shapes(build_cnn, network_of):
    """Without padding, the CNN's images shrink from 28 to 26, 13, 11, 5 and 3 pixels a side."""
    has_shapes(network_of(build_cnn), CNN)


def check_cnn_has_its_parameters(build_cnn, network_of):
    """The CNN has 93,322 parameters."""
    has_parameters(network_of(build_cnn), CNN)
