"""What is asked of a training, and how a missed gate is put into words."""

import numpy as np
import pytest

from grader.checks.expect import kind_of
from grader.checks.networks.curves import Curves, advise
from grader.sandbox.formatting import show

LARGEST = 1e30  # of a number in a history; a loss starts near 2.3


def returns_model_and_history(trained):
    """Fail unless a training gave back a model that can be measured, and a history."""
    network, history = trained.network, trained.history
    network.refuse_unless_digits()
    if not isinstance(history, dict):
        pytest.fail(f"The history is {kind_of(history)}; return what model.fit gives, or the dict in its .history.")


def keeps_the_history(trained):
    """Fail unless the history is Keras' dict of lists: finite numbers, one per epoch."""
    history = trained.history
    if not isinstance(history, dict):
        pytest.fail(f"The history is {kind_of(history)}; return what model.fit gives, or the dict in its .history.")
    for name in ("loss", "accuracy"):
        if name not in history:
            others = ", ".join(repr(key) for key in history)[:80] or "nothing"
            pytest.fail(f'The history has {others}, but no {name!r}. Compile with metrics=["accuracy"].')
    epochs = len(numbers(history, "loss"))
    if not epochs:
        pytest.fail("The history has no epochs.")
    for name in ("accuracy", "val_loss", "val_accuracy"):
        if name in history and len(numbers(history, name)) != epochs:
            found = len(numbers(history, name))
            pytest.fail(
                f"The history has {found} entries for {name!r}, but {epochs} for 'loss'; there is one per epoch."
            )
    for name in ("accuracy", "val_accuracy"):
        if name in history and not all(0 <= value <= 1 for value in numbers(history, name)):
            pytest.fail(f"The history has a {name!r} outside 0..1.")


def numbers(history, name):
    """A list of the history, once it is known to hold finite numbers."""
    values = history[name]
    if not isinstance(values, list | tuple) and not (isinstance(values, np.ndarray) and values.ndim == 1):
        pytest.fail(f"The history's {name!r} is {kind_of(values)}; it should be a list with a number per epoch.")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            pytest.fail(f"The history's {name!r} has {kind_of(value)} in it; it should be a list of numbers.")
        if not -LARGEST < value < LARGEST:
            pytest.fail(
                f"The history's {name!r} has {show(value)} in it. A smaller learning rate keeps training stable."
            )
    return [float(value) for value in values]


def leaves_the_images_alone(trained):
    """Fail if a training changed what it was given."""
    if not trained.images_left_alone:
        pytest.fail("It changed the images or labels that it received. Work on copies: `pixels = images / 255`.")


def reaches(trainings, train):
    """Fail unless the accuracy on the test set is at least the gate of the exercise."""
    gate = trainings.gate(train)
    if gate.accuracy < gate.threshold:
        pytest.fail(f"{shown(gate)} {advice(trainings, train, gate)}".rstrip())


def advice(trainings, train, gate):
    """Describe the first training's curves, and what helps; nothing if the model was trained on other pixels."""
    glance = trainings.glances[train.exercise.id]
    if glance.is_undefined or glance.is_surer_elsewhere:
        return ""
    curves = Curves(*(glance.curve(name) for name in ("accuracy", "loss", "val_accuracy", "val_loss")))
    return advise(curves, gate.accuracies[0], gate.threshold, trainings.dataset().name)


def shown(gate):
    """Accuracy, threshold and seeds of a gate that was missed."""
    accuracies = ", ".join(f"{accuracy:.2%}" for accuracy in gate.accuracies)
    if len(gate.seeds) == 1:
        measured = f"{accuracies} of the test images with seed {gate.seeds[0]}"
    else:
        measured = f"{gate.accuracy:.2%} (median of {accuracies} with seeds {', '.join(map(str, gate.seeds))})"
    return f"It recognises {measured}; {gate.threshold:.1%} are needed."
