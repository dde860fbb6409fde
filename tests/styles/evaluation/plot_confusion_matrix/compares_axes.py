"""Labels that tell the reader to compare an axis with the other."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots()
    ax.imshow(cm, cmap="Blues")
    for i in range(len(cm)):
        for j in range(len(cm)):
            color = "white" if cm[i, j] > cm.max() / 2 else "black"
            ax.text(j, i, cm[i, j], ha="center", va="center", color=color)
    ax.set_xticks(range(len(cm)))
    ax.set_yticks(range(len(cm)))
    ax.set_xlabel("predicted digit (compare with the true digit at the left)")
    ax.set_ylabel("true digit (rows), predicted in columns")
    return fig
