"""Error bars, whose label is that of their container."""

import matplotlib.pyplot as plt
import numpy as np


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"]):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            if key in history:
                y = np.asarray(history[key])
                spread = np.sqrt(np.abs(y * (1 - y)) / 1000) if name == "accuracy" else 0.01
                ax.errorbar(np.arange(1, y.size + 1), y, yerr=spread, capsize=3, label=label)
        ax.set(xlabel="Epoch", ylabel=name)
        ax.legend()
    return fig
