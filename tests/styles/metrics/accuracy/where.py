"""np.where twice, so that nothing is divided by zero."""

import numpy as np


def accuracy(tp, fp, fn, tn):
    n = np.asarray(tp + fp + fn + tn)
    return np.where(n == 0, 0.0, (tp + tn) / np.where(n == 0, 1, n))
