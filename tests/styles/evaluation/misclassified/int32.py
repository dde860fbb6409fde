"""An int32 array of a list."""

import numpy as np


def misclassified(y_true, y_pred):
    return np.array([i for i in range(len(y_true)) if y_true[i] != y_pred[i]], dtype=np.int32)
