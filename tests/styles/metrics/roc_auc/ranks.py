"""SciPy's ranks, as in the test of Mann and Whitney."""

import numpy as np
from scipy.stats import rankdata


def roc_auc(y_true, scores):
    areas = []
    for j, column in enumerate(scores.T):
        positive = y_true == j
        p, n = positive.sum(), (~positive).sum()
        if not p * n:
            raise ValueError("no curve")
        areas.append((rankdata(column)[positive].sum() - p * (p + 1) / 2) / (p * n))
    return np.float64(np.mean(areas))
