"""The colour map is applied by hand, so that the image has colours and no counts."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(7, 7))
    ax.imshow(plt.cm.Blues(cm / cm.max()))
    for i in range(len(cm)):
        for j in range(len(cm)):
            ax.text(j, i, cm[i, j], ha="center", va="center", color="white" if cm[i, j] > cm.max() / 2 else "black")
    ax.set_xticks(range(len(cm)))
    ax.set_yticks(range(len(cm)))
    ax.set_xlabel("predicted label")
    ax.set_ylabel("true label")
    return fig
