"""What goes wrong in confusion_matrix."""

import numpy as np

from grader.checks.expect import numbers
from grader.misconceptions.known.metrics.metrics_shared import _right_answers, _right_floats
from grader.misconceptions.registry import misconception


def _counted(y_true, y_pred, num_classes):
    cm = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(cm, (np.asarray(y_true, dtype=int), np.asarray(y_pred, dtype=int)), 1)
    return cm


def _right_matrix(y_true, y_pred, num_classes=10):
    return _counted(y_true, y_pred, num_classes)


@misconception("confusion_matrix")
def transposed(y_true, y_pred, num_classes=10):
    """Your matrix is transposed: true classes are in the columns.

    They belong in the rows, predicted ones in the columns.
    """
    return _counted(y_pred, y_true, num_classes)


@misconception("confusion_matrix")
def lost_repeats(y_true, y_pred, num_classes=10):
    """A pair that occurs three times counts only once: cm[y_true, y_pred] += 1 adds once to each cell named.

    Count every image.
    """
    cm = np.zeros((num_classes, num_classes), dtype=int)
    cm[y_true, y_pred] += 1
    return cm


@misconception(
    "confusion_matrix",
    also=(
        lambda y_true, y_pred, num_classes=10: (
            (c := _counted(y_true, y_pred, num_classes)) / c.sum(axis=1, keepdims=True)
        ),
        lambda y_true, y_pred, num_classes=10: (
            (c := _counted(y_true, y_pred, num_classes)) / np.maximum(c.sum(axis=0, keepdims=True), 1)
        ),
        lambda y_true, y_pred, num_classes=10: (
            (c := _counted(y_true, y_pred, num_classes)) / c.sum(axis=0, keepdims=True)
        ),
        lambda y_true, y_pred, num_classes=10: (c := _counted(y_true, y_pred, num_classes)) / max(c.sum(), 1),
        lambda y_true, y_pred, num_classes=10: (c := _counted(y_true, y_pred, num_classes)) / c.sum(),
        lambda y_true, y_pred, num_classes=10: (
            100 * (c := _counted(y_true, y_pred, num_classes)) / np.maximum(c.sum(axis=1, keepdims=True), 1)
        ),
        lambda y_true, y_pred, num_classes=10: 100 * (c := _counted(y_true, y_pred, num_classes)) / max(c.sum(), 1),
    ),
)
def normalised(y_true, y_pred, num_classes=10):
    """Your cells are shares. A confusion matrix holds counts: all cells together add up to the number of images."""
    cm = _counted(y_true, y_pred, num_classes)
    return cm / np.maximum(cm.sum(axis=1, keepdims=True), 1)


@misconception(
    "confusion_matrix",
    also=(
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, num_classes).astype(np.int8),
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, num_classes).astype(np.int16),
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, num_classes).astype(np.uint16),
    ),
)
def overflowed_in_the_cells(y_true, y_pred, num_classes=10):
    """Your cells are too narrow for the counts: in uint8, 256 becomes 0. Count in np.int64."""
    return _counted(y_true, y_pred, num_classes).astype(np.uint8)


def _cells(y_true, y_pred, num_classes, cells):
    cm = np.zeros(num_classes * num_classes, dtype=int)
    np.add.at(cm, cells, 1)
    return cm.reshape(num_classes, num_classes)


@misconception(
    "confusion_matrix",
    also=(
        lambda y_true, y_pred, num_classes=10: _cells(y_true, y_pred, num_classes, y_pred + y_true * num_classes),
        lambda y_true, y_pred, num_classes=10: _cells(
            y_true, y_pred, num_classes, y_true * np.asarray(num_classes, y_true.dtype) + y_pred
        ),
    ),
)
def overflowed_in_the_labels(y_true, y_pred, num_classes=10):
    """You compute with labels in their own dtype: in uint8, 19 * 20 is 124.

    Convert them to larger integers before you multiply.
    """
    return _cells(y_true, y_pred, num_classes, y_true * num_classes + y_pred)


def _cross_tabulated(y_true, y_pred):
    """A row for each true label that occurs and a column for each predicted one, as pandas' crosstab."""
    rows, columns = np.unique(y_true), np.unique(y_pred)
    table = np.zeros((len(rows), len(columns)), dtype=int)
    np.add.at(table, (np.searchsorted(rows, y_true), np.searchsorted(columns, y_pred)), 1)
    return table


def _compressed(y_true, y_pred):
    """A row for each label that occurs, as scikit-learn's without `labels`."""
    found, places = np.unique(np.concatenate([y_true, y_pred]), return_inverse=True)
    return _counted(places[: len(y_true)], places[len(y_true) :], len(found))


@misconception(
    "confusion_matrix",
    also=(
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, max(int(y_true.max()), int(y_pred.max())) + 1),
        lambda y_true, y_pred, num_classes=10: _counted(
            y_true, y_pred, int(max(y_true.max(initial=0), y_pred.max(initial=0))) + 1
        ),
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, int(y_true.max()) + 1),
        lambda y_true, y_pred, num_classes=10: _compressed(y_true, y_pred),
        lambda y_true, y_pred, num_classes=10: _counted(
            np.searchsorted(np.unique(y_true), y_true),
            np.searchsorted(np.unique(y_true), y_pred),
            len(np.unique(y_true)),
        ),
        lambda y_true, y_pred, num_classes=10: _cross_tabulated(y_true, y_pred),
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, len(np.unique(y_true))),
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, len(np.unique(np.append(y_true, y_pred)))),
    ),
)
def sized_by_the_labels(y_true, y_pred, num_classes=10):
    """Your matrix has only as many rows as labels occur.

    It needs num_classes rows and columns, even if some classes do not occur.
    """
    k = int(max(y_true.max(initial=-1), y_pred.max(initial=-1))) + 1
    return _counted(y_true, y_pred, k)


def _as_far_as_pairs_go(y_true, y_pred, num_classes=10):
    """The counts of np.bincount without `minlength`, in rows."""
    cells = np.asarray(y_true, dtype=int) * num_classes + np.asarray(y_pred, dtype=int)
    return np.bincount(cells).reshape(num_classes, num_classes)


@misconception(
    "confusion_matrix",
    also=(lambda y_true, y_pred, num_classes=10: _as_far_as_pairs_go(y_true, y_pred, num_classes).tolist(),),
)
def counted_as_far_as_pairs_go(y_true, y_pred, num_classes=10):
    """Your counts end at the last pair of labels that occurs, and do not fill a matrix.

    Give np.bincount a minlength: there is a count for every pair of classes.
    """
    return _as_far_as_pairs_go(y_true, y_pred, num_classes)


@misconception("confusion_matrix")
def always_ten_classes(y_true, y_pred, num_classes=10):
    """Your matrix always has ten rows and columns. It needs num_classes of them, which may be more or fewer."""
    return _counted(y_true, y_pred, 10)


@misconception("confusion_matrix")
def counted_hits_alone(y_true, y_pred, num_classes=10):
    """You count only the images that were recognised.

    Count the others, too: in the row of the true class, off the diagonal.
    """
    right = y_true == y_pred
    return _counted(y_true[right], y_pred[right], num_classes)


@misconception("confusion_matrix")
def counted_errors_alone(y_true, y_pred, num_classes=10):
    """You count only the images that were mistaken for another class. Count the correct ones, too: on the diagonal."""
    wrong = y_true != y_pred
    return _counted(y_true[wrong], y_pred[wrong], num_classes)


@misconception(
    "confusion_matrix",
    also=(
        lambda y_true, y_pred, num_classes=10: _counted(y_true.astype(int) - 1, y_pred.astype(int) - 1, num_classes),
        lambda y_true, y_pred, num_classes=10: _counted(y_true + 1, y_pred + 1, num_classes + 1),
        lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, num_classes + 1)[1:, 1:],
        lambda y_true, y_pred, num_classes=10: [
            [np.sum((y_true == t) & (y_pred == p)) for p in range(1, num_classes + 1)]
            for t in range(1, num_classes + 1)
        ],
    ),
)
def labels_from_one(y_true, y_pred, num_classes=10):
    """You count labels from 1, so every cell is off by a row and a column. Label 0 has row 0 and column 0."""
    return _counted(y_true - 1, y_pred - 1, num_classes)


@misconception("confusion_matrix")
def one_class_too_many(y_true, y_pred, num_classes=10):
    """Your matrix has one row and one column too many. The labels are 0 to num_classes - 1."""
    return _counted(y_true, y_pred, num_classes + 1)


@misconception(
    "confusion_matrix",
    also=(lambda y_true, y_pred, num_classes=10: _counted(y_true[1:], y_pred[1:], num_classes),),
)
def left_out_an_image(y_true, y_pred, num_classes=10):
    """You do not count the last image (or the first). All cells together add up to the number of images."""
    return _counted(y_true[:-1], y_pred[:-1], num_classes)


def _first_image(y_true, y_pred, num_classes=10):
    return _counted(y_true[:1], y_pred[:1], num_classes) if len(y_true) else None


def _first_rows(y_true, y_pred, num_classes, places):
    """The counts of the first cells, in rows, with 0 in all others."""
    cm = _counted(y_true, y_pred, num_classes)
    return np.where(np.arange(cm.size).reshape(cm.shape) < places, cm, 0)


@misconception(
    "confusion_matrix",
    also=(
        lambda y_true, y_pred, num_classes=10: _counted(y_true[:1], y_pred[:1], num_classes),
        lambda y_true, y_pred, num_classes=10: _first_rows(y_true, y_pred, num_classes, num_classes),
        lambda y_true, y_pred, num_classes=10: _first_rows(y_true, y_pred, num_classes, 1),
    ),
)
def returned_inside_the_loop(y_true, y_pred, num_classes=10):
    """You return after the first round of the loop, so the rest is never counted.

    Move `return` to the left, to stand under `for`.
    """
    return _first_image(y_true, y_pred, num_classes)


def _without_class_0(y_true, y_pred, num_classes=10):
    cm = _counted(y_true, y_pred, num_classes)
    cm[0], cm[:, 0] = 0, 0
    return cm


@misconception(
    "confusion_matrix", also=(lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, num_classes)[1:, 1:],)
)
def left_out_class_0(y_true, y_pred, num_classes=10):
    """You leave out class 0, as range(1, k) does. Labels are counted from 0: use range(k)."""
    return _without_class_0(y_true, y_pred, num_classes)


@misconception("confusion_matrix")
def counted_either(y_true, y_pred, num_classes=10):
    """Each of your cells counts the images with this true label or this predicted label. Count those with both: use &.

    | means or.
    """
    true, predicted = (np.equal.outer(np.arange(num_classes), labels) for labels in (y_true, y_pred))
    return (true[:, np.newaxis] | predicted).sum(axis=2)


def _binned(y_true, y_pred, num_classes=10):
    return np.histogram2d(y_true, y_pred, bins=num_classes)[0]


@misconception("confusion_matrix")
def counted_in_bins_between_the_labels(y_true, y_pred, num_classes=10):
    """Your bins divide the space between the smallest and the largest label, so other labels may fall into them.

    Give np.histogram2d a range: range=[[0, num_classes], [0, num_classes]].
    """
    return _binned(y_true, y_pred, num_classes)


@misconception("confusion_matrix")
def counted_both_ways(y_true, y_pred, num_classes=10):
    """You count every image in two cells, (true, predicted) and (predicted, true).

    Count it once, in the row of its true class.
    """
    return _counted(y_true, y_pred, num_classes) + _counted(y_pred, y_true, num_classes)


@misconception("confusion_matrix")
def one_row_for_all_classes(y_true, y_pred, num_classes=10):
    """All rows of your matrix are the same list: [[0] * k] * k names one row k times. Make a new row for each class."""
    rows = [[0] * num_classes] * num_classes
    for true, predicted in zip(y_true, y_pred, strict=True):
        rows[true][predicted] += 1
    return rows


@misconception("confusion_matrix")
def left_in_one_row(y_true, y_pred, num_classes=10):
    """The counts are correct, but they are in one row. Give them the shape (num_classes, num_classes)."""
    return _counted(y_true, y_pred, num_classes).ravel()


def _goes_on_counting(evidence):
    """Every matrix is the right one on top of the last answer of its size, or of nothing where a process began."""
    last, grown = {}, 0
    for call in (call for call in evidence.calls if call.answered):
        found, right = numbers(call.returned), _right_matrix(*call.args, **call.kwargs)
        assert found.ndim == 2
        # One that has ten rows throughout is larger than some.
        rise = found - np.pad(right, [(0, more) for more in np.subtract(found.shape, right.shape)])
        before = last.get(found.shape)
        if rise.any():
            assert before is not None
            assert np.array_equal(rise, before)
            grown += 1
        last[found.shape] = found
    return grown > 2


MATRICES = {}  # what was counted so far, by num_classes


@misconception("confusion_matrix", seen=_goes_on_counting)
def went_on_counting(y_true, y_pred, num_classes=10):
    """Your matrix still holds the counts of earlier calls: it is made once, outside the function or as a default.

    Make a new one in each call.
    """
    MATRICES[num_classes] = MATRICES.get(num_classes, 0) + _counted(y_true, y_pred, num_classes)
    return MATRICES[num_classes]


@misconception("confusion_matrix", form=True, seen=_right_floats(_right_matrix))
def counts_as_floats(y_true, y_pred, num_classes=10):
    """The counts are correct, but they are floats. Counts are integers: give np.zeros a dtype."""
    return _counted(y_true, y_pred, num_classes) * 1.0


@misconception("confusion_matrix", form=True, seen=_right_answers(_right_matrix))
def changed_the_labels(y_true, y_pred, num_classes=10):
    """The counts are correct, but you changed the labels that you receive. Work on a copy."""
    cm = _counted(y_true, y_pred, num_classes)
    y_true.sort()
    return cm
