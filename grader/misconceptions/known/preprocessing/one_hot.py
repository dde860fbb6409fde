"""What goes wrong in one_hot."""

import numpy as np

from grader.misconceptions.known.preprocessing.preprocessing_shared import (
    _has_lists,
    _hot,
    _refused,
    _right_and_changed,
    _right_but,
)
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception
from grader.sandbox.calls import StudentError


def _valid(evidence):
    return [call for call in evidence.calls if not _refused(call)]


def _accepts(evidence):
    """Labels outside get an answer; all others the right one."""
    return alike(_valid(evidence), _hot) and any(call.answered for call in evidence.calls if _refused(call))


def _refuses_otherwise(evidence):
    """Labels outside end in exceptions that are no ValueError; all others get the right answer."""
    errors = [call.error for call in evidence.calls if _refused(call)]
    return (
        alike(_valid(evidence), _hot)
        and all(isinstance(error, StudentError) for error in errors)
        and any(not isinstance(error, ValueError) for error in errors)
    )


def _fails_without_labels(evidence):
    some = [call for call in _valid(evidence) if len(call.args[0])]
    return (
        alike(some, _hot)
        and not alike([call for call in _valid(evidence) if not len(call.args[0])], _hot)
        and not _has_lists(evidence)
    )


def _fits_after(change, skipped=()):
    """Finds that labels inside get what `change` makes of the right answer; what becomes of others does not count."""

    def seen(evidence):
        valid = [call for call in _valid(evidence) if len(call.args[0]) and not isinstance(call.error, skipped)]
        return not alike(valid, _hot) and alike(valid, lambda labels, num_classes=10: change(labels, num_classes))

    return seen


@misconception("one_hot", seen=_fits_after(lambda labels, _: _hot(labels, int(labels.max()) + 1)))
def as_wide_as_the_labels_need(labels, num_classes=10):
    """Your array has only as many columns as the labels need.

    It needs a column for every class, even if the class does not occur: num_classes.
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.eye(int(max(labels, default=-1)) + 1, dtype=np.float32)[labels]


def _as_many_as_occur(labels, num_classes=10):
    found, places = np.unique(labels, return_inverse=True)
    return np.eye(len(found))[places]


@misconception("one_hot", seen=_fits_after(_as_many_as_occur, skipped=IndexError))
def as_many_columns_as_occur(labels, num_classes=10):
    """You make a column for each label that occurs. Make one for every class, even if it does not occur."""
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    found, places = np.unique(labels, return_inverse=True)
    return np.eye(len(found), dtype=np.float32)[places]


def _counts_from_one(evidence):
    """Labels one column too far left; 0 may be refused."""
    valid = [call for call in _valid(evidence) if len(call.args[0])]
    refused = [call for call in valid if isinstance(call.error, ValueError) and 0 in call.args[0]]
    rest = [call for call in valid if call not in refused]
    shifted = alike(rest, lambda labels, num_classes=10: _hot((labels - 1) % num_classes, num_classes))
    return bool(rest) and shifted and not alike(rest, _hot)


@misconception("one_hot", seen=_counts_from_one)
def labels_off_by_one(labels, num_classes=10):
    """Your ones are one column too far left, as if labels started at 1: label 0 has column 0."""
    return np.eye(num_classes, dtype=np.float32)[labels - 1]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot((labels + 1) % k, k)))
def labels_off_to_the_right(labels, num_classes=10):
    """Your ones are one column too far right: label 0 has column 0."""
    return np.eye(num_classes, dtype=np.float32)[(labels + 1) % num_classes]


@misconception(
    "one_hot",
    seen=lambda evidence: (
        _fits_after(lambda labels, k: _hot(labels, k + 1))(evidence)
        or _fits_after(lambda labels, k: _hot(labels + 1, k + 1))(evidence)
    ),
)
def one_column_too_many(labels, num_classes=10):
    """Your rows have one column too many. They have num_classes columns, for the labels 0 to num_classes - 1."""
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.eye(num_classes + 1, dtype=np.float32)[labels]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot(labels, k).T))
def transposed(labels, num_classes=10):
    """Your array is transposed: it has one column per label. Make one row per label: (n, k)."""
    return np.eye(num_classes, dtype=np.float32)[labels].T


@misconception("one_hot", seen=_fits_after(lambda labels, _: np.eye(10)[labels]))
def always_ten_columns(labels, num_classes=10):
    """Your rows always have ten columns. They must have num_classes, and ten is only its default."""
    if np.any((labels < 0) | (labels >= 10)):
        raise ValueError("no such label")
    return np.eye(10, dtype=np.float32)[labels]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot(labels, k)[:, ::-1]))
def columns_from_the_right(labels, num_classes=10):
    """You count columns from the right. Label 0 has the first column."""
    return np.eye(num_classes, dtype=np.float32)[labels][:, ::-1]


@misconception("one_hot", seen=_fits_after(lambda labels, k: 1 - _hot(labels, k)))
def zeros_for_ones(labels, num_classes=10):
    """You swapped zeros and ones. A row is all zeros except for a single one, in the column of the label."""
    return 1 - np.eye(num_classes, dtype=np.float32)[labels]


@misconception("one_hot", seen=_fits_after(lambda labels, k: _hot(labels, k) * labels[:, None]))
def labels_instead_of_ones(labels, num_classes=10):
    """You write the label itself into its column. Write a 1, whatever the label."""
    return np.eye(num_classes, dtype=np.float32)[labels] * labels[:, np.newaxis]


@misconception(
    "one_hot",
    seen=lambda evidence: any(
        _fits_after(change)(evidence)
        for change in (
            lambda labels, k: _hot(labels, k)[:, None],
            lambda labels, k: _hot(labels, k)[..., None],
            lambda labels, k: _hot(labels, k)[None],
            lambda labels, k: _hot(labels, k).ravel(),
        )
    ),
)
def another_number_of_axes(labels, num_classes=10):
    """The ones are correct, but the array has a wrong number of axes. The contract asks for two: (n, k)."""
    return np.eye(num_classes, dtype=np.float32)[labels[:, np.newaxis]]


@misconception("one_hot", seen=_fits_after(lambda labels, k: np.squeeze(_hot(labels, k))))
def one_label_without_its_axis(labels, num_classes=10):
    """The row of a single label comes back without the axis that counts labels.

    Return an array with one row: (1, k).
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    return np.squeeze(np.eye(num_classes, dtype=np.float32)[labels])


def _lone_ones(labels, num_classes=10):
    result = np.zeros((len(labels), num_classes))
    result[:, labels] = 1
    return result


@misconception("one_hot", seen=_fits_after(_lone_ones))
def marked_whole_columns(labels, num_classes=10):
    """You mark all these columns in every row.

    Each row has a single 1: index rows and columns in pairs.
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise ValueError("no such label")
    result = np.zeros((len(labels), num_classes), dtype=np.float32)
    result[:, labels] = 1
    return result


@misconception("one_hot", seen=lambda evidence: _accepts(evidence) and not _fails_without_labels(evidence))
def accepted_labels_outside(labels, num_classes=10):
    """Some or all labels outside 0..k-1 get a row: NumPy takes -1 for the last column. Raise a ValueError for each."""
    return np.eye(num_classes, dtype=np.float32)[labels]


@misconception("one_hot", seen=_refuses_otherwise)
def another_error_for_a_label(labels, num_classes=10):
    """For a label outside 0..k-1 you raise an exception other than ValueError.

    Check the labels first, and raise a ValueError.
    """
    if np.any((labels < 0) | (labels >= num_classes)):
        raise IndexError("no such label")
    return np.eye(num_classes, dtype=np.float32)[labels]


@misconception(
    "one_hot",
    also=(
        lambda labels, num_classes=10: _refuse(labels, labels > num_classes - 2, num_classes),
        lambda labels, num_classes=10: _refuse(labels, labels <= 0, num_classes),
        lambda labels, num_classes=10: _refuse(labels, labels < 1, num_classes, lowest=1),
    ),
)
def refused_a_good_label(labels, num_classes=10):
    """You refuse a valid label: the first or the last class. All of 0 to num_classes - 1 are labels."""
    if np.any((labels < 0) | (labels >= num_classes - 1)):
        raise ValueError("too large")
    return np.eye(num_classes, dtype=np.float32)[labels]


def _refuse(labels, which, num_classes, lowest=0):
    if np.any(which) or np.any(labels >= num_classes):
        raise ValueError("no such label")
    return _hot(labels, num_classes)


@misconception("one_hot", seen=_fails_without_labels)
def fails_without_labels(labels, num_classes=10):
    """With no labels at all, your function fails (max() of nothing is an error) or loses the width.

    Return the shape (0, k).
    """
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("no such label")
    return np.eye(num_classes, dtype=np.float32)[labels]


@misconception("one_hot", form=True, seen=_right_but(_hot, "float64", "float16"))
def made_float64(labels, num_classes=10):
    """The rows are correct, but np.eye and np.zeros make float64 by default. The contract asks for float32."""
    return _hot(labels, num_classes).astype(np.float64)


@misconception("one_hot", form=True, seen=_right_but(_hot, "i", "u", "b"))
def made_integers(labels, num_classes=10):
    """The rows are correct, but they hold integers (or booleans). The contract asks for float32."""
    return _hot(labels, num_classes).astype(int)


@misconception("one_hot", form=True, seen=_right_and_changed(_hot))
def changed_the_given_labels(labels, num_classes=10):
    """The rows are correct, but you changed the labels that you receive. Work on a copy."""
    result = _hot(labels, num_classes)
    labels -= 1
    return result
