"""Shaded by the logarithm of the counts."""

import numpy as np
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    figure = Figure()
    axes = figure.subplots()
    axes.imshow(np.log1p(cm), cmap="YlOrBr_r", vmin=-3)
    for (row, column), count in np.ndenumerate(cm):
        axes.text(column, row, str(count))
    axes.set(xticks=range(len(cm)), yticks=range(len(cm)))
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure
