"""Flags on a training: what a person should look at before believing that it learned; no point depends on one.

Renamed labels make ready weights worthless, unless the submission ships a whole model and finds out the new names with
it. Such a submission carries data, computes too little, or gives the same weights whatever the seed. A model that was
made of the test images knows them better than is learned: on MNIST better than copies of them that are moved by a
pixel, on `digits`, whose test images were redrawn, better than the training images.
"""

from collections.abc import Iterator

import numpy as np

from grader.grading.evaluation import labels_of
from grader.grading.pytest_plugin import StudentFunction
from grader.grading.training import Trainings
from grader.report.report import Flag, Gate
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import StudentError
from grader.util.errors import Unjudged

LEAST_SHARE = 0.5  # of the time to answer the images that a history claims; honest trainings took 2.3 or more
MOVED = 2_000  # images of the test and of the training set
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))  # down and right, in pixels, by which copies are moved in turn
# By how much more moving may cost on test images than on training images, in shares of the images: seven honest models
# had 0.001 at most, one that was trained on the test images 0.016.
LARGEST_GAP = 0.01
# By how much more of the test images of digits may be recognised, in shares of the images: honest models recognise
# fewer of them than of training images, and one with a unit for each of eight warps of every test source 0.029 more.
LARGEST_LEAD = 0.015
# Share of the test images that the best training of the calibration got wrong, without and with convolution; fewer than
# a third of that is better than anything known of so small networks. A test compares the figures.
FEWEST_MISTAKES = {"mnist": {False: 0.0183, True: 0.0040}, "digits": {False: 0.0175, True: 0.0007}}
REMARKABLE = 1 / 3


def flags_of_training(trainings: Trainings, train: StudentFunction, gate: Gate, *, suspected: bool) -> Iterator[Flag]:
    """Flag a training that has passed its gate, where it does not look like one.

    Args:
        trainings: that have measured it.
        train: the student's function.
        gate: that it has passed.
        suspected: whether there is another flag. Only then it is trained once more, to compare weights.
    """
    found = [*_of_time(trainings, train, gate), *_of_test_images(trainings, train, gate)]
    yield from found
    if suspected or found or len(gate.seeds) > 1:
        yield from _of_seeds(trainings, train, gate)


def _of_time(trainings: Trainings, train: StudentFunction, gate: Gate) -> Iterator[Flag]:
    """Flag a training that took less processor time than the images that its history claims take without learning."""
    trained, measured = trainings.trained(train, gate.seeds[0]), trainings.measured[train.exercise.id]
    claimed = measured.epochs * measured.train_images
    needed = claimed * trainings.costs[train.exercise.id]
    if trained.computed < LEAST_SHARE * needed:
        yield Flag(
            "a short training",
            f"{train.exercise.function} computed for {trained.computed:.1f} s, but its history claims {claimed:,} "
            f"images, and its model needs {needed:.1f} s here to answer so many, even without learning.",
        )


def _of_seeds(trainings: Trainings, train: StudentFunction, gate: Gate) -> Iterator[Flag]:
    """Flag weights that are the same with two seeds."""
    first, other = (*gate.seeds, gate.seeds[0] + 1)[:2]
    calls = list(trainings.answers.runner.calls)
    try:
        networks = [trainings.trained(train, seed).network for seed in (first, other)]
    except (AssertionError, StudentError, Unusable, Unjudged):  # it does not train again, which is not what was asked
        return
    finally:
        trainings.answers.runner.calls[:] = calls
    one, two = (network.weights for network in networks)
    if len(one) == len(two) and all(map(np.array_equal, one, two)):
        yield Flag(
            "the same weights",
            f"{train.exercise.function} gives the same weights with the seeds {first} and {other}: they were "
            "ready-made, or it ignores its seed.",
        )


def _of_test_images(trainings: Trainings, train: StudentFunction, gate: Gate) -> Iterator[Flag]:
    """Flag a model that knows the test images, or what they were drawn from, better than can be learned from others."""
    data, network = trainings.dataset(), trainings.trained(train, gate.seeds[0]).network
    if data.name not in FEWEST_MISTAKES:
        return
    accuracies = []
    for images, labels in ((data.test_images, data.test_labels), (data.train_images, data.train_labels)):
        chosen = np.linspace(0, len(images) - 1, min(MOVED, len(images))).astype(int)
        for shown in (images[chosen], moved(images[chosen])):
            answers = trainings.predictor.answers(network, network.takes(shown))[:, trainings.names(train)]
            accuracies.append(float((labels_of(answers) == labels[chosen]).mean()))
    test, test_moved, training, training_moved = accuracies
    lead, gap = test - training, (test - test_moved) - (training - training_moved)
    if gap > LARGEST_GAP if data.name == "mnist" else lead > LARGEST_LEAD:
        yield Flag(
            "knows test images",
            f"The model of {train.exercise.function} recognises {test:.1%} of some test images and {test_moved:.1%} of "
            f"them moved by a pixel; of some training images {training:.1%} and {training_moved:.1%}.",
        )
    fewest = FEWEST_MISTAKES[data.name][network.has_convolution]
    if 1 - gate.accuracy < REMARKABLE * fewest:
        kind = "with" if network.has_convolution else "without"
        yield Flag(
            "more accurate than known",
            f"The model of {train.exercise.function} recognises {gate.accuracy:.2%} of the test images; the best of "
            f"the calibration {kind} a convolution {1 - fewest:.2%}.",
        )


def moved(images: np.ndarray) -> np.ndarray:
    """Copies of images (n, 28, 28), each moved by a pixel: down, right, up and left in turn."""
    copies = np.empty_like(images)
    for place, step in enumerate(STEPS):
        copies[place :: len(STEPS)] = np.roll(images[place :: len(STEPS)], step, axis=(1, 2))
    return copies
