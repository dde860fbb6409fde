"""Checks of accuracy."""

import numpy as np

from grader.checks.expect import array, cases, number, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import counts as count_of
from grader.checks.metrics.counting import COUNTS, EXACT, FULL, NOTHING, WARNED, expected_ratio


def check_accuracy_counts_both_kinds_of_right_answers(accuracy):
    """Of 20 answers, 5 true positives and 11 true negatives are right: 0.8."""
    assert accuracy(tp=5, fp=1, fn=3, tn=11) == number(0.8)


def check_accuracy_of_every_class(accuracy):
    """Counts per class give one accuracy for each."""
    found = accuracy(tp=np.array([5, 1]), fp=np.array([1, 1]), fn=np.array([3, 0]), tn=np.array([11, 1]))

    assert found == array([0.8, 2 / 3])


@cases("zero", {"Python's numbers": 0, "NumPy's numbers": np.int64(0)})
def check_accuracy_of_nothing_is_zero(accuracy, zero):
    """Without any answer, accuracy is 0.0."""
    assert accuracy(tp=zero, fp=zero, fn=zero, tn=zero) == number(0.0)


def check_accuracy_of_a_class_without_answers_is_zero(accuracy):
    """In an array, too, accuracy is 0.0 where there are no answers, and only there."""
    found = accuracy(tp=np.array([5, 0]), fp=np.array([1, 0]), fn=np.array([3, 0]), tn=np.array([11, 0]))

    assert found == array([0.8, 0.0])


@cases(
    ("tp", "fp", "fn", "tn", "first"),
    {
        "nothing to divide by": (0, 0, 0, 0, 0.0),
        "a share of 0": (0, 2, 1, 0, 0.0),
        "a share of 1": (5, 0, 0, 2, 1.0),
    },
)
def check_accuracy_does_not_depend_on_the_first_class(accuracy, tp, fp, fn, tn, first):
    """Whatever the first class gives, the accuracy of the others keeps its fraction."""
    found = accuracy(tp=np.array([tp, 5]), fp=np.array([fp, 1]), fn=np.array([fn, 3]), tn=np.array([tn, 11]))

    assert found == array([first, 0.8])


def check_accuracy_does_not_warn(accuracy):
    """Where there is no answer, nothing is divided, so there is no warning."""
    accuracy(tp=np.array([5, 0]), fp=np.array([1, 0]), fn=np.array([3, 0]), tn=np.array([11, 0]))

    assert not accuracy.warned, WARNED


def check_accuracy_does_not_depend_on_earlier_calls(accuracy):
    """Where there is no answer, accuracy is 0.0 after any call: np.divide with `where` needs `out`."""
    accuracy(tp=FULL, fp=FULL, fn=FULL, tn=FULL)

    assert accuracy(tp=NOTHING, fp=NOTHING, fn=NOTHING, tn=NOTHING) == array(np.zeros(10), **EXACT)


def check_accuracy_leaves_its_arguments_alone(accuracy):
    """Your function does not change the counts that it receives."""
    given = {name: np.array([index, 7]) for index, name in enumerate(COUNTS)}

    for before, after in zip(given.values(), accuracy.arguments_after(**given), strict=True):
        assert after == untouched(before)


@fresh(given=count_of("tp", "fp", "fn", "tn"))
def check_accuracy_of_fresh_counts(accuracy, given):
    """Accuracy is (TP + TN) / all for any counts, and 0.0 without a warning where there is nothing."""
    right, every = given["tp"] + given["tn"], given["tp"] + given["fp"] + given["fn"] + given["tn"]

    assert accuracy(**given) == expected_ratio(right, every)
    assert not accuracy.warned, WARNED
