"""Epochs go by what they are: passes, accumulated."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"], strict=True):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            if key in history:
                ax.plot(range(1, len(history[key]) + 1), history[key], label=label)
        ax.set(xlabel="passes over the training set, accumulated", ylabel=name)
        ax.legend()
    return fig
