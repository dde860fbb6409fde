"""A legend of coloured patches instead of lines."""

import matplotlib.pyplot as plt
from matplotlib.patches import Patch


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"]):
        handles = []
        for key, label, color in ((name, "training", "C0"), ("val_" + name, "validation", "C1")):
            if key in history:
                ax.plot(range(1, len(history[key]) + 1), history[key], color=color)
                handles.append(Patch(color=color, label=label))
        ax.set(xlabel="Epoch", ylabel=name)
        ax.legend(handles=handles)
    return fig
