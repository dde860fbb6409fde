"""The trapezium rule over the curve of all thresholds."""

import numpy as np


def roc_auc(y_true, scores):
    areas = []
    for j in range(scores.shape[1]):
        positive = y_true == j
        if not positive.any() or positive.all():
            raise ValueError
        thresholds = np.concatenate([[np.inf], np.unique(scores[:, j])[::-1]])
        called = scores[:, j] >= thresholds[:, None]
        x, y = called[:, ~positive].mean(axis=1), called[:, positive].mean(axis=1)
        areas.append(((x[1:] - x[:-1]) * (y[1:] + y[:-1]) / 2).sum())
    return np.mean(areas)
