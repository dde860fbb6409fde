"""Checks of one_hot."""

import numpy as np

from grader.checks.expect import array, cases, fixed, refused, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import encodings, outside_labels


def check_marks_the_column_of_the_label(one_hot):
    """Row i has a single 1, in the column of label i, counted from zero."""
    expected = [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]

    assert one_hot(np.array([2, 0, 1, 2]), num_classes=3) == array(expected)


def check_gives_each_of_ten_digits_its_column(one_hot):
    """The labels 0 to 9 in order make the identity matrix."""
    assert one_hot(np.arange(10)) == array(np.eye(10))


@cases(
    ("labels", "classes"),
    {
        "ten, unless told otherwise": ([1, 0], {}),
        "more than the labels need": ([1, 0], {"num_classes": 5}),
        "no label at all": ([], {}),
        "a single label": ([7], {}),
    },
)
def check_has_a_column_for_every_class(one_hot, labels, classes):
    """There are num_classes columns, whichever labels occur."""
    given = fixed(labels, dtype=np.int64)
    width = classes.get("num_classes", 10)

    assert one_hot(given, **classes) == array(np.eye(width)[given])


@cases("dtype", {"uint8, as MNIST's": np.uint8, "int32": np.int32, "int64": np.int64})
def check_makes_float32_rows(one_hot, dtype):
    """The rows are float32, whatever integer dtype the labels have."""
    expected = [[0, 1, 0], [0, 0, 1]]

    assert one_hot(np.array([1, 2], dtype=dtype), num_classes=3) == array(expected, dtype=np.float32)


@cases(
    ("labels", "classes", "reason"),
    {
        "one too many": ([1, 10], 10, "10 is not one of the ten labels, 0 to 9"),
        "a negative one": ([1, -1], 10, "-1 is not a label; NumPy would take it for the last column"),
        "far outside": ([300], 10, "300 is not one of the ten labels, 0 to 9"),
        "outside of three classes": ([0, 3], 3, "3 is not one of the three labels, 0 to 2"),
    },
)
def check_refuses_other_labels(one_hot, labels, classes, reason):
    """A label outside 0..k-1 raises a ValueError."""
    with refused(reason):
        one_hot(np.array(labels), num_classes=classes)


def check_encoding_leaves_its_argument_alone(one_hot):
    """Your function does not change the labels that it receives."""
    labels, _k = one_hot.arguments_after(np.array([2, 0, 1]), num_classes=3)

    assert labels == untouched(np.array([2, 0, 1]))


@fresh(given=encodings)
def check_marks_fresh_labels(one_hot, given):
    """Any label is marked in its column."""
    rows = [[float(label == column) for column in range(given["num_classes"])] for label in given["labels"].tolist()]
    expected = np.array(rows, dtype=np.float32).reshape(len(rows), given["num_classes"])

    assert one_hot(given["labels"], num_classes=given["num_classes"]) == array(expected, dtype=np.float32)


@fresh(20, given=outside_labels)
def check_refuses_fresh_labels_outside(one_hot, given):
    """Any label outside 0..k-1 raises a ValueError."""
    largest = given["num_classes"] - 1
    outside = next(label for label in given["labels"].tolist() if not 0 <= label <= largest)
    with refused(f"{outside} is not a label of {largest + 1} classes, which are 0 to {largest}"):
        one_hot(given["labels"], num_classes=given["num_classes"])
