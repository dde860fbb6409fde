"""Divides by one at least: where nothing is called, nothing is right either."""

import numpy as np


def precision(tp, fp):
    return tp / np.maximum(tp + fp, 1)
