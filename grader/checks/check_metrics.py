"""Checks of exercises/metrics.py. Oracle: numbers small enough to work out in one's head, and scikit-learn's rules."""

from grader.expect import array, number


def check_divides_by_everything_called_positive(precision):
    """Precision is the share of what was called positive that is positive."""
    assert precision(tp=3, fp=1) == number(0.75)


def check_takes_arrays(precision):
    """Precision takes counts per class and gives one number each."""
    assert precision(tp=[3, 0], fp=[1, 2]) == array([0.75, 0.0])
