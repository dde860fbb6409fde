"""Pairs counted by a Counter of the standard library."""

from collections import Counter

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes=10):
    counts = Counter(zip(y_true.tolist(), y_pred.tolist()))
    return np.array([[counts[i, j] for j in range(num_classes)] for i in range(num_classes)])
