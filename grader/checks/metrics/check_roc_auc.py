"""Checks of roc_auc."""

import numpy as np

from grader.checks.expect import cases, fixed, number, refused, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import rankings


def area(scores, positive):
    """Share of the pairs of a positive and a negative that the scores put in order, ties as half."""
    differences = scores[positive][:, np.newaxis] - scores[~positive]
    return ((differences > 0) + 0.5 * (differences == 0)).mean()


def expected_auc(y_true, scores):
    """Mean over the classes, as scikit-learn's roc_auc_score(multi_class="ovr", average="macro")."""
    return np.mean([area(scores[:, j], y_true == j) for j in range(scores.shape[1])])


# Four images of class 0 and two each of 1 and 2, with classes that are told apart well, badly and not at all.
UNEVEN = fixed([0, 0, 0, 0, 1, 1, 2, 2])
PROBABILITIES = fixed(
    [
        [0.8, 0.1, 0.1],
        [0.7, 0.2, 0.1],
        [0.6, 0.1, 0.3],
        [0.5, 0.3, 0.2],
        [0.4, 0.3, 0.3],
        [0.2, 0.3, 0.5],
        [0.4, 0.5, 0.1],
        [0.3, 0.4, 0.3],
    ]
)


def check_perfect_scores_have_area_one(roc_auc):
    """Where every image of a class scores higher for it than all others, the area is 1."""
    assert roc_auc(np.array([0, 1, 2, 1]), np.eye(3)[[0, 1, 2, 1]] * 0.4 + 0.2) == number(1.0)


def check_reversed_scores_have_area_zero(roc_auc):
    """Where every image of a class scores lower for it than all others, the area is 0."""
    assert roc_auc(np.array([0, 0, 1]), np.array([[0.1, 0.9], [0.2, 0.8], [0.7, 0.3]])) == number(0.0)


def check_constant_scores_have_area_one_half(roc_auc):
    """Scores that are all equal are guesses: 0.5."""
    assert roc_auc(np.array([0, 0, 0, 1]), np.full((4, 2), 0.5)) == number(0.5)


def check_a_tie_counts_as_half(roc_auc):
    """Of the 4 pairs of a 0 and a 1, 3 are in order and 1 is a tie: 3.5 / 4."""
    scores = np.array([[0.9, 0.1], [0.6, 0.4], [0.6, 0.4], [0.2, 0.8]])

    assert roc_auc(np.array([0, 0, 1, 1]), scores) == number(0.875)


def check_scores_may_be_negative(roc_auc):
    """Scores need not be probabilities: those of a layer without softmax are below 0 and above 1 too."""
    scores = np.array([[3.0, -3.0], [-2.0, -1.0], [-1.0, -1.0], [-5.0, 2.0]])

    assert roc_auc(np.array([0, 0, 1, 1]), scores) == number(
        0.8125
    )  # of four pairs each, 3 are in order, and one is a tie


def check_averages_over_the_classes(roc_auc):
    """Each class has its own area, and counts the same, however many images it has."""
    assert roc_auc(UNEVEN, PROBABILITIES) == number(expected_auc(UNEVEN, PROBABILITIES))


def check_every_column_is_a_class(roc_auc):
    """Each column has its own area: class 0 is told apart (1.0), class 1 is not (0.5)."""
    scores = np.array([[0.9, 0.5], [0.8, 0.5], [0.1, 0.5]])

    assert roc_auc(np.array([0, 0, 1]), scores) == number(0.75)


@cases(
    "scores",
    {"a ten-thousandth apart": [[0.5001, 0.4999], [0.5, 0.5]], "a thousand-millionth": [[2e-9, 1e-9], [1e-9, 2e-9]]},
)
def check_small_differences_order_scores_too(roc_auc, scores):
    """Only the order of the scores matters: 0.5001 is above 0.5, however near."""
    assert roc_auc(np.array([0, 1]), np.array(scores)) == number(1.0)


@cases(
    ("y_type", "score_type"),
    {"int64 and float64": (np.int64, np.float64), "uint8, as MNIST's, and float32": (np.uint8, np.float32)},
)
def check_area_of_many_scores(roc_auc, y_type, score_type):
    """Ten classes, 200 images and many ties: the area is the share of pairs in order, ties as half."""
    rng = np.random.default_rng(0)
    y_true = np.arange(200) % 10
    scores = fixed((rng.random((200, 10)) + 0.5 * np.eye(10)[y_true]).round(1), dtype=score_type)

    assert roc_auc(y_true.astype(y_type), scores) == number(expected_auc(y_true, scores))


@cases(
    ("y_true", "width", "reason"),
    {
        "a class without an image": ([0, 1, 1, 0], 3, "class 2 has no image, so it has no curve"),
        "all images in one class": ([1, 1, 1, 1], 2, "class 1 has all images, and class 0 has none"),
        "a single class": ([0, 0, 0, 0], 1, "class 0 has all images: there is nothing to tell it from"),
    },
)
def check_refuses_a_class_without_a_curve(roc_auc, y_true, width, reason):
    """A class with no image, or with all of them, raises a ValueError: its curve is not defined."""
    with refused(reason):
        roc_auc(np.array(y_true), np.linspace(0, 1, 4 * width).reshape(4, width))


def check_measuring_leaves_its_arguments_alone(roc_auc):
    """Your function does not change the labels and the scores that it receives, or their order."""
    y_true, scores = roc_auc.arguments_after(UNEVEN, PROBABILITIES)

    assert y_true == untouched(UNEVEN)
    assert scores == untouched(PROBABILITIES)


@fresh(given=rankings)
def check_area_of_fresh_scores(roc_auc, given):
    """The area is the share of pairs in order, ties as half, for any scores in which every class occurs."""
    assert roc_auc(given["y_true"], given["scores"]) == number(expected_auc(given["y_true"], given["scores"]))
