"""What goes wrong in average_scores."""

import re

import numpy as np

from grader.misconceptions.evidence import was_refused
from grader.misconceptions.known.metrics.metrics_shared import (
    _refused_otherwise,
    _right_answers,
    _right_with_a_warning,
    _share,
    _wrongly_accepted,
)
from grader.misconceptions.registry import misconception


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
    also=(
        *(lambda scores, support, kind, d=d: np.round(_average(scores, support, kind), d) for d in (0, 1, 3, 4)),
        lambda scores, support, kind: _average(scores, support, kind) // 1,
    ),
)
def rounded_the_average(scores, support, kind):
    """You round the average, or cut its fraction off, as // does. Return it as it is; rounding is for printing."""
    return np.round(_average(scores, support, kind), 2)


@misconception("average_scores", seen=_wrongly_accepted(_right_average))
def accepted_any_kind(scores, support, kind):
    """You accept a kind that is neither "macro" nor "weighted".

    Raise a ValueError, so that a typing mistake does not go unnoticed.
    """
    return np.mean(scores) if kind == "macro" else _share(np.sum(scores * support), np.sum(support))


def _refuses_both_kinds(evidence):
    """Every kind ends in a ValueError of the student's own, which is about the kind and nothing else."""
    return bool(evidence.calls) and all(map(_refuses_the_kind, evidence.calls))


def _refuses_the_kind(call):
    if not was_refused(call) or call.error.types[0] != "ValueError":
        return False
    said = f"{call.error.frames[-1].statement} {call.error.message}"
    other = re.search(r"score|support|class|image|shape|size|\blen\b", said, re.IGNORECASE)
    return not other and re.search(r"\b(?:kind|macro|weighted)", said) is not None


@misconception("average_scores", seen=_refuses_both_kinds)
def refused_both_kinds(scores, support, kind):
    """You refuse every kind, also "macro" and "weighted".

    `kind != "macro" or kind != "weighted"` is always true: write `and`. To compare text, write `==`, not `is`.
    """
    if kind != "macro" or kind != "weighted":
        raise ValueError(kind)


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
