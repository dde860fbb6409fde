"""The classes in order of their probability, of which the first is taken."""

import numpy as np


def predicted_labels(y_pred):
    if y_pred.ndim == 1:
        return y_pred
    return np.argsort(-y_pred, axis=1, kind="stable")[:, 0]
