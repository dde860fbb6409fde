"""Checks of train_cnn."""

import pytest

from grader.checks.training.trained import (
    keeps_the_history,
    leaves_the_images_alone,
    reaches,
    returns_model_and_history,
)


def check_cnn_returns_model_and_history(train_cnn, trainings):
    """Training the CNN returns a Keras model and its history."""
    returns_model_and_history(trainings.first(train_cnn))


def check_cnn_keeps_the_history(train_cnn, trainings):
    """The history has loss and accuracy for every epoch of the CNN's training, as Keras stores them."""
    keeps_the_history(trainings.first(train_cnn))


def check_cnn_leaves_the_images_alone(train_cnn, trainings):
    """Training the CNN does not change images or labels."""
    leaves_the_images_alone(trainings.first(train_cnn))


def check_cnn_has_a_convolution(train_cnn, trainings):
    """The CNN has a convolution."""
    if not trainings.first(train_cnn).network.has_convolution:
        pytest.fail("Its model has no convolution. Train build_cnn(), or another network with one.")


def check_cnn_reaches_its_gate(train_cnn, trainings):
    """The CNN recognises {gate} of the test images, which it has never seen."""
    reaches(trainings, train_cnn)
