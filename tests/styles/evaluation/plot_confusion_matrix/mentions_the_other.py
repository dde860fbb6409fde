"""Labels that mention the other axis too, to set themselves apart from it."""

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
    ax.set_xlabel("label predicted by the model (not its real label)")
    ax.set_ylabel("true label, whatever the network's output")
    return fig
