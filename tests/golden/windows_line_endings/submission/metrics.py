import numpy as np


def recall(tp, fn):
    found = np.asarray(tp)
    return found / total
