"""Numbers and arrays apart; a list of Python's numbers for arrays."""

import numpy as np


def accuracy(tp, fp, fn, tn):
    n = tp + fp + fn + tn
    if np.isscalar(n):
        return (tp + tn) / n if n else 0.0
    return [float(t) / m if m else 0 for t, m in zip(tp + tn, n)]
