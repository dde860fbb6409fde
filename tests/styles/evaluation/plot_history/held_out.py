"""Labels without the word validation: seen, and held-out part of the training set."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"], strict=True):
        for key, label in ((name, "seen"), ("val_" + name, "held-out part of the training set")):
            if key in history:
                ax.plot(range(1, len(history[key]) + 1), history[key], label=label)
        ax.set(xlabel="Epoch", ylabel=name)
        ax.legend()
    return fig
