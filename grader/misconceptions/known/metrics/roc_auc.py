"""What goes wrong in roc_auc."""

from itertools import combinations

import numpy as np

from grader.misconceptions.known.metrics.metrics_shared import (
    _refused_otherwise,
    _refuses,
    _right_answers,
    _wrongly_accepted,
)
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception

CLASSES = 10  # of MNIST


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


def _areas_of_rounded(tell_apart):
    return lambda y_true, scores: np.mean(
        _areas(y_true, scores, lambda column, positive: _near_as_ties(column, positive, tell_apart))
    )


def _near_as_ties(column, positive, tell_apart):
    """The share of the pairs in order where two scores are a tie unless they are told apart."""
    if not positive.any() or positive.all():
        raise ValueError("no curve")
    first, second = column[positive][:, np.newaxis], column[~positive]
    return np.mean(np.where(tell_apart(first, second), first > second, 0.5))


@misconception(
    "roc_auc",
    also=tuple(
        _areas_of_rounded(lambda first, second, least=least: np.abs(first - second) > least)
        for least in (1e-5, 1e-6, 1e-7, 1e-8)
    ),
)
def near_scores_as_ties(y_true, scores):
    """You count scores that are nearly the same as a tie, as np.isclose does. Only equal scores are one: use ==."""
    return _areas_of_rounded(lambda first, second: ~np.isclose(first, second))(y_true, scores)


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


def _points(scores, positive):
    """The curve: shares of false and of true positives, from (0, 0) to (1, 1)."""
    if not positive.any() or positive.all():
        raise ValueError("no curve")
    called = scores >= np.append(np.inf, np.unique(scores)[::-1])[:, np.newaxis]
    return called[:, ~positive].mean(axis=1), called[:, positive].mean(axis=1)


@misconception("roc_auc")
def averaged_the_curves(y_true, scores):
    """You average the curves of all classes, as an example of scikit-learn does, and return the area under the result.

    Return the mean of the areas.
    """
    curves = [_points(scores[:, j], y_true == j) for j in range(scores.shape[1])]
    places = np.unique(np.concatenate([x for x, _ in curves]))
    heights = np.mean([np.interp(places, x, y) for x, y in curves], axis=0)
    return np.sum(np.diff(places) * (heights[1:] + heights[:-1]) / 2)


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
    return (
        0 < len(refused) < len(good)
        and not any(_are_many_probabilities(call.args[1]) for call in refused)
        and alike([call for call in good if call not in refused], _right_auc)
    )


def _are_many_probabilities(scores):
    """Whether scikit-learn takes scores without a further word."""
    return scores.shape[1] > 2 and np.allclose(scores.sum(axis=1), 1)


def _assumed_ten_classes(evidence):
    """Areas of ten classes are right, and fewer end in an exception, probabilities of three among them."""
    good = [call for call in evidence.calls if not _refuses(_right_auc, call)]
    ten = [call for call in good if call.args[1].shape[1] == CLASSES]
    fewer = [call for call in good if call.args[1].shape[1] < CLASSES]
    return (
        bool(ten)
        and any(_are_many_probabilities(call.args[1]) for call in fewer)
        and all(isinstance(call.error, ValueError | IndexError) for call in fewer)
        and alike(ten, _right_auc)
    )


@misconception("roc_auc", seen=_assumed_ten_classes)
def assumed_ten_classes(y_true, scores):
    """Your function takes ten classes only. There are as many classes as columns: scores.shape[1]."""
    return np.mean([_pairs_in_order(scores[:, j], y_true == j) for j in range(CLASSES)])


@misconception("roc_auc", seen=_refused_good_scores)
def refused_good_scores(y_true, scores):
    """You refuse valid scores: of two classes, or in rows that do not add up to 1, as scikit-learn does.

    Only their order counts.
    """
    if not _are_many_probabilities(scores):
        raise ValueError("no probabilities of many classes")
    return np.mean(_areas(y_true, scores))


@misconception("roc_auc", form=True, seen=_right_answers(_right_auc))
def changed_the_given_scores(y_true, scores):
    """The area is correct, but you changed the labels or scores that you receive. Work on a copy."""
    area = _right_auc(y_true, scores)
    scores.sort(axis=0)
    return area
