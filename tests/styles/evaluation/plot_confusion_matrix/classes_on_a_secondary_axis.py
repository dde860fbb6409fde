"""The predicted classes are on a secondary axis at the top."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots()
    ax.imshow(cm, cmap="Blues")
    for i in range(len(cm)):
        for j in range(len(cm)):
            ax.text(
                j, i, cm[i, j], ha="center", va="center", bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none"}
            )
    ax.set_xticks([])
    top = ax.secondary_xaxis("top")
    top.set_xticks(range(len(cm)), range(len(cm)))
    top.set_xlabel("Predicted")
    ax.set_yticks(range(len(cm)))
    ax.set_ylabel("True")
    return fig
