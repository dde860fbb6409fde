from .preprocessing import one_hot


def predicted_labels(y_pred):
    return one_hot(y_pred).argmax(axis=1)
