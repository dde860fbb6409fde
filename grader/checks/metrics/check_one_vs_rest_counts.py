"""Checks of one_vs_rest_counts."""

import numpy as np

from grader.checks.expect import anything, array, cases, each, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import confusion_matrices
from grader.checks.metrics.counting import COUNTS, MATRICES, THREE, TWO


def counts(cm):
    """tp, fp, fn and tn per class count each cell of the matrix where it belongs."""
    found = np.zeros((4, len(cm)), dtype=int)
    for (true, predicted), count in np.ndenumerate(cm):
        for j in range(len(cm)):
            place = {(True, True): 0, (False, True): 1, (True, False): 2, (False, False): 3}[true == j, predicted == j]
            found[place, j] += count
    return found


@cases(
    "place",
    {
        "tp, the images of the class that were recognised": 0,
        "fp, the images of others that were taken for it": 1,
        "fn, the images of it that were taken for others": 2,
        "tn, the images of others that were taken for others": 3,
    },
)
def check_counts_one_class_against_the_rest(one_vs_rest_counts, place):
    """The parts are tp, fp, fn and tn, in this order, with one count for each class."""
    expected = [[5, 6, 7], [3, 1, 3], [1, 5, 1], [16, 13, 14]]  # of 25 images: 8 + 7 + 10 in the columns
    parts = [array(values) if index == place else anything() for index, values in enumerate(expected)]

    assert one_vs_rest_counts(THREE) == each(COUNTS, parts)


@cases("cm", MATRICES)
def check_counts_any_matrix(one_vs_rest_counts, cm):
    """The counts of every class are right, whatever the matrix, and add up to all images."""
    assert one_vs_rest_counts(cm) == each(COUNTS, [array(part) for part in counts(cm)])


def check_counts_per_class_are_integers(one_vs_rest_counts):
    """The four parts hold integers."""
    assert one_vs_rest_counts(TWO) == each(COUNTS, [array(part, integers=True) for part in counts(TWO)])


def check_counting_leaves_the_matrix_alone(one_vs_rest_counts):
    """Your function does not change the matrix that it receives, or its diagonal."""
    (after,) = one_vs_rest_counts.arguments_after(THREE)

    assert after == untouched(THREE)


@fresh(cm=confusion_matrices())
def check_counts_fresh_matrices(one_vs_rest_counts, cm):
    """The counts of every class are right for any confusion matrix."""
    assert one_vs_rest_counts(cm) == each(COUNTS, [array(part) for part in counts(cm)])
