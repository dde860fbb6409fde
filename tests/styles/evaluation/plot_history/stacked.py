"""One axes above the other, with a shared x axis that is labelled once."""

import matplotlib.pyplot as plt


def plot_history(history):
    figure, (left, right) = plt.subplots(2, 1, sharex=True)
    for key, label in [
        ("accuracy", "training"),
        ("val_accuracy", "validation"),
        ("loss", "training"),
        ("val_loss", "validation"),
    ]:
        if key in history:
            axes, values = left if "accuracy" in key else right, history[key]
            axes.plot(range(1, len(values) + 1), values, label=label)
    for axes, name in [(left, "accuracy"), (right, "loss")]:
        axes.set_ylabel(name)
        axes.legend()
        right.set_xlabel("epoch")
    return figure
