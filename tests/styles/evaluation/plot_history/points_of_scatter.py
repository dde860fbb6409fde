"""Points of scatter, and no line."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, axs = plt.subplots(1, 2, figsize=(10, 4))
    for ax, name in zip(axs, ["accuracy", "loss"]):
        epochs = range(1, len(history[name]) + 1)
        ax.scatter(epochs, history[name], label="training")
        if "val_" + name in history:
            ax.scatter(epochs, history["val_" + name], marker="x", label="validation")
        ax.set_xlabel("epoch")
        ax.set_ylabel(name)
        ax.legend()
    return fig
