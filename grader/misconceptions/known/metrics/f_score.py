"""What goes wrong in f_score."""

import numpy as np

from grader.misconceptions.known.metrics.metrics_shared import _f, _share
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception


@misconception("f_score", also=(lambda precision, recall: np.mean([precision, recall]),))
def arithmetic_mean(precision, recall):
    """That is the arithmetic mean, (P + R) / 2. The F-score is the harmonic mean: nearer to the smaller of the two."""
    return (precision + recall) / 2


def _raised(evidence):
    """At least 1 below, and not right: where no sum is between 0 and 1, nothing tells the two apart."""
    ways = (
        lambda precision, recall: 2 * precision * recall / np.maximum(precision + recall, 1),
        lambda precision, recall: 2 * precision * recall / max(precision + recall, 1),
    )
    between = [call for call in evidence.calls if np.any((total := sum(call.kwargs.values())) * (total < 1))]
    right = alike(between, lambda precision, recall: _f(precision, recall))
    return bool(between) and not right and any(alike(evidence.calls, way) for way in ways)


@misconception("f_score", seen=_raised)
def raised_the_denominator_to_1(precision, recall):
    """You raise the denominator to at least 1, as np.maximum(p + r, 1) does. That is for counts.

    Precision plus recall may be less than 1: divide by the sum itself wherever it is not 0.
    """
    return 2 * precision * recall / np.maximum(precision + recall, 1)


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
