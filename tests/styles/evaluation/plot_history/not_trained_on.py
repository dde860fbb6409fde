"""Labels that say what images were not: trained on, not trained on."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"], strict=True):
        for key, label in ((name, "images trained on"), ("val_" + name, "images not trained on")):
            if key in history:
                ax.plot(range(1, len(history[key]) + 1), history[key], label=label)
        ax.set(xlabel="Epoch", ylabel=name)
        ax.legend()
    return fig
