"""One of seaborn's palettes, of which there are six colours and no more; the work-around of 2019 for its cut cells."""

import matplotlib.pyplot as plt
import seaborn as sns


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(9, 8))
    sns.heatmap(cm, annot=True, fmt="d", cmap=sns.color_palette("Blues"), ax=ax)
    ax.set_ylim(len(cm) + 0.5, -0.5)
    ax.set_xlabel("Predicted label")
    ax.set_ylabel("True label")
    return fig
