"""Shades are whole numbers up to 255, in which small counts are equal."""

import matplotlib.pyplot as plt
import numpy as np


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(7, 7))
    ax.imshow((cm * 255.0 / cm.max()).round().astype(np.uint8), cmap="Blues", vmin=0, vmax=255)
    for i in range(len(cm)):
        for j in range(len(cm)):
            ax.text(j, i, cm[i, j], ha="center", va="center", color="white" if cm[i, j] > cm.max() / 2 else "black")
    ax.set_xticks(range(len(cm)))
    ax.set_yticks(range(len(cm)))
    ax.set_xlabel("predicted label")
    ax.set_ylabel("true label")
    return fig
