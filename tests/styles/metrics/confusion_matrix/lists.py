"""A list of lists, counted by Python."""


def confusion_matrix(y_true, y_pred, num_classes=10):
    cm = [[0] * num_classes for _ in range(num_classes)]
    for true, predicted in zip(y_true.tolist(), y_pred.tolist()):
        cm[true][predicted] += 1
    return cm
