import idx2numpy
import numpy as np


def recall(tp, fn):
    return np.divide(tp, tp + fn)
