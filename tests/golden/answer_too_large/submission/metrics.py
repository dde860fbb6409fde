import numpy as np


def recall(tp, fn):
    return np.zeros(20_000_000)
