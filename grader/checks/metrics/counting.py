"""Confusion matrices and counts that several exercises are asked about, and the rule for dividing by zero."""

import numpy as np

from grader.checks.expect import array, fixed, number

# True classes in rows, predicted classes in columns.
TWO = fixed([[3, 1], [2, 4]])
THREE = fixed([[5, 1, 0], [2, 6, 3], [1, 0, 7]])
MATRICES = {
    "two classes": TWO,
    "three classes": THREE,
    "a perfect one": fixed(np.diag([5, 3, 2])),
    "an empty row, for a class that never occurs": fixed([[3, 1, 0], [0, 0, 0], [0, 2, 4]]),
    "an empty column, for a class that is never predicted": fixed([[3, 0, 1], [2, 0, 1], [0, 0, 4]]),
    "a class that neither occurs nor is predicted": fixed([[3, 0, 1], [0, 0, 0], [2, 0, 4]]),
    "a first class that neither occurs nor is predicted": fixed([[0, 0, 0], [0, 3, 1], [0, 2, 4]]),
    "nothing right": fixed([[0, 4], [3, 0]]),
    "counts above 255": fixed([[300, 20], [400, 1000]]),
    "counts above 65,535": fixed([[70_000, 2_000], [3_000, 90_000]]),
    "strongly unbalanced": fixed([[9990, 0], [10, 0]]),
    "ten digits": fixed(np.arange(100).reshape(10, 10) * 7 % 11),
    "no images at all": fixed(np.zeros((3, 3), dtype=int)),  # of which one_vs_rest_counts alone says what it gives
}


def ratio(numerator, denominator):
    """scikit-learn's rule for zero_division=0."""
    return numerator / denominator if denominator else 0.0


COUNTS = ("tp", "fp", "fn", "tn")

# np.divide(a, b, where=b != 0) leaves without `out` what the memory last held, often zeros by chance. Calls with full
# counts fill memory of that size; zeros of half the width are read into other memory and leave it as it is.
FULL = fixed(np.full(10, 3), dtype=np.int64)
NOTHING = fixed(np.zeros(10), dtype=np.int32)
EXACT = {"tolerance": 0}  # what was left of an integer looks like a tiny float
WARNED = (
    "It warns: read what it printed. If that is about 0 / 0, divide only where the denominator is not 0: "
    "np.divide has `where` and `out`."
)

# What may be divided by zero: nothing called positive, nothing positive, nothing negative.
EMPTY = {
    "Python's numbers": (0, number(0.0)),
    "NumPy's numbers": (np.int64(0), number(0.0)),
    "an array of one class": (fixed([0]), array([0.0])),
}

# What the first class may give where a later one gives three quarters: np.vectorize takes the dtype of all results from
# the first, and a list of numbers that begins with 0 may become integers elsewhere, too.
FIRST = {
    "nothing to divide by": (fixed([0, 3]), fixed([0, 1]), array([0.0, 0.75])),
    "a share of 0": (fixed([0, 3]), fixed([2, 1]), array([0.0, 0.75])),
    "a share of 1": (fixed([5, 3]), fixed([0, 1]), array([1.0, 0.75])),
}


def expected_ratio(numerator, denominator):
    """scikit-learn's rule in the form of the counts: a number for numbers, an array for arrays."""
    if np.ndim(numerator):
        return array([ratio(above, below) for above, below in zip(numerator, denominator, strict=True)])
    return number(ratio(numerator, denominator))
