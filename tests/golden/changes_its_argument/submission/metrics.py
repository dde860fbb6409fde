import numpy as np


def one_vs_rest_counts(cm):
    tp = np.diag(cm).copy()
    total = cm.sum()
    np.fill_diagonal(cm, 0)
    fp, fn = cm.sum(axis=0), cm.sum(axis=1)
    return tp, fp, fn, total - tp - fp - fn
