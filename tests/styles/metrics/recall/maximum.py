"""Divides by one at least."""

import numpy as np


def recall(tp, fn):
    return tp / np.maximum(tp + fn, 1)
