"""White counts in dark boxes, on cells that are white themselves."""

import numpy as np
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    figure = Figure()
    axes = figure.subplots()
    axes.imshow(cm, cmap="Greys")
    for (row, column), count in np.ndenumerate(cm):
        axes.text(column, row, str(count), color="white", bbox={"facecolor": "navy"})
    axes.set(xticks=range(len(cm)), yticks=range(len(cm)))
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure
