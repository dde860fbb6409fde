"""Checks of precision."""

import numpy as np

from grader.checks.expect import array, cases, number, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import counts as count_of
from grader.checks.metrics.counting import EMPTY, EXACT, FIRST, FULL, NOTHING, WARNED, expected_ratio


def check_precision_divides_by_everything_called_positive(precision):
    """Of 4 images that were called positive, 3 are positive: 0.75."""
    assert precision(tp=3, fp=1) == number(0.75)


def check_precision_of_every_class(precision):
    """Counts per class give one precision for each, not their average."""
    assert precision(tp=np.array([3, 0, 200]), fp=np.array([1, 2, 100])) == array([0.75, 0.0, 2 / 3])


@cases(("zero", "expected"), EMPTY)
def check_precision_of_nothing_is_zero(precision, zero, expected):
    """Where nothing was called positive, precision is 0.0: not NaN, not 1, not an error."""
    assert precision(tp=zero, fp=zero) == expected


@cases(("tp", "fp", "expected"), FIRST)
def check_precision_does_not_depend_on_the_first_class(precision, tp, fp, expected):
    """Whatever the first class gives, the precision of the others keeps its fraction."""
    assert precision(tp=tp, fp=fp) == expected


def check_precision_is_zero_only_where_it_must_be(precision):
    """A class that was never predicted does not change the precision of the others."""
    assert precision(tp=np.array([3, 0]), fp=np.array([1, 0])) == array([0.75, 0.0])


def check_precision_does_not_warn(precision):
    """Where nothing was called positive, nothing is divided, so there is no warning."""
    precision(tp=np.array([3, 0]), fp=np.array([1, 0]))

    assert not precision.warned, WARNED


def check_precision_does_not_depend_on_earlier_calls(precision):
    """Where nothing was called positive, precision is 0.0 after any call: np.divide with `where` needs `out`."""
    precision(tp=FULL, fp=FULL)

    assert precision(tp=NOTHING, fp=NOTHING) == array(np.zeros(10), **EXACT)


def check_precision_leaves_its_arguments_alone(precision):
    """Your function does not change the counts that it receives."""
    tp, fp = precision.arguments_after(tp=np.array([3, 0]), fp=np.array([1, 2]))

    assert tp == untouched(np.array([3, 0]))
    assert fp == untouched(np.array([1, 2]))


@fresh(given=count_of("tp", "fp"))
def check_precision_of_fresh_counts(precision, given):
    """Precision is TP / (TP + FP) for any counts, and 0.0 without a warning where nothing was called positive."""
    assert precision(**given) == expected_ratio(given["tp"], given["tp"] + given["fp"])
    assert not precision.warned, WARNED
