"""Counts in LaTeX's math mode, with a comma in braces."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots()
    ax.imshow(cm, cmap="Blues")
    for i in range(len(cm)):
        for j in range(len(cm)):
            color = "white" if cm[i, j] > cm.max() / 2 else "black"
            ax.text(j, i, "$" + f"{cm[i, j]:,}".replace(",", "{,}") + "$", ha="center", va="center", color=color)
    ax.set_xticks(range(len(cm)))
    ax.set_yticks(range(len(cm)))
    ax.set_xlabel("Predicted")
    ax.set_ylabel("True")
    return fig
