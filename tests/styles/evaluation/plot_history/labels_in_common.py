"""One label of the figure for the epochs of both axes, and limits that are as narrow as the curves allow."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, axs = plt.subplots(1, 2, layout="constrained")
    for ax, name in zip(axs, ("accuracy", "loss")):
        keys = [key for key in (name, f"val_{name}") if key in history]
        for key in keys:
            ax.plot(range(1, len(history[key]) + 1), history[key], marker=".", label=key)
        drawn = [value for key in keys for value in history[key]]
        ax.set_ylim(min(drawn), max(drawn) + 1e-3)
        ax.set_xlim(1, len(history[name]) + 1e-3)
        ax.set_title(name)
        ax.legend()
    fig.supxlabel("epoch")
    fig.supylabel("value")
    return fig
