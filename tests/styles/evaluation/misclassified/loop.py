"""A list of places."""


def misclassified(y_true, y_pred):
    return [i for i, (t, p) in enumerate(zip(y_true, y_pred)) if t != p]
