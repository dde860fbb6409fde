"""Black on light blues, which alpha makes of Blues, as a well-known book on machine learning has it."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(2.5, 2.5))
    ax.matshow(cm, cmap=plt.cm.Blues, alpha=0.3)
    for i in range(cm.shape[0]):
        for j in range(cm.shape[1]):
            ax.text(x=j, y=i, s=cm[i, j], va="center", ha="center")
    ax.xaxis.set_ticks_position("bottom")
    plt.xticks(range(len(cm)))
    plt.yticks(range(len(cm)))
    plt.xlabel("Predicted label")
    plt.ylabel("True label")
    return fig
