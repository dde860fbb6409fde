"""The colours that imshow takes by itself, white below half of the largest count and black above."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(10, 8))
    im = ax.imshow(cm)
    fig.colorbar(im, ax=ax)
    for i in range(cm.shape[0]):
        for j in range(cm.shape[1]):
            ax.text(
                j, i, format(cm[i, j], "d"), ha="center", va="center", color="w" if cm[i, j] < cm.max() / 2 else "k"
            )
    ax.set(xticks=range(len(cm)), yticks=range(len(cm)), xlabel="Predicted", ylabel="True", title="Confusion Matrix")
    return fig
