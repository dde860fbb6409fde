"""A LineCollection of one line for each list."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"]):
        for key, color in ((name, "C0"), ("val_" + name, "C1")):
            if key in history:
                points = np.column_stack([np.arange(1, len(history[key]) + 1), history[key]])
                ax.add_collection(LineCollection([points], colors=color, label=key))
        ax.autoscale()
        ax.set(xlabel="Epoch", ylabel=name)
        ax.legend()
    return fig
