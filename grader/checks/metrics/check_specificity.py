"""Checks of specificity."""

import numpy as np

from grader.checks.expect import array, cases, number, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import counts as count_of
from grader.checks.metrics.counting import EMPTY, EXACT, FIRST, FULL, NOTHING, WARNED, expected_ratio


def check_specificity_divides_by_everything_negative(specificity):
    """Of 10 negative images, 9 were called negative: 0.9. The other 0.1 is the false positive rate."""
    assert specificity(tn=9, fp=1) == number(0.9)


def check_specificity_of_every_class(specificity):
    """Counts per class give one specificity for each, not their average."""
    assert specificity(tn=np.array([9, 0, 200]), fp=np.array([1, 2, 100])) == array([0.9, 0.0, 2 / 3])


@cases(("zero", "expected"), EMPTY)
def check_specificity_of_nothing_is_zero(specificity, zero, expected):
    """Where nothing is negative, specificity is 0.0: not NaN, not 1, not an error."""
    assert specificity(tn=zero, fp=zero) == expected


@cases(("tn", "fp", "expected"), FIRST)
def check_specificity_does_not_depend_on_the_first_class(specificity, tn, fp, expected):
    """Whatever the first class gives, the specificity of the others keeps its fraction."""
    assert specificity(tn=tn, fp=fp) == expected


def check_specificity_is_zero_only_where_it_must_be(specificity):
    """A class that all images belong to does not change the specificity of the others."""
    assert specificity(tn=np.array([9, 0]), fp=np.array([1, 0])) == array([0.9, 0.0])


def check_specificity_does_not_warn(specificity):
    """Where nothing is negative, nothing is divided, so there is no warning."""
    specificity(tn=np.array([9, 0]), fp=np.array([1, 0]))

    assert not specificity.warned, WARNED


def check_specificity_does_not_depend_on_earlier_calls(specificity):
    """Where nothing is negative, specificity is 0.0 after any call: np.divide with `where` needs `out`."""
    specificity(tn=FULL, fp=FULL)

    assert specificity(tn=NOTHING, fp=NOTHING) == array(np.zeros(10), **EXACT)


def check_specificity_leaves_its_arguments_alone(specificity):
    """Your function does not change the counts that it receives."""
    tn, fp = specificity.arguments_after(tn=np.array([3, 0]), fp=np.array([1, 2]))

    assert tn == untouched(np.array([3, 0]))
    assert fp == untouched(np.array([1, 2]))


@fresh(given=count_of("tn", "fp"))
def check_specificity_of_fresh_counts(specificity, given):
    """Specificity is TN / (TN + FP) for any counts, and 0.0 without a warning where nothing is negative."""
    assert specificity(**given) == expected_ratio(given["tn"], given["tn"] + given["fp"])
    assert not specificity.warned, WARNED
