"""Divides whatever is there, with warnings off, and makes zeros of NaN."""

import numpy as np


def accuracy(tp, fp, fn, tn):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.true_divide(tp + tn, tp + fp + fn + tn))
