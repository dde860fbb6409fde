"""The loss goes by its own name: cross-entropy."""

import matplotlib.pyplot as plt


def plot_history(history):
    names = {"accuracy": "Accuracy", "loss": "Cross-entropy"}
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, names, strict=True):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            if key in history:
                ax.plot(range(1, len(history[key]) + 1), history[key], label=label)
        ax.set(xlabel="Epoch", ylabel=names[name])
        ax.legend()
    return fig
