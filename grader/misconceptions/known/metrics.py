"""Mistakes in metrics: wrong formulas, axes and averages, and wrong results of x / 0."""

from itertools import combinations

import numpy as np

from grader.checks.expect import mapping, number, numbers
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception
from grader.sandbox.calls import StudentError


def _right_answers(function):
    """Finds that all answers are right as numbers, and that at least one argument is another afterwards."""
    return lambda evidence: alike(evidence.calls, function) and any(call.changed for call in evidence.calls)


def _right_floats(function):
    """Finds that all answers are right as numbers, and that floats hold them."""
    return lambda evidence: alike(evidence.calls, function) and any(_holds_floats(one) for one in evidence.answers)


def _holds_floats(answer):
    if isinstance(answer, list | tuple):
        return any(map(_holds_floats, answer))
    return numbers(answer).dtype.kind == "f" and numbers(answer).size > 0


def _wrongly_accepted(function):
    """Finds that something came back where `function` refuses the arguments, and what it gives everywhere else."""

    def seen(evidence):
        accepted, others = [], []
        for call in evidence.calls:
            (accepted if call.answered and _refuses(function, call) else others).append(call)
        return bool(accepted) and alike([call for call in others if not _refuses(function, call)], function)

    return seen


def _refused_otherwise(function):
    """Finds other exceptions than a ValueError where `function` raises one, and what it gives everywhere else."""

    def seen(evidence):
        refused = [call for call in evidence.calls if _refuses(function, call)]
        others = [call for call in evidence.calls if not _refuses(function, call)]
        wrong = [call for call in refused if call.error is not None and not isinstance(call.error, ValueError)]
        return bool(wrong) and not any(call.answered for call in refused) and alike(others, function)

    return seen


def _refuses(function, call):
    try:
        function(*call.args, **call.kwargs)
    except ValueError:
        return True
    return False


def _share(numerator, denominator, empty=0.0):
    """The share; `empty` where it is one of nothing."""
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    result = np.full(np.broadcast(numerator, denominator).shape, empty)
    return np.divide(numerator, denominator, out=result, where=denominator != 0)


# predicted_labels


def _most_probable(y_pred):
    return y_pred.argmax(axis=1) if y_pred.ndim == 2 else y_pred


def _misread_labels(evidence):
    """All probabilities are read right, and no labels."""
    flat = [call for call in evidence.calls if np.ndim(call.args[0]) == 1]
    deep = [call for call in evidence.calls if np.ndim(call.args[0]) == 2]
    some = [call for call in flat if np.size(call.args[0])]
    return bool(deep and some) and alike(deep, _most_probable) and not any(alike([c], _most_probable) for c in some)


def _of_probabilities(*functions):
    """Finds that probabilities get what one of the functions gives; what becomes of labels does not count."""

    def seen(evidence):
        deep = [call for call in evidence.calls if np.ndim(call.args[0]) == 2 and len(call.args[0])]
        return bool(deep) and not alike(deep, _most_probable) and any(alike(deep, function) for function in functions)

    return seen


@misconception("predicted_labels", seen=_of_probabilities(lambda y_pred: y_pred.argmax(axis=0)))
def took_the_largest_of_each_column(y_pred):
    """You take the largest entry of each column, which is a class. Each row is an image: use axis 1."""
    return y_pred.argmax(axis=0) if y_pred.ndim == 2 else y_pred


@misconception(
    "predicted_labels",
    seen=_of_probabilities(
        lambda y_pred: y_pred.argmax(),
        lambda y_pred: [y_pred.argmax()],
        lambda y_pred: np.nonzero(y_pred == y_pred.max())[1],
        lambda y_pred: y_pred.max(),
    ),
)
def took_the_largest_of_all(y_pred):
    """You take the largest entry of the whole array, and get one number. Every row has its own largest entry."""
    return y_pred.argmax() if y_pred.ndim == 2 else y_pred


@misconception("predicted_labels", seen=_of_probabilities(lambda y_pred: y_pred.argmax(axis=1) + 1))
def counted_from_one(y_pred):
    """You count classes from 1. The first column is the probability of label 0."""
    return y_pred.argmax(axis=1) + 1 if y_pred.ndim == 2 else y_pred


@misconception("predicted_labels", seen=_misread_labels)
def took_labels_for_probabilities(y_pred):
    """You read probabilities correctly, but treat labels as probabilities, too.

    Labels have one axis: return them as they are.
    """
    return y_pred.argmax(axis=-1)


@misconception("predicted_labels", seen=_of_probabilities(lambda y_pred: y_pred.max(axis=1)))
def returned_the_largest_probability(y_pred):
    """You return the largest probability of each row. Return its position in the row: that is the label."""
    return y_pred.max(axis=1) if y_pred.ndim == 2 else y_pred


@misconception("predicted_labels", seen=_of_probabilities(lambda y_pred: y_pred.argmin(axis=1)))
def took_the_least_probable(y_pred):
    """You take the class with the smallest probability. The prediction is the class with the largest."""
    return y_pred.argmin(axis=1) if y_pred.ndim == 2 else y_pred


@misconception("predicted_labels", also=(lambda y_pred: y_pred.argsort(axis=1)[:, -1] if y_pred.ndim == 2 else y_pred,))
def took_the_last_of_equals(y_pred):
    """If classes are equally probable, you take the last one. Take the first, as np.argmax does."""
    return y_pred.shape[1] - 1 - y_pred[:, ::-1].argmax(axis=1) if y_pred.ndim == 2 else y_pred


@misconception(
    "predicted_labels",
    also=(
        lambda y_pred: np.where(y_pred > 0.5)[1] if y_pred.ndim == 2 else np.asarray(y_pred),
        lambda y_pred: np.where(y_pred >= 0.5)[1] if y_pred.ndim == 2 else y_pred,
        lambda y_pred: (y_pred > 0.5).astype(int) if y_pred.ndim == 2 else y_pred,
        lambda y_pred: (y_pred >= 0.5).astype(int) if y_pred.ndim == 2 else y_pred,
        lambda y_pred: (y_pred > 0.5).argmax(axis=1) if y_pred.ndim == 2 else y_pred,
        lambda y_pred: (y_pred >= 0.5).argmax(axis=1) if y_pred.ndim == 2 else y_pred,
        lambda y_pred: np.round(y_pred),
        lambda y_pred: (y_pred > 0.5).astype(int),
        lambda y_pred: np.round(y_pred).argmax(axis=1) if y_pred.ndim == 2 else y_pred,
    ),
)
def compared_with_a_half(y_pred):
    """You look for probabilities above a half.

    With many classes the largest may be below: take the largest, whatever it is.
    """
    return np.nonzero(y_pred > 0.5)[1] if y_pred.ndim == 2 else y_pred


@misconception(
    "predicted_labels",
    also=(
        lambda y_pred: np.eye(y_pred.shape[1])[y_pred.argmax(axis=1)] if y_pred.ndim == 2 else y_pred,
        lambda y_pred: np.eye(y_pred.shape[1])[y_pred.argmax(axis=1)],
    ),
)
def marked_the_largest(y_pred):
    """You return a row of zeros and ones for each image. Return one number: the column of the one."""
    return y_pred == y_pred.max(axis=1, keepdims=True) if y_pred.ndim == 2 else y_pred


@misconception(
    "predicted_labels",
    also=(
        lambda y_pred: np.squeeze(_most_probable(y_pred)) if y_pred.ndim == 2 else y_pred,
        lambda y_pred: _most_probable(y_pred)[0] if len(y_pred) == 1 else _most_probable(y_pred),
        lambda y_pred: _most_probable(y_pred)[0] if y_pred.ndim == 2 and len(y_pred) == 1 else _most_probable(y_pred),
        lambda y_pred: np.squeeze(y_pred).argmax(axis=-1) if y_pred.ndim == 2 else y_pred,
    ),
)
def made_one_image_a_number(y_pred):
    """The label of a single image comes back as a bare number.

    Return an array with one entry, as for any number of images.
    """
    return np.squeeze(y_pred.argmax(axis=1) if y_pred.ndim == 2 else y_pred)


@misconception("predicted_labels", also=(lambda y_pred: _most_probable(y_pred).reshape(-1, 1),))
def kept_an_axis(y_pred):
    """Each label is in its own row: (n, 1). Labels have one axis: (n,)."""
    return y_pred.argmax(axis=1)[:, np.newaxis] if y_pred.ndim == 2 else y_pred


@misconception(
    "predicted_labels",
    also=(
        lambda y_pred: [y_pred[0].argmax()] if y_pred.ndim == 2 else y_pred,
        lambda y_pred: y_pred[0].argmax(),
        lambda y_pred: y_pred[0].argmax() if y_pred.ndim == 2 else y_pred[0],
    ),
)
def read_the_first_image_alone(y_pred):
    """You read the label of only the first image. Every row of the array is an image."""
    return y_pred[0].argmax() if y_pred.ndim == 2 else y_pred


@misconception("predicted_labels", also=(lambda y_pred: y_pred,))
def returned_the_probabilities(y_pred):
    """You return the probabilities unchanged. Return, for each row, the position of the largest one."""
    return np.asarray(y_pred)


@misconception(
    "predicted_labels",
    seen=_of_probabilities(
        lambda y_pred: (-y_pred).argsort(axis=1, kind="stable"),
        lambda y_pred: (-y_pred).argsort(axis=1),
        lambda y_pred: y_pred.argsort(axis=1),
        lambda y_pred: y_pred.argsort(axis=1)[:, ::-1],
    ),
)
def returned_all_classes_in_order(y_pred):
    """You return all classes, sorted by probability. Return only the first of them for each image."""
    return (-y_pred).argsort(axis=1, kind="stable") if y_pred.ndim == 2 else y_pred


@misconception("predicted_labels", seen=_of_probabilities(lambda y_pred: y_pred.argmax(axis=1) - 1))
def one_label_too_low(y_pred):
    """Your labels are one too low. The first column is the probability of label 0, the second that of label 1."""
    return y_pred.argmax(axis=1) - 1 if y_pred.ndim == 2 else y_pred


@misconception("predicted_labels", form=True, seen=_right_floats(_most_probable))
def labels_as_floats(y_pred):
    """The labels are correct, but they are floats. Labels count and index, so they must be integers."""
    return y_pred.argmax(axis=1).astype(float) if y_pred.ndim == 2 else y_pred.astype(float)


@misconception("predicted_labels", form=True, seen=_right_answers(_most_probable))
def changed_the_predictions(y_pred):
    """The labels are correct, but you changed the array that you receive. Work on a copy."""
    labels = y_pred.argmax(axis=1) if y_pred.ndim == 2 else y_pred.copy()
    y_pred.sort()
    return labels


# confusion_matrix


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
    also=(lambda y_true, y_pred, num_classes=10: _counted(y_true, y_pred, num_classes).astype(np.int8),),
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


# one_vs_rest_counts


def _four(cm):
    tp = np.diag(cm)
    fp, fn = cm.sum(axis=0) - tp, cm.sum(axis=1) - tp
    return tp, fp, fn, cm.sum() - tp - fp - fn


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


# accuracy, precision, recall, specificity and f_score: a fraction each, known by the names of its arguments

SHARES = ("accuracy", "precision", "recall", "specificity")
FRACTIONS = (*SHARES, "f_score")


def _fraction(counts):
    """Numerator and terms of the denominator."""
    if len(counts) == 4:
        return counts["tp"] + counts["tn"], [counts[name] for name in ("tp", "fp", "fn", "tn")]
    if "precision" in counts:
        return 2 * counts["precision"] * counts["recall"], [counts["precision"], counts["recall"]]
    first, second = ("tn", "fp") if "tn" in counts else ("tp", "fp") if "fp" in counts else ("tp", "fn")
    return counts[first], [counts[first], counts[second]]


def _ways(*formulas):
    """Functions of numerator and denominator as functions of an exercise's arguments."""
    return tuple(lambda way=way, **counts: way((f := _fraction(counts))[0], sum(f[1])) for way in formulas)


def _right_share(**counts):
    numerator, terms = _fraction(counts)
    return _share(numerator, sum(terms))


@misconception(
    *FRACTIONS,
    also=_ways(np.divide, lambda a, b: _share(a, b, np.nan), lambda a, b: np.asarray(a, dtype=np.float64) / b),
)
def undefined_on_empty(**counts):
    """You divide even where the denominator is 0, and get NaN or an error. There the result is 0.0."""
    numerator, terms = _fraction(counts)
    return numerator / sum(terms)


@misconception(*FRACTIONS, also=_ways(lambda a, b: np.where(b == 0, 0.0, a / b)))
def divided_before_looking(**counts):
    """You divide first and fix the result afterwards.

    Python's own 0 / 0 is an error that leaves nothing to fix: check the denominator first.
    """
    numerator, terms = _fraction(counts)
    return np.nan_to_num(numerator / sum(terms))


def _right_with_a_warning(right):
    """Whether all answers are right, and some of them came with NumPy's warning."""

    def seen(evidence):
        warned = [call for call in evidence.calls if call.warned and "RuntimeWarning: invalid" in call.printed]
        return bool(warned) and alike(evidence.calls, right)

    return seen


@misconception(*FRACTIONS, seen=_right_with_a_warning(_right_share))
def divided_before_choosing(**counts):
    """You divide everywhere and choose afterwards, as np.where does, so 0 / 0 warns.

    Divide only where the denominator is not 0.
    """
    numerator, terms = _fraction(counts)
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(sum(terms), dtype=float)
    return np.where(denominator == 0, 0.0, numerator / denominator)


def _tried(numerator, denominator):
    try:
        return numerator / denominator
    except ZeroDivisionError:
        return 0.0


@misconception(*FRACTIONS)
def waited_for_an_exception(**counts):
    """You wait for a ZeroDivisionError.

    Only Python's numbers raise it; NumPy's give NaN: check the denominator instead.
    """
    numerator, terms = _fraction(counts)
    return _tried(numerator, sum(terms))


@misconception(
    *FRACTIONS,
    also=_ways(
        lambda a, b: np.where(np.equal(b, 0), 1.0, _share(a, b)),
        lambda a, b: 1.0 if np.all(np.equal(b, 0)) else a / b,
        lambda a, b: 1.0 if b == 0 else a / b,
        lambda a, b: 1 - _share(b - a, b),
    ),
)
def one_on_empty(**counts):
    """Where the denominator is 0, you return 1. There the result is 0.0, because nothing was shown."""
    numerator, terms = _fraction(counts)
    return _share(numerator, sum(terms), 1.0)


def _another_on_empty(evidence):
    """Right wherever something is divided; where the denominator is 0, some number that is neither 0 nor 1, or None."""
    odd = []
    for call in evidence.calls:
        assert call.answered, "it raised an exception"
        numerator, terms = _fraction(call.kwargs)
        right, empty = _share(numerator, sum(terms)), np.equal(sum(terms), 0)
        if call.returned is None and np.all(empty):
            odd.append(np.inf)
            continue
        found = numbers(call.returned)
        if found.shape != right.shape or not np.allclose(found[~empty], right[~empty], rtol=1e-6, atol=1e-7):
            return False
        odd.extend(found[empty & (found != 0)].tolist())
    return bool(odd) and not any(value == 1 or np.isnan(value) for value in odd)


@misconception(*FRACTIONS, seen=_another_on_empty)
def another_value_on_empty(**counts):
    """Where the denominator is 0, the result must be 0.0, but yours is another number.

    Without `out=`, np.divide(..., where=...) leaves random memory there: give it out=np.zeros(...).
    """
    numerator, terms = _fraction(counts)
    return _share(numerator, sum(terms), 0.5)


@misconception(
    *FRACTIONS,
    also=_ways(
        lambda a, b: a / max(b, 1),
        lambda a, b: 0.0 if b == 0 else np.divide(a, b),
        lambda a, b: 0.0 if np.any(b == 0) else a / b,
        lambda a, b: np.zeros(np.shape(b)) if np.any(b == 0) else a / b,
        lambda a, b: 0.0 if np.all(b == 0) else a / b,
        lambda a, b: np.zeros(np.shape(b)) if np.all(b == 0) else a / b,
        lambda a, b: float(a / b) if b else 0.0,
    ),
)
def asked_once_for_all_classes(**counts):
    """You check once whether the denominator is 0. In an array, each class has its own: decide for each of them."""
    numerator, terms = _fraction(counts)
    denominator = sum(terms)
    return numerator / denominator if denominator else 0.0


@misconception(
    *SHARES,
    also=_ways(
        lambda a, b: np.sum(a) / np.sum(b),
        lambda a, b: np.sum(a) / max(np.sum(b), 1),
        lambda a, b: _share(np.sum(a), np.sum(b), 1.0),
        lambda a, b: np.full(np.shape(b), _share(np.sum(a), np.sum(b))),
    ),
)
def pooled_all_classes(**counts):
    """You add up all classes and return one number. For counts per class, return one result per class."""
    numerator, terms = _fraction(counts)
    return _share(np.sum(numerator), np.sum(sum(terms)))


@misconception(*FRACTIONS, also=_ways(lambda a, b: np.nanmean(np.divide(a, b)), lambda a, b: np.mean(np.divide(a, b))))
def averaged_the_classes(**counts):
    """You return one number for all classes, such as their mean.

    For counts per class, return one result per class; average_scores computes the mean.
    """
    numerator, terms = _fraction(counts)
    return np.mean(_share(numerator, sum(terms)))


_LITTLE = (1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1)


@misconception(
    *FRACTIONS,
    also=_ways(
        *(lambda a, b, e=e: a / (b + e) for e in _LITTLE),
        *(lambda a, b, e=e: _share(a, b + e * np.not_equal(b, 0)) for e in _LITTLE),
        *(lambda a, b, e=e: (a + e) / (b + e) for e in _LITTLE[2:-1]),
        *(lambda a, b, e=e: (a + e) / (b + 2 * e) for e in _LITTLE[1:]),
    ),
)
def added_to_the_denominator(**counts):
    """You add something so that the denominator is never 0.

    This makes every result slightly wrong: leave the denominator as it is where it is not 0.
    """
    numerator, terms = _fraction(counts)
    return numerator / (sum(terms) + 1)


@misconception(
    *FRACTIONS,
    also=_ways(lambda a, b: 100 * a / b, *(lambda a, b, d=d: np.round(100 * _share(a, b), d) for d in (0, 1, 2))),
)
def in_percent(**counts):
    """You return percent. Return a share, from 0.0 to 1.0."""
    numerator, terms = _fraction(counts)
    return 100 * _share(numerator, sum(terms))


@misconception(
    *FRACTIONS,
    also=_ways(
        lambda a, b: np.round(_share(a, b)),
        lambda a, b: np.round(_share(a, b), 1),
        lambda a, b: np.round(_share(a, b), 2),
        lambda a, b: np.round(_share(a, b), 3),
        lambda a, b: np.round(_share(a, b), 4),
        lambda a, b: a // b,
    ),
)
def rounded(**counts):
    """You round the result, or cut off its fraction. Return it as it is: 2 of 3 is 0.6666..., not 0."""
    numerator, terms = _fraction(counts)
    return np.floor(_share(numerator, sum(terms)))


@misconception(
    *FRACTIONS,
    also=(
        lambda **counts: (f := _fraction(counts))[0] / f[1][-1] + sum(f[1][:-1]),
        lambda **counts: _share((f := _fraction(counts))[0], f[1][0]) + sum(f[1][1:]),
        # of four terms
        lambda tp, fp, fn, tn: tp + _share(tn, tp + fp + fn + tn),
        lambda tp, fp, fn, tn: tp + tn / tp + fp + fn + tn,
        lambda tp, fp, fn, tn: (tp + tn) / (tp + tn) + fp + fn,
        lambda tp, fp, fn, tn: (tp + tn) / (tp + fp) + fn + tn,
    ),
)
def forgot_parentheses(**counts):
    """Python divides before it adds: a / b + c is (a / b) + c.

    Put the whole sum that you divide (or divide by) in parentheses.
    """
    numerator, terms = _fraction(counts)
    return numerator / terms[0] + sum(terms[1:])


@misconception(*FRACTIONS, form=True, seen=_right_answers(_right_share))
def changed_its_arguments(**counts):
    """The results are correct, but you changed your arguments: += changes an array in place. Work on a copy."""
    numerator, terms = _fraction(counts)
    result = _share(numerator, sum(terms))
    for term in terms:
        if np.ndim(term):
            term += 1
    return result


def _needs_arrays(evidence):
    """Single numbers end in an exception of their kind, and arrays are right, or NaN where that is the only fault."""
    single = [call for call in evidence.calls if not np.ndim(next(iter(call.kwargs.values())))]
    arrays = [call for call in evidence.calls if call not in single]
    kinds = {"TypeError", "IndexError", "AttributeError"}
    return (
        bool(single)
        and all(isinstance(call.error, StudentError) and call.error.types[0] in kinds for call in single)
        and any(alike(arrays, one) for one in (_right_share, *_ways(np.divide)))
    )


def _needs_numbers(evidence):
    """Single numbers are right, and arrays of several end in a TypeError."""
    kinds = [np.size(next(iter(call.kwargs.values()))) > 1 for call in evidence.calls]
    single = [call for call in evidence.calls if not np.ndim(next(iter(call.kwargs.values())))]
    several = [call for call, many in zip(evidence.calls, kinds, strict=True) if many]
    return (
        bool(single and several)
        and all(isinstance(call.error, StudentError) and call.error.types[0] == "TypeError" for call in several)
        and alike(single, _right_share)
    )


@misconception(*FRACTIONS, seen=_needs_numbers)
def expected_single_numbers(**counts):
    """You expect single numbers: float() and the functions of math do not take arrays.

    Your function must also take arrays, with one number per class.
    """
    numerator, terms = _fraction(counts)
    denominator = float(sum(terms))
    return float(numerator) / denominator if denominator else 0.0


@misconception(
    *SHARES,
    seen=lambda evidence: (
        bool(evidence.calls)
        and all(isinstance(c.error, StudentError) and "UFuncTypeError" in c.error.types for c in evidence.calls)
    ),
)
def divided_into_integers(**counts):
    """You divide into an array of integers, which cannot hold fractions: np.zeros_like copies the dtype of the counts.

    Results are floats: set the dtype where you make the array.
    """
    numerator, terms = _fraction(counts)
    denominator = np.asarray(sum(terms))
    return np.divide(numerator, denominator, out=np.zeros_like(denominator), where=denominator != 0)


def _one_by_one(numerator, denominator):
    return numerator / denominator if denominator else 0


@misconception(
    *FRACTIONS,
    also=_ways(
        np.vectorize(lambda a, b: a / b if a else 0),
        np.vectorize(lambda a, b: 1 if a == b and b else _one_by_one(a, b)),
        np.vectorize(lambda a, b: int(a == b) if a in (0, b) else a / b),
        np.vectorize(lambda a, b: 1 if a == b and b else a / b if b else 0.0),
    ),
)
def typed_by_the_first_class(**counts):
    """All your results have the dtype of the first: if that is an integer, the others lose their fractions.

    np.vectorize does this. Return 0.0 instead of 0, or name the dtype with otypes=[float].
    """
    numerator, terms = _fraction(counts)
    return np.vectorize(_one_by_one)(numerator, sum(terms))


@misconception(*FRACTIONS, seen=_needs_arrays)
def expected_arrays_alone(**counts):
    """You expect arrays: single numbers have no len(), no [0] and cannot be looped over.

    Your function must also take single numbers.
    """
    numerator, terms = _fraction(counts)
    return np.array([_share(a, b) for a, b in zip(numerator, sum(terms), strict=True)])


# what goes wrong with accuracy alone


@misconception("accuracy", also=(lambda tp, fp, fn, tn: _share(tn, tp + fp + fn + tn),))
def counted_one_kind_of_right_answers(tp, fp, fn, tn):
    """You count only the true positives (or only the true negatives) as correct. Both are correct answers: TP + TN."""
    return _share(tp, tp + fp + fn + tn)


@misconception("accuracy")
def left_out_true_negatives(tp, fp, fn, tn):
    """You leave out the true negatives, above and below: TP / (TP + FP + FN).

    Accuracy counts them as correct answers.
    """
    return _share(tp, tp + fp + fn)


@misconception("accuracy")
def mean_of_recall_and_specificity(tp, fp, fn, tn):
    """That is the balanced accuracy, the mean of recall and specificity.

    Accuracy is the share of all answers that are correct.
    """
    return (_share(tp, tp + fn) + _share(tn, tn + fp)) / 2


@misconception("accuracy", also=(lambda tp, fp, fn, tn: 1 - _share(tp + tn, tp + fp + fn + tn),))
def share_of_errors(tp, fp, fn, tn):
    """That is the share of wrong answers, FP + FN of all. Accuracy is the share of correct ones, TP + TN."""
    return _share(fp + fn, tp + fp + fn + tn)


@misconception(
    "accuracy",
    also=(
        lambda tp, fp, fn, tn: _share(tp, tp + fn),
        lambda tp, fp, fn, tn: _share(tn, tn + fp),
        lambda tp, fp, fn, tn: _share(2 * tp, 2 * tp + fp + fn),
    ),
)
def another_score_for_accuracy(tp, fp, fn, tn):
    """That is another score (precision, recall, specificity or F1).

    Accuracy is the correct answers, TP + TN, divided by all answers.
    """
    return _share(tp, tp + fp)


@misconception(
    "accuracy",
    also=(
        lambda tp, fp, fn, tn: _share(tp + tn, tp + tn + fp),
        lambda tp, fp, fn, tn: _share(tp + tn, tp + tn + fn),
        lambda tp, fp, fn, tn: _share(tp + tn, tp + fp + fn),
        lambda tp, fp, fn, tn: _share(tp + tn, fp + fn + tn),
    ),
)
def not_of_all_answers(tp, fp, fn, tn):
    """You do not divide by all answers: the denominator lacks one or two of the four counts.

    It is TP + FP + FN + TN.
    """
    return _share(tp + tn, fp + fn)


# what goes wrong with precision, recall and specificity alone


@misconception("precision", also=(lambda tp, fp: 1 - _share(tp, tp + fp),))
def counted_false_alarms(tp, fp):
    """That is the share of false alarms, FP / (TP + FP). Precision is the rest of them: TP / (TP + FP)."""
    return _share(fp, tp + fp)


@misconception("recall", also=(lambda tp, fn: 1 - _share(tp, tp + fn),))
def counted_what_was_missed(tp, fn):
    """That is the share of missed images, FN / (TP + FN). Recall is the rest of it: TP / (TP + FN)."""
    return _share(fn, tp + fn)


@misconception("specificity", also=(lambda tn, fp: 1 - _share(tn, tn + fp),))
def false_positive_rate(tn, fp):
    """That is the false positive rate, FP / (TN + FP). Specificity is the rest: TN / (TN + FP)."""
    return _share(fp, tn + fp)


@misconception(
    "precision",
    "recall",
    "specificity",
    also=(
        lambda **counts: (f := _fraction(counts))[0] / f[1][1],
        lambda **counts: _share(*_fraction(counts)[1]),
    ),
)
def divided_by_the_wrong_ones_alone(**counts):
    """You divide the correct ones by the wrong ones, as in odds.

    Divide them by both together, to get a share of all.
    """
    numerator, terms = _fraction(counts)
    return _share(numerator, terms[1])


@misconception(
    "precision",
    "recall",
    "specificity",
    also=(lambda **counts: np.maximum(_share((t := _fraction(counts)[1])[0] - t[1], sum(t)), 0),),
)
def subtracted_the_wrong_ones(**counts):
    """You subtract the wrong ones from the correct ones before you divide. The numerator is the correct ones alone."""
    _, terms = _fraction(counts)
    return _share(terms[0] - terms[1], sum(terms))


# what goes wrong with f_score alone


def _f(p, r):
    return _share(2 * p * r, p + r)


@misconception("f_score", also=(lambda precision, recall: np.mean([precision, recall]),))
def arithmetic_mean(precision, recall):
    """That is the arithmetic mean, (P + R) / 2. The F-score is the harmonic mean: nearer to the smaller of the two."""
    return (precision + recall) / 2


@misconception("f_score")
def geometric_mean(precision, recall):
    """That is the geometric mean, the root of the product. The F-score is the harmonic mean."""
    return np.sqrt(precision * recall)


@misconception("f_score")
def left_out_the_factor_2(precision, recall):
    """You left out the factor 2: a perfect classifier would have an F-score of 0.5."""
    return _share(precision * recall, precision + recall)


@misconception("f_score", also=(lambda precision, recall: np.maximum(precision, recall),))
def one_of_the_two(precision, recall):
    """You return the smaller (or the larger) of the two. The F-score is between them, nearer to the smaller one."""
    return np.minimum(precision, recall)


@misconception("f_score", also=(lambda precision, recall: 2 * precision * recall,))
def product_alone(precision, recall):
    """You multiply the two, but do not divide by their sum."""
    return precision * recall


@misconception(
    "f_score",
    also=(
        lambda precision, recall: _share(1.25 * precision * recall, 0.25 * precision + recall),
        lambda precision, recall: _share(5 * precision * recall, precision + 4 * recall),
        lambda precision, recall: _share(1.25 * precision * recall, precision + 0.25 * recall),
    ),
)
def weighted_the_two(precision, recall):
    """That is an F-score in which one of the two counts more, such as F2. Here, both count the same: F1."""
    return _share(5 * precision * recall, 4 * precision + recall)


@misconception(
    "f_score",
    also=(
        lambda precision, recall: _share(precision + recall, 2 * precision * recall),
        lambda precision, recall: 2 * _share(precision + recall, precision * recall),
        lambda precision, recall: (_share(1, precision) + _share(1, recall)) / 2,
    ),
)
def upside_down(precision, recall):
    """You divide the sum by the product. It is the other way round: twice the product over the sum."""
    return _share(precision + recall, precision * recall)


@misconception(
    "f_score",
    also=(
        lambda precision, recall: 2 / (1 / precision + 1 / recall) if np.all(precision + recall) else 0.0,
        lambda precision, recall: 2 / (1 / precision + 1 / recall) if precision + recall else 0.0,
    ),
)
def divided_by_each_of_the_two(precision, recall):
    """You divide by precision and by recall, and either may be 0. Twice the product over the sum divides only once."""
    return 2 / (1 / precision + 1 / recall)


@misconception(
    "f_score", also=(lambda precision, recall: np.full(np.shape(recall), _f(np.mean(precision), np.mean(recall))),)
)
def f_score_of_averages(precision, recall):
    """You average over the classes first. Every class has its own F-score, from its own precision and recall."""
    return _f(np.mean(precision), np.mean(recall))


# average_scores


def _average(scores, support, kind, macro="macro", weighted="weighted"):
    if kind == macro:
        return np.mean(scores)
    if kind == weighted:
        return _share(np.sum(scores * support), np.sum(support))
    raise ValueError(kind)


def _right_average(scores, support, kind):
    return _average(scores, support, kind)


@misconception("average_scores", also=(lambda scores, support, kind: np.mean(scores),))
def macro_for_weighted(scores, support, kind):
    """Both of your averages are the macro average. In "weighted", a class counts by its support: scores * support."""
    return _average(scores, support, "macro" if kind == "weighted" else kind)


@misconception("average_scores", also=(lambda scores, support, kind: _average(scores, support, "weighted"),))
def weighted_for_macro(scores, support, kind):
    """Both of your averages are weighted. In "macro", every class counts the same, whatever its support."""
    return _average(scores, support, "weighted" if kind == "macro" else kind)


@misconception(
    "average_scores",
    also=(
        lambda scores, support, kind: _average(scores, support, "weighted" if kind == "macro" else "macro"),
        lambda scores, support, kind: _average(scores, support, "macro" if kind == "weighted" else "weighted"),
    ),
)
def exchanged_the_kinds(scores, support, kind):
    """You swapped the two kinds: "macro" counts every class the same, "weighted" counts it by its support."""
    return _average(scores, support, kind, macro="weighted", weighted="macro")


@misconception("average_scores")
def left_weights_as_they_are(scores, support, kind):
    """You do not divide by the sum of the weights, so the weighted "average" grows with the number of images."""
    return np.sum(scores * support) if kind == "weighted" else _average(scores, support, kind)


@misconception("average_scores")
def divided_by_the_largest_support(scores, support, kind):
    """You divide the weighted sum by the largest support.

    Divide it by the sum of the weights: the sum of the support.
    """
    return np.sum(scores * support) / max(np.max(support), 1) if kind == "weighted" else _average(scores, support, kind)


@misconception("average_scores", also=(lambda scores, support, kind: _by_classes(scores, support, kind)[1],))
def divided_weights_by_classes(scores, support, kind):
    """You divide the weighted sum by the number of classes.

    Divide it by the sum of the weights: the sum of the support.
    """
    return np.mean(scores * support) if kind == "weighted" else _average(scores, support, kind)


def _by_classes(scores, support, kind):
    """Two averages that divide by the wrong number."""
    if kind == "weighted":
        return np.mean(scores * support), np.mean(scores * _share(support, np.sum(support)))
    return (_average(scores, support, kind),) * 2


@misconception("average_scores")
def divided_macro_by_images(scores, support, kind):
    """You divide the sum of the scores by the number of images.

    The macro average divides it by the number of classes.
    """
    return _share(np.sum(scores), np.sum(support)) if kind == "macro" else _average(scores, support, kind)


@misconception("average_scores")
def divided_by_ten_classes(scores, support, kind):
    """You always divide by ten. There are as many classes as scores: len(scores)."""
    return np.sum(scores) / 10 if kind == "macro" else _average(scores, support, kind)


@misconception("average_scores")
def summed_instead_of_averaged(scores, support, kind):
    """Your macro average is the sum of the scores. Divide it by the number of classes."""
    return np.sum(scores) if kind == "macro" else _average(scores, support, kind)


@misconception(
    "average_scores",
    also=(
        lambda scores, support, kind: (
            scores[support > 0].mean() if kind == "macro" else _average(scores, support, kind)
        ),
        lambda scores, support, kind: scores[scores > 0].mean() if kind == "macro" else _average(scores, support, kind),
    ),
)
def left_out_empty_classes(scores, support, kind):
    """You leave classes without images (or with a score of 0) out of the macro average.

    They are classes, too: count them.
    """
    used = support > 0
    return _share(np.sum(scores[used]), used.sum()) if kind == "macro" else _average(scores, support, kind)


@misconception("average_scores")
def median_for_macro(scores, support, kind):
    """You take the median. The macro average is the arithmetic mean of the scores."""
    return np.median(scores) if kind == "macro" else _average(scores, support, kind)


@misconception(
    "average_scores",
    also=(
        lambda scores, support, kind: (
            _share(np.sum(scores * support**2), np.sum(support**2))
            if kind == "weighted"
            else _average(scores, support, kind)
        ),
        lambda scores, support, kind: (
            _share(np.sum(scores * _share(1, support)), np.sum(_share(1, support)))
            if kind == "weighted"
            else _average(scores, support, kind)
        ),
        lambda scores, support, kind: (
            np.average(scores, weights=1 / np.maximum(support, 1))
            if kind == "weighted"
            else _average(scores, support, kind)
        ),
    ),
)
def weighted_otherwise(scores, support, kind):
    """Your weights are not the support itself. Each class counts as often as it has images."""
    return (
        _share(np.sum(scores * np.sqrt(support)), np.sum(np.sqrt(support)))
        if kind == "weighted"
        else _average(scores, support, kind)
    )


@misconception(
    "average_scores",
    also=(
        lambda scores, support, kind: scores if kind == "macro" else scores * _share(support, np.sum(support)),
        lambda scores, support, kind: _average(scores, support, kind) if kind == "macro" else scores * support,
        lambda scores, support, kind: (
            _average(scores, support, kind) if kind == "macro" else scores * _share(support, np.sum(support))
        ),
    ),
)
def forgot_to_add_up(scores, support, kind):
    """You return one number for each class. An average is one number: add up over the classes."""
    if kind not in ("macro", "weighted"):
        raise ValueError(kind)
    return scores if kind == "macro" else scores * _share(support, np.sum(support))


@misconception(
    "average_scores",
    also=(
        lambda scores, support, kind: (
            np.average(scores, weights=support) if kind == "weighted" else _average(scores, support, kind)
        ),
        lambda scores, support, kind: (
            sum((scores * support).tolist()) / sum(support.tolist())
            if kind == "weighted"
            else _average(scores, support, kind)
        ),
        lambda scores, support, kind: (
            np.nan if kind == "weighted" and not np.sum(support) else _average(scores, support, kind)
        ),
        lambda scores, support, kind: (
            np.mean(scores) if kind == "macro" else np.sum(scores * support) / np.sum(support)
        ),
        lambda scores, support, kind: np.mean(scores) if kind == "macro" else np.average(scores, weights=support),
    ),
)
def undefined_without_images(scores, support, kind):
    """Where all support is 0, you divide by 0. There the weighted average is 0.0."""
    return np.sum(scores * support) / np.sum(support) if kind == "weighted" else _average(scores, support, kind)


@misconception("average_scores")
def zero_without_images(scores, support, kind):
    """Where all support is 0, your macro average is 0 as well. It counts every class the same, whatever the support."""
    average = _average(scores, support, kind)
    return average if np.sum(support) else 0.0


@misconception("average_scores")
def macro_without_images(scores, support, kind):
    """Where all support is 0, you take the macro average. There the weighted average is 0.0."""
    return _average(scores, support, kind if np.sum(support) else "macro" if kind == "weighted" else kind)


@misconception(
    "average_scores",
    also=tuple(lambda scores, support, kind, d=d: np.round(_average(scores, support, kind), d) for d in (0, 1, 3, 4)),
)
def rounded_the_average(scores, support, kind):
    """You round the average. Return it as it is; rounding is for printing."""
    return np.round(_average(scores, support, kind), 2)


@misconception("average_scores", seen=_wrongly_accepted(_right_average))
def accepted_any_kind(scores, support, kind):
    """You accept a kind that is neither "macro" nor "weighted".

    Raise a ValueError, so that a typing mistake does not go unnoticed.
    """
    return np.mean(scores) if kind == "macro" else _share(np.sum(scores * support), np.sum(support))


@misconception("average_scores", seen=_refused_otherwise(_right_average))
def another_error_for_a_kind(scores, support, kind):
    """For another kind you raise an exception other than ValueError. Raise a ValueError that names the valid kinds."""
    return {"macro": np.mean(scores), "weighted": _share(np.sum(scores * support), np.sum(support))}[kind]


@misconception("average_scores", seen=_right_with_a_warning(_right_average))
def divided_by_no_images(scores, support, kind):
    """You divide by the sum of the support and fix 0 / 0 afterwards, which warns. Check the sum first."""
    if kind == "weighted":
        return np.nan_to_num(np.sum(scores * support) / np.sum(support))
    return _average(scores, support, kind)


@misconception("average_scores", form=True, seen=_right_answers(_right_average))
def changed_the_scores(scores, support, kind):
    """The averages are correct, but you changed the scores or the support: *= works in place. Work on a copy."""
    average = _average(scores, support, kind)
    scores *= support
    return average


# classification_report


def _columns(cm, empty=0.0):
    """Precision, recall, F1 and support of every class."""
    tp, called, true = np.diag(cm), cm.sum(axis=0), cm.sum(axis=1)
    return {
        "precision": _share(tp, called, empty),
        "recall": _share(tp, true, empty),
        "f1-score": _share(2 * tp, called + true, empty),
        "support": true,
    }


def _macro(column, support):
    return np.mean(column)


def _weighted(column, support):
    return _share(np.sum(column * support), np.sum(support))


def _assembled(columns, accuracy, macro=_macro, weighted=_weighted):
    """The report from its columns and the two ways to average them."""
    support = columns["support"]
    report = {str(j): {name: column[j] for name, column in columns.items()} for j in range(len(support))}
    report["accuracy"] = accuracy
    for name, average in [("macro avg", macro), ("weighted avg", weighted)]:
        report[name] = {key: average(column, support) for key, column in columns.items()} | {"support": np.sum(support)}
    return report


def _right_accuracy(cm):
    return _share(np.trace(cm), np.sum(cm))


def _right_report(cm):
    return _assembled(_columns(cm), _right_accuracy(cm))


def _reports(evidence):
    """Answers with their expected values; all are dicts. Calls that raised something are left out."""
    calls = [call for call in evidence.calls if not isinstance(call.error, StudentError)]
    assert calls
    assert all(isinstance(call.returned, dict) for call in calls)
    return [(call.returned, _plain(_right_report(call.args[0]))) for call in calls]


def _plain(report):
    return {key: _plain(value) if isinstance(value, dict) else float(value) for key, value in report.items()}


def _is(found, right, others=False):
    return mapping(right, others=others).why(found) is None


def _flat(report):
    """The numbers of a report by their places."""
    flat = {}
    for key, entry in report.items():
        flat.update({(key, name): value for name, value in entry.items()} if isinstance(entry, dict) else {key: entry})
    return flat


def _partly(*others):
    """Finds that every number is the right one or that of another report, and the other one somewhere."""

    def seen(evidence):
        _reports(evidence)  # all are dicts
        calls = [call for call in evidence.calls if call.answered]
        return any(all(_fits(call, other) for call in calls) and not all(map(_fits, calls)) for other in others)

    return seen


def _fits(call, other=None):
    found, right = _flat(call.returned), _flat(_plain(_right_report(call.args[0])))
    wrong = _flat(_plain(other(call.args[0]))) if other else right
    return found.keys() == right.keys() and all(
        number(value) == found[key] or number(wrong[key]) == found[key] for key, value in right.items()
    )


def _undefined(evidence):
    """All that is a number is right; something is NaN, or a division by zero."""
    errors = [call for call in evidence.calls if not call.answered]
    assert all(isinstance(call.error, ZeroDivisionError) for call in errors)
    flat = [(_flat(found), _flat(right)) for found, right in _reports(evidence)]
    assert all(found.keys() == right.keys() for found, right in flat)
    pairs = [(numbers(found[key]), right[key]) for found, right in flat for key in found]
    wrong = [found for found, right in pairs if number(right) != found]
    return bool(wrong or errors) and all(not found.ndim and np.isnan(found) for found in wrong)


def _ten_classes_alone(evidence):
    """Right for a matrix of ten classes, and for no other."""
    ten = [call for call in evidence.calls if len(call.args[0]) == 10]
    others = [call for call in evidence.calls if len(call.args[0]) != 10]
    return bool(ten) and alike(ten, _right_report) and all(map(_fails_or_has_ten, others))


def _fails_or_has_ten(call):
    return call.error is not None or (isinstance(call.returned, dict) and len(call.returned) == 10 + 3)


def _pruned(right, found):
    """Of the right report, what the answer has at all."""
    return {
        key: _pruned(value, found[key]) if isinstance(value, dict) and isinstance(found[key], dict) else value
        for key, value in right.items()
        if key in found
    }


def _renamed(found, right):
    """The answer under the right names, taken in their order."""
    assert len(found) == len(right)
    names = dict(zip(found, right, strict=True)) if set(found) != set(right) else {key: key for key in right}
    return {
        name: _renamed(found[key], right[name])
        if isinstance(right[name], dict) and isinstance(found[key], dict)
        else found[key]
        for key, name in names.items()
    }


def _with_texts(found):
    """The answer with integers among its keys made texts."""
    return {str(key) if isinstance(key, int) and 0 <= key < 100 else key: value for key, value in found.items()}


def _has_numbers_as_keys(evidence):
    return all(not _is(found, right) and _is(_with_texts(found), right) for found, right in _reports(evidence))


def _has_other_names(evidence):
    return not _has_numbers_as_keys(evidence) and all(
        not _is(found, right) and _is(_renamed(found, right), right) for found, right in _reports(evidence)
    )


def _has_more(evidence):
    return all(not _is(found, right) and _is(found, right, others=True) for found, right in _reports(evidence))


def _has_less(evidence):
    return all(
        found and (part := _pruned(right, found)) != right and _is(found, part) for found, right in _reports(evidence)
    )


def _changed_in(report, entries):
    """The report with other values in some of its entries."""
    return {
        key: value | entries[key] if key in entries and isinstance(value, dict) else entries.get(key, value)
        for key, value in report.items()
    }


def _f_of_averages(cm, *kinds):
    report = _right_report(cm)
    return _changed_in(
        report, {kind: {"f1-score": _f(report[kind]["precision"], report[kind]["recall"])} for kind in kinds}
    )


@misconception(
    "classification_report",
    also=(lambda cm: _f_of_averages(cm, "macro avg"), lambda cm: _f_of_averages(cm, "weighted avg")),
)
def f1_of_averages(cm):
    """Your average F1 is the F1 of the average precision and recall.

    It is the average of the F1 scores of the classes.
    """
    return _f_of_averages(cm, "macro avg", "weighted avg")


def _exchanged(cm, support):
    right = _columns(cm)
    columns = {"precision": right["recall"], "recall": right["precision"], "f1-score": right["f1-score"]}
    return columns | {"support": right["support"] if support is None else support}


@misconception("classification_report")
def exchanged_precision_and_recall(cm):
    """You swapped precision and recall.

    Precision divides by the images predicted as the class (a column), recall by those that belong to it (a row).
    """
    return _assembled(_exchanged(cm, None), _right_accuracy(cm))


@misconception("classification_report")
def read_the_matrix_transposed(cm):
    """You read the matrix as if true classes were in its columns.

    They are in the rows: precision, recall and support follow from it.
    """
    return _right_report(cm.T)


def _support_of_predictions(cm, weights):
    called = cm.sum(axis=0)
    report = _assembled(_columns(cm) | {"support": called}, _right_accuracy(cm))
    return report if weights == "theirs" else _changed_in(report, {"weighted avg": _right_report(cm)["weighted avg"]})


@misconception("classification_report", also=(lambda cm: _support_of_predictions(cm, "right"),))
def support_of_predictions(cm):
    """Your support counts predictions, the sum of a column. Support is the number of true images, the sum of a row."""
    return _support_of_predictions(cm, "theirs")


@misconception("classification_report")
def support_of_hits(cm):
    """Your support counts only the images that were recognised.

    Support is the number of true images, the sum of a row.
    """
    return _assembled(_columns(cm) | {"support": np.diag(cm)}, _right_accuracy(cm), _macro, _weighted)


def _unweighted(cm):
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=_macro)


def _macro_of_those_that_occur(cm, used):
    """The right report with a macro average over some of the classes."""
    return _assembled(
        _columns(cm),
        _right_accuracy(cm),
        macro=lambda column, support: _share(np.sum(column * used), np.sum(used)),
    )


@misconception(
    "classification_report",
    also=(
        lambda cm: _macro_of_those_that_occur(cm, cm.sum(axis=0) > 0),
        lambda cm: _macro_of_those_that_occur(cm, cm.sum(axis=0) + cm.sum(axis=1) > 0),
    ),
)
def left_empty_classes_out_of_macro(cm):
    """Your macro average leaves out classes that never occur, or are never predicted.

    They are classes, too: count them.
    """
    return _macro_of_those_that_occur(cm, cm.sum(axis=1) > 0)


def _one_for_both(cm, name):
    columns = _columns(cm)
    score = columns[name]
    return _assembled(columns | {"precision": score, "recall": score, "f1-score": score}, _right_accuracy(cm))


@misconception(
    "classification_report",
    also=(
        lambda cm: _one_for_both(cm, "precision"),
        lambda cm: _assembled(_columns(cm) | {"recall": _columns(cm)["precision"]}, _right_accuracy(cm)),
        lambda cm: _assembled(_columns(cm) | {"precision": _columns(cm)["recall"]}, _right_accuracy(cm)),
    ),
)
def one_sum_for_precision_and_recall(cm):
    """Your precision and recall are the same: both divide by the same sum.

    Precision divides by the images predicted as the class (a column), recall by those that belong to it (a row).
    """
    return _one_for_both(cm, "recall")


def _weighted_macro(cm):
    return _assembled(_columns(cm), _right_accuracy(cm), macro=_weighted)


@misconception("classification_report", seen=_partly(_unweighted))
def unweighted_twice(cm):
    """Your weighted average is the macro average. In the weighted one, every class counts by its support."""
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=_macro)


@misconception("classification_report", seen=_partly(_weighted_macro))
def weighted_twice(cm):
    """Your macro average is the weighted one. In the macro average every class counts the same."""
    return _assembled(_columns(cm), _right_accuracy(cm), macro=_weighted)


@misconception("classification_report")
def exchanged_the_averages(cm):
    """You swapped the two averages: "macro avg" counts every class the same, "weighted avg" by its support."""
    return _assembled(_columns(cm), _right_accuracy(cm), macro=_weighted, weighted=_macro)


def _weighted_by_predictions(cm):
    called = cm.sum(axis=0)
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=lambda column, _: _weighted(column, called))


@misconception("classification_report")
def weighted_by_predictions(cm):
    """Your weights count predictions, the sums of columns.

    In the weighted average, a class counts by its true images.
    """
    return _weighted_by_predictions(cm)


def _unnormalised(column, support):
    return np.sum(column * support)


def _divided_by_classes(column, support):
    return np.mean(column * support)


@misconception(
    "classification_report",
    also=(lambda cm: _assembled(_columns(cm), _right_accuracy(cm), weighted=_divided_by_classes),),
)
def weights_not_normalised(cm):
    """You do not divide the weighted sums by the sum of the weights, which is the number of images."""
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=_unnormalised)


@misconception(
    "classification_report",
    also=(
        lambda cm: _assembled(_columns(cm), np.mean(_columns(cm)["recall"])),
        lambda cm: _assembled(_columns(cm), np.mean(_columns(cm)["precision"])),
        lambda cm: _assembled(_columns(cm), np.mean(_columns(cm)["f1-score"])),
    ),
)
def accuracy_averaged_over_classes(cm):
    """Your accuracy is an average over the classes.

    It must be the share of all images that were recognised: the diagonal over all cells.
    """
    tp, fp, fn, tn = _four(cm)
    return _assembled(_columns(cm), np.mean(_share(tp + tn, tp + fp + fn + tn)))


@misconception(
    "classification_report",
    also=(
        lambda cm: _assembled(
            _columns(cm) | {"f1-score": np.sqrt((c := _columns(cm))["precision"] * c["recall"])}, _right_accuracy(cm)
        ),
        lambda cm: _assembled(_columns(cm) | {"f1-score": _columns(cm)["f1-score"] / 2}, _right_accuracy(cm)),
    ),
)
def f1_by_another_formula(cm):
    """Your F1 is another mean of precision and recall. It is the harmonic one: twice their product over their sum."""
    columns = _columns(cm)
    return _assembled(columns | {"f1-score": (columns["precision"] + columns["recall"]) / 2}, _right_accuracy(cm))


@misconception("classification_report", seen=_undefined)
def undefined_where_nothing_was_counted(cm):
    """Where a score divides 0 by 0, you report NaN, or stop with an error. It is 0.0 there."""
    return _assembled(_columns(cm, np.nan), _right_accuracy(cm))


@misconception(
    "classification_report", also=(lambda cm: _assembled(_columns(cm, 1.0), _share(np.trace(cm), cm.sum(), 1.0)),)
)
def one_where_nothing_was_counted(cm):
    """Where a score divides 0 by 0, you report 1. It is 0.0 there."""
    return _assembled(_columns(cm, 1.0), _right_accuracy(cm))


def _average_support(cm, total):
    """The right report with another support of the two averages."""
    return _changed_in(
        _right_report(cm), {kind: {"support": total(cm.sum(axis=1), cm)} for kind in ("macro avg", "weighted avg")}
    )


@misconception(
    "classification_report",
    also=(
        lambda cm: _average_support(cm, lambda support, cm: len(support)),
        lambda cm: _average_support(cm, lambda support, cm: _share(np.sum(support * support), np.sum(support))),
        lambda cm: _average_support(cm, lambda support, cm: np.trace(cm)),
        lambda cm: _average_support(cm, lambda support, cm: 1),
        lambda cm: _changed_in(_right_report(cm), {"macro avg": {"support": np.mean(cm.sum(axis=1))}}),
        lambda cm: _changed_in(
            _right_report(cm),
            {
                "macro avg": {"support": np.mean(s := cm.sum(axis=1))},
                "weighted avg": {"support": _share(np.sum(s * s), np.sum(s))},
            },
        ),
    ),
)
def averaged_the_support(cm):
    """The support of your averages is not the number of all images. Do not average it: add it up."""
    return _average_support(cm, lambda support, cm: np.mean(support))


def _each_number(report, change):
    return {
        key: {name: value if name == "support" else change(value) for name, value in entry.items()}
        if isinstance(entry, dict)
        else change(entry)
        for key, entry in report.items()
    }


def _percent(value):
    return 100 * value


def _all_in_percent(cm):
    return {
        key: {name: _percent(value) for name, value in entry.items()} if isinstance(entry, dict) else _percent(entry)
        for key, entry in _right_report(cm).items()
    }


@misconception("classification_report", seen=_partly(_all_in_percent))
def report_in_percent(cm):
    """Your scores are percent. Return shares, from 0.0 to 1.0."""
    return _each_number(_right_report(cm), _percent)


def _two_digits(value):
    return np.round(value, 2)


def _are_rounded(evidence):
    """All is right up to so many digits, not all to more; some may be rounded and others, such as the support, not."""
    reports = [(_flat(found), _flat(right)) for found, right in _reports(evidence)]
    if not reports or any(found.keys() != right.keys() for found, right in reports):
        return False
    pairs = [(number(right[key]) == found[key], found[key], right[key]) for found, right in reports for key in right]
    wrong = [(found, right) for same, found, right in pairs if not same]
    return bool(wrong) and any(
        all(number(float(np.round(right, digits))) == found for found, right in wrong) for digits in (0, 1, 2, 3, 4)
    )


@misconception("classification_report", seen=_are_rounded)
def rounded_scores(cm):
    """You round the scores. Return them as they are; rounding is for printing."""
    return _each_number(_right_report(cm), _two_digits)


@misconception("classification_report", seen=_ten_classes_alone)
def assumed_ten_classes(cm):
    """Your report is correct only for ten classes. There are as many classes as the matrix has rows: len(cm)."""
    report = _right_report(cm)
    return {str(j): report[str(j)] for j in range(10)} | report


@misconception("classification_report", seen=_has_numbers_as_keys)
def numbers_as_keys(cm):
    """The keys of your classes are numbers. They must be strings: "0", "1" and so on, as in JSON."""
    return {int(key) if key.isdigit() else key: value for key, value in _right_report(cm).items()}


@misconception("classification_report", seen=_has_other_names)
def named_otherwise(cm):
    """The numbers are correct, but some names are not.

    The contract's are "precision", "recall", "f1-score", "support", "accuracy", "macro avg" and "weighted avg".
    """
    return {key.replace(" avg", "_avg"): value for key, value in _right_report(cm).items()}


@misconception("classification_report", seen=_has_more)
def added_entries(cm):
    """The report is correct, but has entries that do not belong there. Leave them out."""
    return _right_report(cm) | {"micro avg": {"precision": _right_accuracy(cm)}}


@misconception("classification_report", seen=_has_less)
def left_out_entries(cm):
    """Your entries are correct, but some are missing.

    The contract asks for every class, "accuracy", "macro avg" and "weighted avg", with three scores and support.
    """
    return {key: value for key, value in _right_report(cm).items() if key.isdigit()}


@misconception(
    "classification_report",
    seen=lambda evidence: all(isinstance(answer, str) for answer in evidence.answers) and bool(evidence.answers),
)
def report_as_text(cm):
    """You return a string. The contract asks for a dict, so that others can use its numbers."""
    return str(_right_report(cm))


@misconception("classification_report", form=True, seen=_right_answers(_right_report))
def changed_the_given_matrix(cm):
    """The report is correct, but you changed the matrix that you receive. Work on a copy."""
    report = _right_report(cm.copy())
    np.fill_diagonal(cm, 0)
    return report


# roc_auc


def _pairs_in_order(scores, positive, tie=0.5):
    """Share of the pairs that the scores put in order, and what a tie counts."""
    if not positive.any() or positive.all():
        raise ValueError("no curve")
    differences = scores[positive][:, np.newaxis] - scores[~positive]
    return np.mean((differences > 0) + tie * (differences == 0))


def _areas(y_true, scores, area=_pairs_in_order):
    return [area(scores[:, j], y_true == j) for j in range(scores.shape[1])]


def _right_auc(y_true, scores):
    return np.mean(_areas(y_true, scores))


def _ties(tie):
    return lambda column, positive: _pairs_in_order(column, positive, tie)


@misconception("roc_auc")
def ties_as_wins(y_true, scores):
    """Your areas count a tie as won (as a curve of steps does). Equal scores have no order: a tie counts as half."""
    return np.mean([_pairs_in_order(scores[:, j], y_true == j, 1) for j in range(scores.shape[1])])


@misconception("roc_auc")
def ties_as_losses(y_true, scores):
    """Your areas count a tie as nothing (as a curve of steps does).

    Constant scores are guesses, 0.5: a tie counts as half.
    """
    return np.mean([_pairs_in_order(scores[:, j], y_true == j, 0) for j in range(scores.shape[1])])


def _step_area(scores, positive, order):
    """Area under a curve that goes up or right image by image, with images of equal scores in some order."""
    if not positive.any() or positive.all():
        raise ValueError("no curve")
    right = positive[order]
    return np.sum(np.cumsum(right) * ~right) / (right.sum() * (~right).sum())


_ORDERS = (
    lambda column: np.argsort(-column),
    lambda column: np.argsort(column)[::-1],
    lambda column: np.argsort(-column, kind="stable"),
    lambda column: np.argsort(column, kind="stable")[::-1],
)


@misconception(
    "roc_auc",
    also=tuple(
        lambda y_true, scores, order=order: np.mean(_areas(y_true, scores, lambda c, p: _step_area(c, p, order(c))))
        for order in _ORDERS
    ),
)
def ranked_ties_by_place(y_true, scores):
    """You sort the images, so those with equal scores are in some random order.

    Equal scores share a rank, or a step of the curve.
    """
    orders = np.argsort(-scores, axis=0, kind="stable")
    return np.mean([_step_area(scores[:, j], y_true == j, orders[:, j]) for j in range(scores.shape[1])])


def _classes_with_a_curve(y_true, scores):
    if len(np.unique(y_true)) < max(2, scores.shape[1]):
        raise ValueError("no curve")


def _micro(y_true, scores):
    _classes_with_a_curve(y_true, scores)
    positive = (y_true[:, np.newaxis] == np.arange(scores.shape[1])).ravel()
    return _pairs_in_order(scores.ravel(), positive)


@misconception("roc_auc")
def micro_average(y_true, scores):
    """You put the scores of all classes together (micro average). Each class has its own area; return their mean."""
    return _micro(y_true, scores)


@misconception("roc_auc")
def weighted_areas(y_true, scores):
    """You weight the areas by the number of images. Here, every class counts the same: the plain mean of the areas."""
    return np.average(_areas(y_true, scores), weights=[np.sum(y_true == j) for j in range(scores.shape[1])])


def _one_against_one(y_true, scores):
    _classes_with_a_curve(y_true, scores)
    areas = []
    for i, j in combinations(range(scores.shape[1]), 2):
        both = np.isin(y_true, (i, j))
        areas += [_pairs_in_order(scores[both, k], y_true[both] == k) for k in (i, j)]
    return np.mean(areas)


@misconception("roc_auc", also=(_one_against_one,))
def one_against_one(y_true, scores):
    """You compare every class with each other class separately (one against one).

    Compare it with all others together.
    """
    k = scores.shape[1]
    if len(np.unique(y_true)) < max(2, k):
        raise ValueError("no curve")
    pairs = [(i, j) for i in range(k) for j in range(k) if i != j]
    return np.mean(
        [
            _pairs_in_order(scores[(y_true == i) | (y_true == j), i], y_true[(y_true == i) | (y_true == j)] == i)
            for i, j in pairs
        ]
    )


@misconception("roc_auc")
def one_area_per_class(y_true, scores):
    """You return the areas of all classes. Return one number: their mean."""
    return np.array(_areas(y_true, scores))


@misconception("roc_auc")
def summed_the_areas(y_true, scores):
    """You add the areas up. Return their mean, which is between 0 and 1."""
    return np.sum(_areas(y_true, scores))


@misconception(
    "roc_auc",
    also=(
        lambda y_true, scores: _areas(y_true, scores)[0],
        lambda y_true, scores: _areas(y_true, scores)[1],
        lambda y_true, scores: _pairs_in_order(scores[:, 1], y_true == 1),
        lambda y_true, scores: _pairs_in_order(scores[:, 0], y_true == 0),
        lambda y_true, scores: _pairs_in_order(scores[:, -1], y_true == scores.shape[1] - 1),
        lambda y_true, scores: np.max(_areas(y_true, scores)),
        lambda y_true, scores: np.min(_areas(y_true, scores)),
    ),
)
def one_class_alone(y_true, scores):
    """You return the area of only one class. Every column is a class: return the mean of all areas."""
    return _areas(y_true, scores)[-1]


def _as_decided(y_true, scores):
    return _right_auc(y_true, np.eye(scores.shape[1])[scores.argmax(axis=1)])


@misconception(
    "roc_auc",
    also=(
        lambda y_true, scores: _right_auc(y_true, (scores > 0.5) * 1),
        lambda y_true, scores: _right_auc(y_true, (scores >= 0.5) * 1),
    ),
)
def areas_of_labels(y_true, scores):
    """You look at the predicted labels instead of the scores.

    The area needs the order of all scores, before any decision.
    """
    return _as_decided(y_true, scores)


@misconception("roc_auc")
def accuracy_instead(y_true, scores):
    """That is the accuracy. The area looks at pairs of images, and whether the scores put them in the correct order."""
    _classes_with_a_curve(y_true, scores)
    return np.mean(scores.argmax(axis=1) == y_true)


@misconception(
    "roc_auc",
    also=(
        lambda y_true, scores: -_right_auc(y_true, scores),
        lambda y_true, scores: np.mean(_areas(y_true, -scores, _ties(0))),
        lambda y_true, scores: np.mean(_areas(y_true, -scores, _ties(1))),
    ),
)
def reversed_the_order(y_true, scores):
    """Your areas are upside down: perfect scores get 0 (or -1).

    An image of the class must score higher than the others.
    """
    return _right_auc(y_true, -scores)


def _curve_area(thresholds, scores, positive, strictly=False, ends=False):
    """Area by the trapezium rule under the curve through the points of some thresholds."""
    if not positive.any() or positive.all():
        raise ValueError("no curve")
    called = scores > thresholds[:, np.newaxis] if strictly else scores >= thresholds[:, np.newaxis]
    x, y = called[:, ~positive].mean(axis=1), called[:, positive].mean(axis=1)
    if ends:
        x, y = np.append(0, x), np.append(0, y)
    return np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1]) / 2)


_STEPS = (5, 6, 10, 11, 20, 21, 50, 51, 100, 101, 102, 200, 201, 500, 501, 1000, 1001)


@misconception(
    "roc_auc",
    also=tuple(
        lambda y_true, scores, steps=steps, strictly=strictly: np.mean(
            _areas(y_true, scores, lambda c, p: _curve_area(np.linspace(1, 0, steps), c, p, strictly))
        )
        for steps in _STEPS
        for strictly in (False, True)
    )
    + tuple(
        lambda y_true, scores, steps=steps, strictly=strictly: np.mean(
            _areas(
                y_true,
                scores,
                lambda c, p: _curve_area(np.arange(1 + 1 / steps, -1 / steps, -1 / steps), c, p, strictly),
            )
        )
        for steps in (10, 20, 100, 1000)
        for strictly in (False, True)
    ),
)
def fixed_thresholds(y_true, scores):
    """Your curve goes through fixed thresholds, so scores between two of them look alike.

    Use every score as a threshold.
    """
    return np.mean([_curve_area(np.linspace(1, 0, 101), scores[:, j], y_true == j) for j in range(scores.shape[1])])


@misconception("roc_auc")
def curve_without_its_beginning(y_true, scores):
    """Your curve starts at its first threshold, where some images are already positive. It must start at (0, 0)."""
    every = [np.unique(column)[::-1] for column in scores.T]
    return np.mean([_curve_area(every[j], scores[:, j], y_true == j) for j in range(scores.shape[1])])


@misconception("roc_auc", seen=_wrongly_accepted(_right_auc))
def accepted_a_class_without_a_curve(y_true, scores):
    """A class with no image (or with all of them) gets an area, or is left out. It has no curve: raise a ValueError."""
    areas = []
    for j in range(scores.shape[1]):
        positive = y_true == j
        areas.append(_pairs_in_order(scores[:, j], positive) if positive.any() and not positive.all() else 0.5)
    return np.mean(areas)


@misconception("roc_auc", seen=_refused_otherwise(_right_auc))
def another_error_without_a_curve(y_true, scores):
    """For a class with no image (or with all of them) you raise an exception other than ValueError.

    Raise a ValueError that says so.
    """
    for j in range(scores.shape[1]):
        if np.sum(y_true == j) * np.sum(y_true != j) == 0:
            raise ZeroDivisionError("no pairs")
    return np.mean(_areas(y_true, scores))


def _refused_good_scores(evidence):
    """All areas are right, and some scores are refused that have one."""
    good = [call for call in evidence.calls if not _refuses(_right_auc, call)]
    refused = [call for call in good if isinstance(call.error, ValueError)]
    return 0 < len(refused) < len(good) and alike([call for call in good if call not in refused], _right_auc)


@misconception("roc_auc", seen=_refused_good_scores)
def refused_good_scores(y_true, scores):
    """You refuse valid scores: of two classes, or in rows that do not add up to 1, as scikit-learn does.

    Only their order counts.
    """
    if scores.shape[1] < 3 or not np.allclose(scores.sum(axis=1), 1):
        raise ValueError("no probabilities of many classes")
    return np.mean(_areas(y_true, scores))


@misconception("roc_auc", form=True, seen=_right_answers(_right_auc))
def changed_the_given_scores(y_true, scores):
    """The area is correct, but you changed the labels or scores that you receive. Work on a copy."""
    area = _right_auc(y_true, scores)
    scores.sort(axis=0)
    return area


# all


@misconception(
    "predicted_labels",
    "confusion_matrix",
    "one_vs_rest_counts",
    *FRACTIONS,
    "average_scores",
    "classification_report",
    "roc_auc",
    seen=lambda evidence: bool(evidence.answers) and all(answer is None for answer in evidence.answers),
)
def returned_nothing(*args, **kwargs):
    """Your function returns nothing: what it computes or prints is lost. End it with `return`."""
    return
