"""A logarithmic scale of colours, on which a count of 0 has no colour at all."""

import matplotlib.pyplot as plt
from matplotlib.colors import LogNorm


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(layout="constrained")
    ax.imshow(cm, norm=LogNorm(vmin=0.5, vmax=max(cm.max(), 1)), cmap="cool")
    for i, row in enumerate(cm):
        for j, count in enumerate(row):
            ax.text(j, i, f"{count}", ha="center", va="center", color="black")
    ax.set_xticks(range(len(cm)))
    ax.set_yticks(range(len(cm)))
    ax.set_xlim(-0.5, len(cm) - 0.5)
    ax.set_ylim(len(cm) - 0.5, -0.5)
    fig.supxlabel("Predicted digit")
    fig.supylabel("True digit")
    return fig
