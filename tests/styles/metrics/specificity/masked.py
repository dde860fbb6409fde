"""A masked array that leaves out what is divided by zero."""

import numpy as np


def specificity(tn, fp):
    n = np.asarray(tn + fp)
    return np.ma.filled(np.ma.divide(tn, n), 0.0)
