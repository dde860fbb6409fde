"""Checks of recall."""

import numpy as np

from grader.checks.expect import array, cases, number, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import counts as count_of
from grader.checks.metrics.counting import EMPTY, EXACT, FIRST, FULL, NOTHING, WARNED, expected_ratio


def check_recall_divides_by_everything_positive(recall):
    """Of 5 positive images, 4 were found: 0.8."""
    assert recall(tp=4, fn=1) == number(0.8)


def check_recall_of_every_class(recall):
    """Counts per class give one recall for each, not their average."""
    assert recall(tp=np.array([4, 0, 200]), fn=np.array([1, 2, 100])) == array([0.8, 0.0, 2 / 3])


@cases(("zero", "expected"), EMPTY)
def check_recall_of_nothing_is_zero(recall, zero, expected):
    """Where nothing is positive, recall is 0.0: not NaN, not 1, not an error."""
    assert recall(tp=zero, fn=zero) == expected


@cases(("tp", "fn", "expected"), FIRST)
def check_recall_does_not_depend_on_the_first_class(recall, tp, fn, expected):
    """Whatever the first class gives, the recall of the others keeps its fraction."""
    assert recall(tp=tp, fn=fn) == expected


def check_recall_is_zero_only_where_it_must_be(recall):
    """A class that never occurs does not change the recall of the others."""
    assert recall(tp=np.array([4, 0]), fn=np.array([1, 0])) == array([0.8, 0.0])


def check_recall_does_not_warn(recall):
    """Where nothing is positive, nothing is divided, so there is no warning."""
    recall(tp=np.array([4, 0]), fn=np.array([1, 0]))

    assert not recall.warned, WARNED


def check_recall_does_not_depend_on_earlier_calls(recall):
    """Where nothing is positive, recall is 0.0 after any call: np.divide with `where` needs `out`."""
    recall(tp=FULL, fn=FULL)

    assert recall(tp=NOTHING, fn=NOTHING) == array(np.zeros(10), **EXACT)


def check_recall_leaves_its_arguments_alone(recall):
    """Your function does not change the counts that it receives."""
    tp, fn = recall.arguments_after(tp=np.array([3, 0]), fn=np.array([1, 2]))

    assert tp == untouched(np.array([3, 0]))
    assert fn == untouched(np.array([1, 2]))


@fresh(given=count_of("tp", "fn"))
def check_recall_of_fresh_counts(recall, given):
    """Recall is TP / (TP + FN) for any counts, and 0.0 without a warning where nothing is positive."""
    assert recall(**given) == expected_ratio(given["tp"], given["tp"] + given["fn"])
    assert not recall.warned, WARNED
