"""A loop over pairs of labels, into int32."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes=10):
    cm = np.zeros((num_classes, num_classes), dtype=np.int32)
    for true, predicted in zip(y_true, y_pred):
        cm[true, predicted] += 1
    return cm
