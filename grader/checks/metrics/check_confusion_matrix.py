"""Checks of confusion_matrix."""

import numpy as np

from grader.checks.expect import array, cases, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import predictions
from grader.checks.metrics.counting import MATRICES


def check_has_true_classes_in_rows(confusion_matrix):
    """A 0 that was predicted as 1 is counted in row 0, column 1."""
    found = confusion_matrix(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 0]), num_classes=3)

    assert found == array([[1, 1, 0], [0, 1, 0], [1, 0, 0]])


def check_counts_every_image(confusion_matrix):
    """The same pair three times is a 3 in its cell, not a 1."""
    found = confusion_matrix(np.array([1, 1, 1, 0, 0]), np.array([0, 0, 0, 1, 1]), num_classes=2)

    assert found == array([[0, 2], [3, 0]])


@cases(
    ("y_true", "y_pred"),
    {
        "few classes occur": ([0, 1], [1, 1]),
        "one image": ([9], [4]),
        "all ten, all right": (list(range(10)), list(range(10))),
    },
)
def check_has_ten_classes_unless_told_otherwise(confusion_matrix, y_true, y_pred):
    """There are num_classes rows and columns, ten by default, whichever labels occur."""
    expected = np.zeros((10, 10))
    for true, predicted in zip(y_true, y_pred, strict=True):
        expected[true, predicted] = 1

    assert confusion_matrix(np.array(y_true, dtype=int), np.array(y_pred, dtype=int)) == array(expected)


@cases("cm", {phrase: cm for phrase, cm in MATRICES.items() if 0 < cm.sum() < 5000})
def check_counts_up_to_a_known_matrix(confusion_matrix, cm):
    """Labels made from a confusion matrix give that matrix again."""
    y_true, y_pred = labels_of(cm)

    assert confusion_matrix(y_true, y_pred, num_classes=len(cm)) == array(cm)


def check_counts_uint8_labels_like_any_others(confusion_matrix):
    """With uint8 labels, as in MNIST, nothing overflows: neither the counts nor the steps to them."""
    y_true, y_pred = np.array([19] * 300 + [2], dtype=np.uint8), np.array([18] * 300 + [3], dtype=np.uint8)
    expected = np.zeros((20, 20))
    expected[19, 18], expected[2, 3] = 300, 1

    assert confusion_matrix(y_true, y_pred, num_classes=20) == array(expected)
    all_right = np.ones(70_000, dtype=np.uint8)  # as many images as MNIST has; uint16 ends at 65,535
    assert confusion_matrix(all_right, all_right, num_classes=2) == array([[0, 0], [0, 70_000]])


def check_counts_are_integers(confusion_matrix):
    """The cells are counts: integers, not shares."""
    assert confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2) == array([[1, 1], [0, 1]], integers=True)


def check_counting_leaves_its_arguments_alone(confusion_matrix):
    """Your function does not change the labels that it receives."""
    y_true, y_pred, _k = confusion_matrix.arguments_after(np.array([2, 0, 1]), np.array([1, 0, 2]), num_classes=3)

    assert y_true == untouched(np.array([2, 0, 1]))
    assert y_pred == untouched(np.array([1, 0, 2]))


def labels_of(cm):
    """Labels that have this confusion matrix, the last cell first."""
    true, predicted = np.indices(cm.shape).reshape(2, -1)[:, ::-1]
    return np.repeat(true, cm.ravel()[::-1]), np.repeat(predicted, cm.ravel()[::-1])


@fresh(given=predictions())
def check_counts_fresh_pairs(confusion_matrix, given):
    """Cell [t, p] counts the images of class t that were predicted as class p, for any labels."""
    pairs = list(zip(given["y_true"].tolist(), given["y_pred"].tolist(), strict=True))
    classes = range(given["num_classes"])

    assert confusion_matrix(given["y_true"], given["y_pred"], num_classes=given["num_classes"]) == array(
        [[pairs.count((t, p)) for p in classes] for t in classes], integers=True
    )
