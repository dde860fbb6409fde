"""Checks of build_residual_cnn."""

import pytest

from grader.checks.models.requirements import answers_with_probabilities, can_learn, takes
from grader.checks.networks.network import PARALLEL, SAME, SKIP
from grader.course.architectures import RESIDUAL_PARAMETERS


def check_residual_cnn_takes_an_image(build_residual_cnn, network_of):
    """The residual CNN takes a grey image with its one channel, 28 x 28 x 1."""
    takes(network_of(build_residual_cnn), (28, 28, 1))


def check_residual_cnn_answers_with_probabilities(build_residual_cnn, network_of):
    """The residual CNN gives ten probabilities, float32: one softmax, at the end."""
    answers_with_probabilities(network_of(build_residual_cnn))


def check_residual_cnn_can_learn(build_residual_cnn, network_of):
    """Every layer of the residual CNN can be trained, and no two of its units start with the same weights."""
    can_learn(network_of(build_residual_cnn))


def check_residual_cnn_ends_in_ten(build_residual_cnn, network_of):
    """The last layer of the residual CNN is Dense 10 softmax."""
    last = network_of(build_residual_cnn).layers[-1]
    if str(last) != "Dense(10, softmax)":
        pytest.fail(f"Its last layer is {last}; it should be Dense(10, softmax).")


def check_residual_cnn_has_a_convolution(build_residual_cnn, network_of):
    """The residual CNN looks at the image with convolutions."""
    if not network_of(build_residual_cnn).has_convolution:
        pytest.fail("None of its layers is a convolution. Begin with layers.Conv2D.")


def check_residual_cnn_has_a_skip_connection(build_residual_cnn, network_of):
    """The residual CNN adds up two branches, one of which skips layers of the other."""
    network = network_of(build_residual_cnn)
    if SKIP not in network.additions:
        kinds = {layer.look.kind for layer in network.layers}
        if "Concatenate" in kinds:
            likely = " It joins branches with Concatenate, which is not a sum."
        elif PARALLEL in network.additions:
            likely = (
                " Both branches of its Add go through more than one Conv2D 1x1 or Dense of their own: give it what "
                "goes into a convolution and what comes out."
            )
        elif SAME in network.additions:
            likely = " Its Add gets the same thing twice: give it what goes into a convolution and what comes out."
        else:
            likely = ""
        pytest.fail(f"It has no skip connection.{likely} Add with layers.Add()([x, y]) or x + y.")


def check_residual_cnn_is_small(build_residual_cnn, network_of):
    """The residual CNN has at most 300,000 parameters."""
    parameters = network_of(build_residual_cnn).parameters
    if parameters > RESIDUAL_PARAMETERS:
        pytest.fail(
            f"It has {parameters:,} parameters; at most {RESIDUAL_PARAMETERS:,} are allowed. "
            "Most of them are usually in a Dense layer after Flatten: GlobalAveragePooling2D avoids it."
        )
