"""np.add.at, into unsigned integers."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes=10):
    cm = np.zeros((num_classes, num_classes), dtype=np.uint64)
    np.add.at(cm, (y_true, y_pred), np.uint64(1))
    return cm
