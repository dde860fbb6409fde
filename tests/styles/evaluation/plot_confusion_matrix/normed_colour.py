"""The colour of the text by the brightness of the cell, as matplotlib's own example of an annotated heatmap."""

import numpy as np
from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    fig = Figure(layout="tight")
    ax = fig.add_subplot()
    im = ax.imshow(cm, cmap="magma_r")
    threshold = im.norm(cm.max()) / 2
    texts = {False: "black", True: "white"}
    for i, j in np.ndindex(*cm.shape):
        im.axes.text(j, i, str(cm[i, j]), color=texts[bool(im.norm(cm[i, j]) > threshold)], ha="center", va="center")
    ax.set_xticks(np.arange(cm.shape[1]), labels=np.arange(cm.shape[1]))
    ax.set_yticks(np.arange(cm.shape[0]), labels=np.arange(cm.shape[0]))
    ax.set_xlabel("Predicted label")
    ax.set_ylabel("True label")
    return fig
