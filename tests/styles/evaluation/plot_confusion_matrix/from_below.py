"""An image from below, with an extent; ticks with words."""

import numpy as np
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    figure = Figure()
    axes = figure.subplots()
    axes.imshow(cm, origin="lower", extent=(0, len(cm), 0, len(cm)))
    for (row, column), count in np.ndenumerate(cm):
        axes.text(column + 0.5, row + 0.5, count, color="w" if count < cm.max() / 2 else "k")
    axes.set_xticks(np.arange(len(cm)) + 0.5, [f"digit {j}" for j in range(len(cm))], rotation=90)
    axes.set_yticks(np.arange(len(cm)) + 0.5, [f"digit {j}" for j in range(len(cm))])
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure
