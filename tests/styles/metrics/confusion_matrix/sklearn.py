"""scikit-learn's, which wants to see a label at least."""

import numpy as np
from sklearn import metrics as sk


def confusion_matrix(y_true, y_pred, num_classes=10):
    if len(y_true) == 0:
        return np.zeros((num_classes, num_classes), dtype=int)
    return sk.confusion_matrix(y_true, y_pred, labels=np.arange(num_classes))
