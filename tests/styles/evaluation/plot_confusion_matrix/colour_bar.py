"""imshow, with a colour bar beside it."""

import numpy as np
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    figure = Figure()
    axes = figure.subplots()
    figure.colorbar(axes.imshow(cm, cmap="Blues"))
    for (row, column), count in np.ndenumerate(cm):
        axes.text(column, row, str(count), color="white" if count > cm.max() / 2 else "black")
    axes.set(xticks=range(len(cm)), yticks=range(len(cm)))
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure
