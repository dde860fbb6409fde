"""scikit-learn's own display."""

from sklearn.metrics import ConfusionMatrixDisplay


def plot_confusion_matrix(cm):
    return ConfusionMatrixDisplay(cm).plot().figure_
