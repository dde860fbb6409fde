"""White counts with a black outline, on pale cells that let the background through."""

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    figure = Figure()
    axes = figure.subplots()
    axes.imshow(cm, cmap="Blues", alpha=0.5)
    for (row, column), count in np.ndenumerate(cm):
        outline = effects.withStroke(linewidth=2, foreground="black")
        axes.text(column, row, str(count), color="white", path_effects=[outline])
    axes.set(xticks=range(len(cm)), yticks=range(len(cm)))
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure
