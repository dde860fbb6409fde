"""np.delete takes out the row and the column of each class."""

import numpy as np


def one_vs_rest_counts(cm):
    tp, fp, fn, tn = [], [], [], []
    for j in range(len(cm)):
        tp.append(cm[j, j])
        fp.append(np.delete(cm[:, j], j).sum())
        fn.append(np.delete(cm[j], j).sum())
        tn.append(np.delete(np.delete(cm, j, 0), j, 1).sum())
    return np.array(tp), np.array(fp), np.array(fn), np.array(tn)
