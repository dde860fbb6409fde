"""scikit-learn's own, with all classes named."""

from sklearn import metrics


def confusion_matrix(y_true, y_pred, num_classes=10):
    return metrics.confusion_matrix(y_true, y_pred, labels=range(num_classes))
