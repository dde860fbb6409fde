"""scikit-learn's matrices of two by two, of labels that have this confusion matrix."""

import numpy as np
from sklearn.metrics import multilabel_confusion_matrix


def one_vs_rest_counts(cm):
    k = len(cm)
    if not cm.any():
        return np.zeros((4, k), dtype=int)
    rows, columns = np.indices((k, k))
    y_true, y_pred = np.repeat(rows, cm.ravel()), np.repeat(columns, cm.ravel())
    (tn, fp), (fn, tp) = multilabel_confusion_matrix(y_true, y_pred, labels=range(k)).transpose(1, 2, 0)
    return tp, fp, fn, tn
