"""An array of a list, which NumPy makes one of floats if nothing is in it."""

import numpy as np


def misclassified(y_true, y_pred):
    return np.array([i for i in range(len(y_true)) if y_true[i] != y_pred[i]])
