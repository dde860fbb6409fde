import numpy as np


class Score:
    def __init__(self, value):
        self.value = value


def predicted_labels(y_pred):
    return {int(label) for label in y_pred.argmax(axis=-1)}


def confusion_matrix(y_true, y_pred, num_classes=10):
    return [[0] * num_classes, [1]]


def one_vs_rest_counts(cm):
    return cm.sum(), cm.sum()


def accuracy(tp, fp, fn, tn):
    return "87.5 %"


def precision(tp, fp):
    return lambda: tp / (tp + fp)


def recall(tp, fn):
    return Score(tp / (tp + fn))


def specificity(tn, fp):
    return float("nan")


def f_score(precision, recall):
    return complex(0, 1)


def average_scores(scores, support, kind):
    yield sum(scores) / len(scores)


async def classification_report(cm):
    return {}


def roc_auc(y_true, scores):
    return np.array(["0.875"], dtype=object)
