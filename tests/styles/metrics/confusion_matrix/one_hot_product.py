"""The product of two one-hot matrices."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes=10):
    k = np.arange(num_classes)
    return (y_true[:, None] == k).astype(int).T @ (y_pred[:, None] == k)
