"""Lists of Python's own numbers."""


def predicted_labels(y_pred):
    return [int(row.argmax()) for row in y_pred] if y_pred.ndim == 2 else y_pred.tolist()
