import numpy as np


def ratio(part, whole):
    return np.divide(part, whole, out=np.zeros(np.shape(whole)), where=np.not_equal(whole, 0))[()]


def confusion_matrix(y_true, y_pred, num_classes=10):
    cm = np.zeros((num_classes, num_classes), dtype=int)
    cm[y_true, y_pred] += 1
    return cm


def precision(tp, fp):
    return ratio(fp, tp + fp)


def recall(tp, fn):
    return ratio(tp, fn)


def f_score(precision, recall):
    return (precision + recall) / 2
