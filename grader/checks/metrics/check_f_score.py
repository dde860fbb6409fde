"""Checks of f_score."""

import numpy as np

from grader.checks.expect import array, cases, fixed, number, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import score_pairs
from grader.checks.metrics.counting import EXACT, WARNED, expected_ratio


@cases(
    ("precision", "recall", "expected"),
    {
        "a half next to 1 gives two thirds": (1.0, 0.5, 2 / 3),  # 2 * 0.5 / 1.5
        "a fifth next to four fifths": (0.2, 0.8, 0.32),  # 2 * 0.16 / 1
        "the other way round": (0.8, 0.2, 0.32),
        "two equal ones": (0.6, 0.6, 0.6),
        "two perfect ones": (1.0, 1.0, 1.0),
        "one of them 0": (1.0, 0.0, 0.0),
    },
)
def check_f_score_is_the_harmonic_mean(f_score, precision, recall, expected):
    """The F-score is twice the product over the sum: nearer to the smaller of the two than their average."""
    assert f_score(precision=precision, recall=recall) == number(expected)


@cases(
    ("zero", "expected"),
    {
        "Python's numbers": (0.0, number(0.0)),
        "NumPy's numbers": (np.float64(0), number(0.0)),
        "an array of one class": (fixed([0.0]), array([0.0])),
    },
)
def check_f_score_of_zeros_is_zero(f_score, zero, expected):
    """Where precision and recall are both 0, the F-score is 0.0: not NaN, not 1, not an error."""
    assert f_score(precision=zero, recall=zero) == expected


def check_f_score_of_every_class(f_score):
    """Arrays give one F-score for each class, and 0.0 only where both are 0."""
    assert f_score(precision=np.array([1.0, 0.0, 0.8]), recall=np.array([0.5, 0.0, 0.2])) == array([2 / 3, 0.0, 0.32])


@cases(
    ("precision", "recall", "first"),
    {"both 0": (0.0, 0.0, 0.0), "one of them 0": (0.0, 0.5, 0.0), "two perfect ones": (1.0, 1.0, 1.0)},
)
def check_f_score_does_not_depend_on_the_first_class(f_score, precision, recall, first):
    """Whatever the first class gives, the F-score of the others keeps its fraction."""
    found = f_score(precision=np.array([precision, 0.8]), recall=np.array([recall, 0.2]))

    assert found == array([first, 0.32])


def check_f_score_does_not_warn(f_score):
    """Where precision and recall are both 0, nothing is divided, so there is no warning."""
    f_score(precision=np.array([1.0, 0.0]), recall=np.array([0.5, 0.0]))

    assert not f_score.warned, WARNED


def check_f_score_does_not_depend_on_earlier_calls(f_score):
    """Where both are 0, the F-score is 0.0 after any call: np.divide with `where` needs `out`."""
    f_score(precision=np.full(10, 0.5), recall=np.full(10, 0.5))

    assert f_score(precision=np.zeros(10), recall=np.zeros(10)) == array(np.zeros(10), **EXACT)


def check_f_score_leaves_its_arguments_alone(f_score):
    """Your function does not change the scores that it receives."""
    precision, recall = f_score.arguments_after(precision=np.array([1.0, 0.0]), recall=np.array([0.5, 0.0]))

    assert precision == untouched(np.array([1.0, 0.0]))
    assert recall == untouched(np.array([0.5, 0.0]))


@fresh(given=score_pairs("precision", "recall"))
def check_f_score_of_fresh_scores(f_score, given):
    """The F-score is 2 P R / (P + R) for any scores, and 0.0 without a warning where both are 0."""
    p, r = given["precision"], given["recall"]

    assert f_score(**given) == expected_ratio(2 * p * r, p + r)
    assert not f_score.warned, WARNED
