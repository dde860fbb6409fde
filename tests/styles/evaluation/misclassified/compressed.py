"""itertools.compress, as a list."""

from itertools import compress


def misclassified(y_true, y_pred):
    return list(compress(range(len(y_true)), y_true != y_pred))
