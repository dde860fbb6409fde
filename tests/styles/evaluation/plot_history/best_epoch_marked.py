"""The best epoch has a star with a label, and a dotted line without one."""

import matplotlib.pyplot as plt
import numpy as np


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"]):
        epochs = np.arange(1, len(history[name]) + 1)
        ax.plot(epochs, history[name], label="training")
        last = history[name]
        if "val_" + name in history:
            last = history["val_" + name]
            ax.plot(epochs, last, label="validation")
        best = int(np.argmax(last) if name == "accuracy" else np.argmin(last))
        ax.scatter(best + 1, last[best], marker="*", s=80, color="k", label="best")
        ax.axvline(best + 1, ls=":", color="grey")
        ax.set(xlabel="epoch", ylabel=name)
        ax.legend()
    return fig
