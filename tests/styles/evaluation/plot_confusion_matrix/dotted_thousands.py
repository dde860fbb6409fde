"""Counts with a dot between thousands and hundreds, as in German."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(7, 7))
    ax.imshow(cm, cmap="Blues")
    for i in range(len(cm)):
        for j in range(len(cm)):
            color = "white" if cm[i, j] > cm.max() / 2 else "black"
            ax.text(j, i, f"{cm[i, j]:,}".replace(",", "."), ha="center", va="center", color=color)
    ax.set_xticks(range(len(cm)))
    ax.set_yticks(range(len(cm)))
    ax.set_xlabel("predicted label")
    ax.set_ylabel("true label")
    return fig
