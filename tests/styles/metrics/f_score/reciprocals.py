"""The harmonic mean as it is defined, of reciprocals; that of zero is infinite."""

import numpy as np


def f_score(precision, recall):
    with np.errstate(divide="ignore"):
        return 2 / (np.divide(1, precision) + np.divide(1, recall))
