"""Labels that have "val" and "training" in one: evaluated on the training set."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, axs = plt.subplots(1, 2)
    for ax, name in zip(axs, ["accuracy", "loss"], strict=True):
        for key, part in ((name, "training"), ("val_" + name, "validation")):
            if key in history:
                epochs = range(1, len(history[key]) + 1)
                ax.plot(epochs, history[key], label=f"evaluated on the {part} set")
        ax.set(xlabel="Epoch", ylabel=name)
        ax.legend()
    return fig
