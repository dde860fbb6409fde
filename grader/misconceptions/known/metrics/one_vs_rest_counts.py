"""What goes wrong in one_vs_rest_counts."""

import numpy as np

from grader.misconceptions.known.metrics.metrics_shared import _four, _right_answers, _right_floats
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception

CLASSES = 10  # of MNIST


@misconception("one_vs_rest_counts")
def exchanged_fp_and_fn(cm):
    """You swapped FP and FN.

    False positives are the rest of the column (taken for the class), false negatives the rest of the row.
    """
    tp, fp, fn, tn = _four(cm)
    return tp, fn, fp, tn


def _fp_with_tp(cm):
    tp, fp, fn, tn = _four(cm)
    return [
        (tp, fp + tp, fn, tn),
        (tp, fp + tp, fn, tn - tp),
        (tp, fp + tp, fn, tn + tp),
    ]


def _fn_with_tp(cm):
    tp, fp, fn, tn = _four(cm)
    return [(tp, fp, fn + tp, tn), (tp, fp, fn + tp, tn - tp), (tp, fp, fn + tp, tn + tp)]


def _both_with_tp(cm):
    tp, fp, fn, tn = _four(cm)
    return [(tp, fp + tp, fn + tp, part) for part in (tn, tn - tp, tn + tp, tn - 2 * tp)]


@misconception("one_vs_rest_counts", also=tuple(lambda cm, way=way: _fp_with_tp(cm)[way] for way in (0, 2)))
def fp_with_the_diagonal(cm):
    """Your FP is the sum of the column, with the true positives in it.

    Subtract TP: a recognised image is not a false alarm.
    """
    return _fp_with_tp(cm)[1]


@misconception("one_vs_rest_counts", also=tuple(lambda cm, way=way: _fn_with_tp(cm)[way] for way in (0, 2)))
def fn_with_the_diagonal(cm):
    """Your FN is the sum of the row, with the true positives in it. Subtract TP: a recognised image is not missed."""
    return _fn_with_tp(cm)[1]


@misconception("one_vs_rest_counts", also=tuple(lambda cm, way=way: _both_with_tp(cm)[way] for way in (0, 2, 3)))
def fp_and_fn_with_the_diagonal(cm):
    """Your FP and FN are the sums of column and row, with the true positives in both. Subtract TP from each."""
    return _both_with_tp(cm)[1]


@misconception("one_vs_rest_counts")
def tn_without_adding_tp_back(cm):
    """For TN you subtract row and column from all images, so you subtract the cell where they cross twice.

    Add TP back once.
    """
    tp, fp, fn, tn = _four(cm)
    return tp, fp, fn, tn - tp


@misconception("one_vs_rest_counts")
def tn_of_the_diagonal(cm):
    """Your TN adds up the other cells of the diagonal.

    Images of other classes that were mistaken for a third class are true negatives too.
    """
    tp, fp, fn, _ = _four(cm)
    return tp, fp, fn, tp.sum() - tp


@misconception("one_vs_rest_counts")
def tn_with_tp(cm):
    """Your TN is everything but FP and FN, with the true positives in it. Subtract TP as well."""
    tp, fp, fn, tn = _four(cm)
    return tp, fp, fn, tn + tp


@misconception(
    "one_vs_rest_counts",
    also=(
        lambda cm: (lambda tp, fp, fn, tn: (tp, fp, fn, tn + fp))(*_four(cm)),
        lambda cm: (lambda tp, fp, fn, tn: (tp, fp, fn, cm.sum() + 0 * tp))(*_four(cm)),
        lambda cm: (*_four(cm)[:3], cm.sum() - np.diag(cm)),
    ),
)
def tn_with_wrong_answers(cm):
    """Your TN contains wrong answers about the class. Subtract all of TP, FP and FN from the number of images."""
    tp, fp, fn, tn = _four(cm)
    return tp, fp, fn, tn + fn


@misconception(
    "one_vs_rest_counts",
    also=(
        lambda cm: (lambda tp, fp, fn, _: (tp, fp, fn, cm.sum() - fp + fn + tp))(*_four(cm)),
        lambda cm: (lambda tp, fp, fn, _: (tp, fp, fn, cm.sum() - fn + fp + tp))(*_four(cm)),
    ),
)
def tn_without_parentheses(cm):
    """For TN you subtract only one of TP, FP and FN, and add the others: a - b + c is (a - b) + c.

    Put their sum in parentheses: cm.sum() - (tp + fp + fn).
    """
    tp, fp, fn, _ = _four(cm)
    return tp, fp, fn, cm.sum() - tp + fp + fn


def _triangles(cm, total, swapped=False):
    above, below = total(np.triu(cm, 1)), total(np.tril(cm, -1))
    tp, fp, fn = total(np.diag(np.diag(cm))), *((below, above) if swapped else (above, below))
    return tp, fp, fn, cm.sum() - tp - fp - fn


@misconception(
    "one_vs_rest_counts",
    also=tuple(
        lambda cm, total=total, swapped=swapped: _triangles(cm, total, swapped)
        for total in (np.sum, lambda part: part.sum(axis=0), lambda part: part.sum(axis=1))
        for swapped in (False, True)
    ),
)
def split_by_the_diagonal(cm):
    """You take the cells above the diagonal for one of FP and FN, and those below it for the other.

    Every wrong answer is both: an FP of the predicted class, and an FN of the true class.
    """
    return _triangles(cm, lambda part: part.sum(axis=0))


def _last_class(cm):
    return tuple(part[-1] for part in _four(cm))


def _kept_the_last_class(evidence):
    """The counts of the last class; of two classes, the four cells of the matrix are the same."""
    larger = [call for call in evidence.calls if call.answered and len(call.args[0]) > 2]
    return bool(larger) and alike(evidence.calls, _last_class)


@misconception("one_vs_rest_counts", seen=_kept_the_last_class)
def kept_the_last_class_alone(cm):
    """You return the counts of the last class alone: each round of your loop overwrites those of the class before.

    Collect them: return four arrays, with one count per class.
    """
    return _last_class(cm)


def _orders():
    """The orders of the four that are neither the right one nor an exchange of FP and FN."""
    others = [(0, 3, 1, 2), (0, 3, 2, 1), (0, 1, 3, 2), (0, 2, 3, 1), (3, 2, 1, 0), (1, 2, 3, 0), (2, 1, 3, 0)]
    return tuple(lambda cm, order=order: [_four(cm)[place] for place in order] for order in others)


@misconception("one_vs_rest_counts", also=_orders())
def other_order(cm):
    """The four counts are correct, but in another order. Return (tp, fp, fn, tn)."""
    tp, fp, fn, tn = _four(cm)
    return tn, fp, fn, tp


@misconception(
    "one_vs_rest_counts",
    also=(
        lambda cm: [np.sum(part) for part in _four(cm)],
        lambda cm: (np.trace(cm), cm.sum() - np.trace(cm), cm.sum() - np.trace(cm), 0),
        lambda cm: [np.mean(part) for part in _four(cm)],
    ),
)
def added_up_the_classes(cm):
    """Your counts are those of all classes together. Each class has its own count: return four arrays of length k."""
    tp = np.trace(cm)
    fp = cm.sum() - tp
    return tp, fp, fp, cm.sum() - tp - fp


@misconception(
    "one_vs_rest_counts",
    also=(
        lambda cm: (cm[0, 0], cm[0, 1], cm[1, 0], cm[1, 1]),
        lambda cm: (cm[1, 1], cm[1, 0], cm[0, 1], cm[0, 0]),
        lambda cm: (cm[0, 0], cm[1, 0], cm[0, 1], cm[1, 1]),
        lambda cm: [part[0] for part in _four(cm)],
        lambda cm: cm.ravel(),
        lambda cm: cm.ravel()[:4],
    ),
)
def four_cells_of_the_matrix(cm):
    """You return four cells, as if there were two classes and one of them were the positive one.

    Each class is the positive one once: return four arrays.
    """
    return cm[1, 1], cm[0, 1], cm[1, 0], cm[0, 0]


@misconception(
    "one_vs_rest_counts",
    also=(
        lambda cm: [part / max(cm.sum(), 1) for part in _four(cm)],
        lambda cm: [part / np.maximum(cm.sum(axis=1), 1) for part in _four(cm)],
    ),
)
def shares_of_all_images(cm):
    """You return shares. Return counts, integers that add up to the number of images."""
    return tuple(part / cm.sum() for part in _four(cm))


@misconception(
    "one_vs_rest_counts",
    also=(lambda cm: [list(row) for row in zip(*_four(cm), strict=True)],),
)
def one_row_per_class(cm):
    """You return four counts for each class.

    It is the other way round: four arrays, tp, fp, fn and tn, of one count per class.
    """
    return np.stack(_four(cm), axis=1)


@misconception("one_vs_rest_counts")
def left_out_tn(cm):
    """You return three parts.

    The true negatives are missing: all images that neither belong to the class nor were taken for it.
    """
    return _four(cm)[:3]


def _counted_ten_classes(evidence):
    """Ten classes are right, and fewer end in an IndexError."""
    ten = [call for call in evidence.calls if len(call.args[0]) == CLASSES]
    fewer = [call for call in evidence.calls if len(call.args[0]) < CLASSES]
    return bool(ten and fewer) and alike(ten, _four) and all(isinstance(call.error, IndexError) for call in fewer)


@misconception("one_vs_rest_counts", seen=_counted_ten_classes)
def counted_ten_classes(cm):
    """You count ten classes, whatever the matrix. There are as many as it has rows: len(cm)."""
    return tuple(np.array([part[j] for j in range(CLASSES)]) for part in _four(cm))


@misconception("one_vs_rest_counts", form=True, seen=_right_floats(_four))
def counts_per_class_as_floats(cm):
    """The counts are correct, but they are floats. Counts are integers."""
    return tuple(part * 1.0 for part in _four(cm))


@misconception("one_vs_rest_counts", form=True, seen=_right_answers(_four))
def changed_the_matrix(cm):
    """The counts are correct, but you changed the matrix that you receive. Work on a copy."""
    counts = tuple(part.copy() for part in _four(cm))
    np.fill_diagonal(cm, 0)
    return counts
