"""Labels in which another word begins with "val": Training values, Validation values."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"], strict=True):
        for key, label in ((name, "Training values"), ("val_" + name, "Validation values")):
            if key in history:
                ax.plot(range(1, len(history[key]) + 1), history[key], label=label)
        ax.set_xlabel("Epoch")
        ax.set_ylabel(name.capitalize())
        ax.legend()
    return fig
