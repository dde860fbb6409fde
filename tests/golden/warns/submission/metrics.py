import warnings

import numpy as np


def recall(tp, fn):
    warnings.warn("tp and fn may be 0")
    warnings.warn("called with " + str(tp), stacklevel=2)
    return np.divide(np.float64(tp), tp + fn) / 2
