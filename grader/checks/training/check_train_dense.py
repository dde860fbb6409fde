"""Checks of train_dense."""

import pytest

from grader.checks.training.trained import (
    keeps_the_history,
    leaves_the_images_alone,
    reaches,
    returns_model_and_history,
)


def check_dense_returns_model_and_history(train_dense, trainings):
    """Training the dense network returns a Keras model and its history."""
    returns_model_and_history(trainings.first(train_dense))


def check_dense_keeps_the_history(train_dense, trainings):
    """The history has loss and accuracy for every epoch of the dense network's training, as Keras stores them."""
    keeps_the_history(trainings.first(train_dense))


def check_dense_leaves_the_images_alone(train_dense, trainings):
    """Training the dense network does not change images or labels."""
    leaves_the_images_alone(trainings.first(train_dense))


def check_dense_does_without_convolution(train_dense, trainings):
    """The dense network has no convolution."""
    if trainings.first(train_dense).network.has_convolution:
        pytest.fail("Its model has a convolution. Train build_dense(), or any network without one.")


def check_dense_reaches_its_gate(train_dense, trainings):
    """The dense network recognises {gate} of the test images, which it has never seen."""
    reaches(trainings, train_dense)
