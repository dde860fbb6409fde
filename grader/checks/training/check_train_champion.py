"""Checks of train_champion."""

from grader.checks.training.trained import (
    keeps_the_history,
    leaves_the_images_alone,
    reaches,
    returns_model_and_history,
)


def check_champion_returns_model_and_history(train_champion, trainings):
    """Training the champion returns a Keras model and its history."""
    returns_model_and_history(trainings.first(train_champion))


def check_champion_keeps_the_history(train_champion, trainings):
    """The history has loss and accuracy for every epoch of the champion's training, as Keras stores them."""
    keeps_the_history(trainings.first(train_champion))


def check_champion_leaves_the_images_alone(train_champion, trainings):
    """Training the champion does not change images or labels."""
    leaves_the_images_alone(trainings.first(train_champion))


def check_champion_reaches_its_gate(train_champion, trainings):
    """The champion recognises {gate} of the test images, which it has never seen."""
    reaches(trainings, train_champion)
