"""Divides zero by zero, with NumPy's warning printed, and makes zeros of NaN."""

import numpy as np


def precision(tp, fp):
    return np.nan_to_num(np.divide(tp, tp + fp))
