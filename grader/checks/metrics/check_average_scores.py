"""Checks of average_scores."""

import numpy as np

from grader.checks.expect import cases, fixed, number, refused, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import averages
from grader.checks.metrics.counting import ratio

SCORES, SUPPORT = fixed([1.0, 0.5, 0.0]), fixed([1, 2, 5])


def check_macro_counts_every_class_the_same(average_scores):
    """The macro average of 1, 0.5 and 0 is 0.5, however many images the classes have."""
    assert average_scores(SCORES, SUPPORT, "macro") == number(0.5)


def check_weighted_counts_every_image_the_same(average_scores):
    """The weighted average is (1 * 1 + 0.5 * 2 + 0 * 5) / 8 = 0.25: classes count by their support."""
    assert average_scores(SCORES, SUPPORT, "weighted") == number(0.25)


@cases(
    ("kind", "expected"),
    {
        "macro counts it": ("macro", 0.4),  # (1 + 0 + 0.2) / 3
        "weighted does not": ("weighted", 0.8),  # (3 + 0.2) / 4
    },
)
def check_averages_over_a_class_without_images(average_scores, kind, expected):
    """A class without images is still a class: macro counts it, and its weight is 0."""
    assert average_scores(np.array([1.0, 0.0, 0.2]), np.array([3, 0, 1]), kind=kind) == number(expected)


@cases("kind", {"macro": "macro", "weighted": "weighted"})
def check_the_average_of_one_class_is_its_score(average_scores, kind):
    """With one class, both averages are its score, with all its digits."""
    assert average_scores(np.array([2 / 3]), np.array([400]), kind=kind) == number(2 / 3)


def check_the_weighted_average_of_no_images_is_zero(average_scores):
    """Where all support is 0, the weighted average is 0.0, whatever the scores."""
    assert average_scores(np.array([0.75, 0.25]), np.array([0, 0]), kind="weighted") == number(0.0)


def check_the_weighted_average_does_not_warn(average_scores):
    """Where all support is 0, nothing is divided, so there is no warning."""
    average_scores(np.array([0.75, 0.25]), np.array([0, 0]), kind="weighted")

    assert not average_scores.warned, "It warns: read what it printed. If that is about 0 / 0, check the sum first."


def check_the_macro_average_does_without_images(average_scores):
    """Where all support is 0, the macro average is still the mean of the scores."""
    assert average_scores(np.array([0.75, 0.25]), np.array([0, 0]), kind="macro") == number(0.5)


@cases(
    "kind",
    {
        "micro, which is another one": "micro",
        "an empty text": "",
        "a slip": "weigthed",
        "a capital letter": "Macro",
        "one that is in it": "unweighted",
    },
)
def check_refuses_other_kinds(average_scores, kind):
    """Any other kind raises a ValueError, also where all support is 0."""
    for support in (SUPPORT, 0 * SUPPORT):
        with refused('it is neither "macro" nor "weighted"'):
            average_scores(SCORES, support, kind=kind)


@cases("kind", {"macro": "macro", "weighted": "weighted"})
def check_averaging_leaves_its_arguments_alone(average_scores, kind):
    """Your function does not change the scores and the support that it receives."""
    scores, support, _kind = average_scores.arguments_after(SCORES, SUPPORT, kind=kind)

    assert scores == untouched(SCORES)
    assert support == untouched(SUPPORT)


@fresh(given=averages)
def check_averages_fresh_scores(average_scores, given):
    """Both averages are right for any scores and support."""
    weights = given["support"].tolist() if given["kind"] == "weighted" else [1] * len(given["scores"])
    weighted = sum(score * weight for score, weight in zip(given["scores"].tolist(), weights, strict=True))

    assert average_scores(given["scores"], given["support"], kind=given["kind"]) == number(
        ratio(weighted, sum(weights))
    )
