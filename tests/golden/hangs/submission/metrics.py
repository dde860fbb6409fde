import numpy as np


def precision(tp, fp):
    positives = np.asarray(tp + fp)
    return np.divide(tp, positives, out=np.zeros(positives.shape), where=positives != 0)[()]


def recall(tp, fn):
    i = 0
    while i < np.size(tp):
        tp / (tp + fn)
    return tp / (tp + fn)
