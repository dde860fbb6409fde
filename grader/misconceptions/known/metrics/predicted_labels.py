"""What goes wrong in predicted_labels."""

import numpy as np

from grader.misconceptions.known.metrics.metrics_shared import _right_answers, _right_floats
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception


def _most_probable(y_pred):
    return y_pred.argmax(axis=1) if y_pred.ndim == 2 else y_pred


def _misread_labels(evidence):
    """All probabilities are read right, and no labels."""
    flat = [call for call in evidence.calls if np.ndim(call.args[0]) == 1]
    deep = [call for call in evidence.calls if np.ndim(call.args[0]) == 2]
    some = [call for call in flat if np.size(call.args[0])]
    if not deep or not some:
        return False
    if alike(flat, _above_a_half) and not alike(flat, _most_probable):
        return alike([call for call in deep if call.args[0].shape[1] > 1], _most_probable)
    return alike(deep, _most_probable) and not any(alike([call], _most_probable) for call in some)


def _above_a_half(y_pred):
    return y_pred > 0.5


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


@misconception(
    "predicted_labels",
    seen=_of_probabilities(lambda y_pred: np.nonzero(y_pred == y_pred.max(axis=1, keepdims=True))[1]),
)
def returned_every_tie(y_pred):
    """Where classes are equally probable, you return the labels of all of them, so there are more labels than images.

    Return the first of them, as argmax does.
    """
    return np.nonzero(y_pred == y_pred.max(axis=1, keepdims=True))[1] if y_pred.ndim == 2 else y_pred


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
