"""A histogram in two dimensions, whose floats are made integers."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes=10):
    edges = np.arange(num_classes + 1) - 0.5
    return np.histogram2d(y_true, y_pred, bins=[edges, edges])[0].astype(int)
