import numpy as np


def recall(tp, fn):
    result = tp / (tp + fn)


def one_vs_rest_counts(cm):
    tp = np.diag(cm)
    fp = cm.sum(axis=0) - tp
    fn = cm.sum(axis=1) - tp
    tn = cm.sum() - tp - fp - fn
