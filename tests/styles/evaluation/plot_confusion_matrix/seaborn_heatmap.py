"""seaborn's heatmap on a figure of its own."""

import seaborn
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    axes = seaborn.heatmap(cm, annot=True, fmt="d", ax=Figure().subplots())
    axes.set(xlabel="Predicted", ylabel="Truth")
    return axes.figure
