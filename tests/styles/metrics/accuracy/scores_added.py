"""Two shares added, each with zero where there is nothing."""

import numpy as np


def accuracy(tp, fp, fn, tn):
    total = np.maximum(tp + fp + fn + tn, 1)
    return np.float64(tp / total) + tn / total
