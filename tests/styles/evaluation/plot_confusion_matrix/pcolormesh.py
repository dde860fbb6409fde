"""pcolormesh, whose cells begin at whole numbers; shares under the counts."""

import numpy as np
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    figure = Figure()
    axes = figure.subplots()
    axes.pcolormesh(cm, cmap="Blues", alpha=0.3)
    for (row, column), count in np.ndenumerate(cm):
        axes.text(column + 0.5, row + 0.5, f"{count:,}\n{count / max(cm.sum(), 1):.1%}")
    axes.set_xticks(np.arange(len(cm)) + 0.5, range(len(cm)))
    axes.set_yticks(np.arange(len(cm)) + 0.5, range(len(cm)))
    axes.invert_yaxis()
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure
