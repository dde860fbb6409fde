"""Red on viridis: nowhere much lighter or darker, and of another hue everywhere."""

import matplotlib.pyplot as plt
import numpy as np


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots()
    ax.imshow(cm, cmap="viridis")
    for (i, j), count in np.ndenumerate(cm):
        ax.text(j, i, f"{count:d}", color="red", fontweight="bold", ha="center")
    ax.set(xticks=range(len(cm)), yticks=range(len(cm)), xlabel="Predicted", ylabel="Actual")
    return fig
