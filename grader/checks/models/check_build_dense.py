"""Checks of build_dense."""

from grader.checks.models.requirements import (
    answers_with_probabilities,
    can_learn,
    has_layers,
    has_parameters,
    has_shapes,
    takes,
)
from grader.course.architectures import DENSE


def check_dense_takes_an_image(build_dense, network_of):
    """The dense network takes a grey image, 28 x 28 pixels, and flattens it itself."""
    takes(network_of(build_dense), (28, 28))


def check_dense_answers_with_probabilities(build_dense, network_of):
    """The dense network gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_dense))


def check_dense_can_learn(build_dense, network_of):
    """Every layer of the dense network can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_dense))


def check_dense_has_its_layers_in_order(build_dense, network_of):
    """The dense network is exactly Flatten, Dense 100 relu, Dense 10 softmax."""
    has_layers(network_of(build_dense), DENSE)


def check_dense_has_its_shapes(build_dense, network_of):
    """An image becomes 784, then 100, then 10 numbers."""
    has_shapes(network_of(build_dense), DENSE)


def check_dense_has_its_parameters(build_dense, network_of):
    """The dense network has 79,510 parameters."""
    has_parameters(network_of(build_dense), DENSE)
