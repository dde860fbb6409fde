"""Checks of predicted_labels."""

import numpy as np

from grader.checks.expect import array, cases, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import labels, probabilities


def check_takes_the_most_probable_class(predicted_labels):
    """The label of an image is the column with the largest probability in its row."""
    assert predicted_labels(np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])) == array([1, 0])


def check_reads_ten_classes(predicted_labels):
    """With ten columns, the labels are 0 to 9."""
    probabilities = np.full((10, 10), 0.05) + 0.5 * np.eye(10)[::-1]  # the first image is a 9, the last one a 0

    assert predicted_labels(probabilities.astype(np.float32)) == array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])


@cases("dtype", {"int64": np.int64, "uint8, as MNIST's": np.uint8})
def check_returns_labels_as_they_are(predicted_labels, dtype):
    """If the input is already one label per image, it comes back unchanged."""
    assert predicted_labels(np.array([7, 2, 1, 7], dtype=dtype)) == array([7, 2, 1, 7])


@cases(
    "given",
    {"probabilities": np.array([[0.1, 0.9], [0.6, 0.4]]), "labels": np.array([1, 0])},
)
def check_labels_are_integers(predicted_labels, given):
    """Labels are integers, so that they can count and index."""
    assert predicted_labels(given) == array([1, 0], integers=True)


@cases(
    ("given", "expected"),
    {
        "probabilities of one image": (np.array([[0.1, 0.2, 0.7]]), [2]),
        "one label": (np.array([4]), [4]),
    },
)
def check_gives_one_label_per_image(predicted_labels, given, expected):
    """There is one label for each image, even for a single image."""
    assert predicted_labels(given) == array(expected)


def check_the_first_of_equals_wins(predicted_labels):
    """If probabilities are equal, the first wins, as in np.argmax."""
    # The last row's first one is smaller by 0.0002, so it ties only if it is rounded to three places, or to two.
    rows = [[0.4, 0.2, 0.4], [0.1, 0.45, 0.45], [0.3332, 0.3334, 0.3334]]

    assert predicted_labels(np.array(rows)) == array([0, 1, 1])


def check_reading_labels_leaves_its_argument_alone(predicted_labels):
    """Your function does not change the probabilities that it receives."""
    given = np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])
    (after,) = predicted_labels.arguments_after(given)

    assert after == untouched(given)


@fresh(y_pred=probabilities)
def check_reads_fresh_probabilities(predicted_labels, y_pred):
    """The label of an image is the first of the largest probabilities in its row, whatever the probabilities."""
    expected = [next(j for j, share in enumerate(row) if share == max(row)) for row in y_pred.tolist()]

    assert predicted_labels(y_pred) == array(expected, integers=True)


@fresh(10, y_pred=labels)
def check_returns_fresh_labels_as_they_are(predicted_labels, y_pred):
    """Any labels come back unchanged."""
    assert predicted_labels(y_pred) == array(y_pred, integers=True)
