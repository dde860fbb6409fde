"""Major ticks at the edges of the cells, and the classes at minor ticks."""

import matplotlib.pyplot as plt
import numpy as np


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(7, 7))
    k = len(cm)
    ax.pcolormesh(cm, cmap="Blues", edgecolors="w")
    ax.invert_yaxis()
    for i in range(len(cm)):
        for j in range(len(cm)):
            ax.text(j, i, cm[i, j], ha="center", va="center", color="white" if cm[i, j] > cm.max() / 2 else "black")
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

    for t in ax.texts:
        t.set_position(np.array(t.get_position()) + 0.5)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(FixedLocator(range(k + 1)))
        axis.set_major_formatter(NullFormatter())
        axis.set_minor_locator(FixedLocator(np.arange(k) + 0.5))
        axis.set_minor_formatter(FixedFormatter([str(c) for c in range(k)]))
        axis.set_tick_params(which="minor", length=0)
    ax.set_xlabel("Predicted class")
    ax.set_ylabel("True class")
    return fig
