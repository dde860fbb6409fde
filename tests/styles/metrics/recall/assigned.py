"""Zeros, of which those are overwritten that can be divided."""

import numpy as np


def recall(tp, fn):
    tp, positives = np.asarray(tp), np.asarray(tp + fn)
    result = np.zeros(positives.shape)
    found = positives > 0
    result[found] = tp[found] / positives[found]
    return result
