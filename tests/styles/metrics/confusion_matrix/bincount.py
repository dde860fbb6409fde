"""Every pair as one number, counted with np.bincount."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes=10):
    cells = y_true.astype(int) * num_classes + y_pred
    return np.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)
