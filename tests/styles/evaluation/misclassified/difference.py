"""A tuple, from where the difference is not zero."""

import numpy as np


def misclassified(y_true, y_pred):
    return tuple(np.nonzero(y_true - y_pred)[0].tolist())
