"""What goes wrong in misclassified."""

import numpy as np

from grader.misconceptions.known.evaluation.evaluation_shared import MOST_IMAGES
from grader.misconceptions.registry import misconception


@misconception("misclassified")
def found_the_right_ones(y_true, y_pred):
    """You return the images that were labelled correctly. The contract asks for those whose two labels differ."""
    return np.flatnonzero(y_true == y_pred)


@misconception("misclassified", also=(lambda y_true, y_pred: y_true == y_pred,))
def returned_a_mask(y_true, y_pred):
    """You return for every image whether it is wrong. The contract asks for the indices of the wrong images."""
    return y_true != y_pred


@misconception("misclassified", also=(lambda y_true, y_pred: [np.flatnonzero(y_true != y_pred)],))
def left_the_indices_in_a_tuple(y_true, y_pred):
    """You return the result of np.where: a tuple with one array per axis. The contract asks for the array itself."""
    return np.where(y_true != y_pred)


@misconception(
    "misclassified",
    also=(lambda y_true, y_pred: [[i] for i in range(len(y_true)) if y_true[i] != y_pred[i]],),
)
def left_the_indices_in_a_column(y_true, y_pred):
    """You return one row per index, shape (m, 1), as np.argwhere does. The contract asks for one axis: shape (m,)."""
    return np.argwhere(y_true != y_pred)


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: y_pred[y_true != y_pred],
        lambda y_true, y_pred: np.column_stack([y_true, y_pred])[y_true != y_pred],
        lambda y_true, y_pred: [pair for pair in zip(y_true, y_pred, strict=True) if pair[0] != pair[1]],
        lambda y_true, y_pred: np.unique(y_true[y_true != y_pred]),
        lambda y_true, y_pred: np.unique(y_pred[y_true != y_pred]),
    ),
)
def returned_labels(y_true, y_pred):
    """You return the labels of the wrong images. The contract asks for their positions: the indices."""
    return y_true[y_true != y_pred]


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.mean(y_true != y_pred),
        lambda y_true, y_pred: np.mean(y_true != y_pred) if len(y_true) else 0.0,
    ),
)
def counted_them(y_true, y_pred):
    """You return how many images are wrong. The contract asks which ones are: their indices."""
    return np.sum(y_true != y_pred)


@misconception("misclassified")
def counted_from_one(y_true, y_pred):
    """Your indices count from 1. The contract counts from 0, as NumPy does."""
    return np.flatnonzero(y_true != y_pred) + 1


@misconception("misclassified")
def in_descending_order(y_true, y_pred):
    """Your indices descend. The contract asks for ascending order."""
    return np.flatnonzero(y_true != y_pred)[::-1]


def _by_class(labels, wrong):
    """Indices of the wrong ones, class by class."""
    indices = np.flatnonzero(wrong)
    return indices[np.argsort(labels[indices], kind="stable")]


@misconception("misclassified", also=(lambda y_true, y_pred: _by_class(y_pred, y_true != y_pred),))
def grouped_by_class(y_true, y_pred):
    """Your indices are sorted by class. The contract asks for ascending order, whatever the class."""
    return _by_class(y_true, y_true != y_pred)


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.flatnonzero(y_pred > y_true),
        lambda y_true, y_pred: np.flatnonzero(y_true - y_pred > 0),
        lambda y_true, y_pred: np.flatnonzero(y_pred - y_true > 0),
        lambda y_true, y_pred: np.flatnonzero(y_true.astype(int) - y_pred == 1),
    ),
)
def compared_in_one_direction(y_true, y_pred):
    """You find only labels that are too low, or only labels that are too high. Any other label is wrong."""
    return np.flatnonzero(y_pred < y_true)


def triples(y_true, y_pred):
    """Each wrong index with its two labels."""
    return [(i, y_true[i], y_pred[i]) for i in range(len(y_true)) if y_true[i] != y_pred[i]]


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.array(triples(y_true, y_pred)),
        lambda y_true, y_pred: [(i, true) for i, true, _ in triples(y_true, y_pred)],
        lambda y_true, y_pred: [(i, predicted) for i, _, predicted in triples(y_true, y_pred)],
        lambda y_true, y_pred: {i: (true, predicted) for i, true, predicted in triples(y_true, y_pred)},
    ),
)
def put_labels_beside_the_indices(y_true, y_pred):
    """You return labels together with the indices.

    The contract asks for the indices alone, in one array of shape (m,).
    """
    return triples(y_true, y_pred)


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.flatnonzero(y_true != y_pred)[0],
        lambda y_true, y_pred: np.argmax(y_true != y_pred),
        lambda y_true, y_pred: [np.argmax(y_true != y_pred)],
    ),
)
def found_the_first_alone(y_true, y_pred):
    """You return only the first wrong image. The contract asks for all of them."""
    return np.flatnonzero(y_true != y_pred)[:1]


@misconception(
    "misclassified",
    also=(
        lambda y_true, y_pred: np.array([i for i in range(1, len(y_true)) if y_true[i] != y_pred[i]]),
        lambda y_true, y_pred: np.flatnonzero(y_true != y_pred)[:-1],
        lambda y_true, y_pred: np.flatnonzero(y_true != y_pred)[1:],
    ),
)
def left_out_the_first_or_last(y_true, y_pred):
    """You leave out the first or the last image. Look at every image, from index 0 to n - 1."""
    return np.flatnonzero((y_true != y_pred)[:-1])


@misconception(
    "misclassified",
    also=tuple(
        lambda y_true, y_pred, most=most: np.flatnonzero(y_true != y_pred)[:most] for most in (5, 9, 10, 15, 16, 20)
    ),
)
def stopped_after_some(y_true, y_pred):
    """You return only the first few, as many as a figure shows. The contract asks for all."""
    return np.flatnonzero(y_true != y_pred)[:MOST_IMAGES]


@misconception("misclassified")
def counted_in_uint8(y_true, y_pred):
    """Your indices are uint8, which ends at 255 and starts again at 0. Keep the integers that NumPy gives."""
    return np.flatnonzero(y_true != y_pred).astype(np.uint8)


@misconception("misclassified", form=True, also=(lambda y_true, y_pred: np.float32(np.flatnonzero(y_true != y_pred)),))
def left_as_floats(y_true, y_pred):
    """Your indices are floats, which cannot index an array. The contract asks for integers."""
    return np.flatnonzero(y_true != y_pred) * 1.0


def _changed(right):
    """Whether the arguments are changed, and everything else is right."""

    def seen(evidence):
        changed = any(call.changed for call in evidence.calls)
        return changed and all(call.answered and right(call) for call in evidence.calls)

    return seen


def _is_right(call):
    wanted, found = np.flatnonzero(call.args[0] != call.args[1]), np.asarray(figure_free(call.returned))
    return found.shape == wanted.shape and bool((found == wanted).all())


def figure_free(answer):
    """An answer of plain numbers, or nothing."""
    return answer if isinstance(answer, np.ndarray | list | tuple) and np.ndim(answer) == 1 else [-1]


@misconception("misclassified", seen=_changed(_is_right))
def changed_its_argument(y_true, y_pred):
    """Your function changes the labels that it receives, so later code sees the wrong ones. Work on copies."""
    wrong = np.flatnonzero(y_true != y_pred)
    y_true[wrong] = 0
    return wrong
