"""One axes over the other, with two y axes and one legend for both."""

import numpy as np
from matplotlib.figure import Figure


def plot_history(history):
    figure = Figure()
    left = figure.subplots()
    right = left.twinx()
    for key in ("accuracy", "val_accuracy", "loss", "val_loss"):
        if key in history:
            axes, values = left if "accuracy" in key else right, history[key]
            axes.plot(np.arange(1.0, len(values) + 1), values, label=key)
    for axes, name in [(left, "accuracy"), (right, "loss")]:
        axes.set_ylabel(name)
        left.set_xlabel("epochs")
    left.legend(handles=[*left.lines, *right.lines])
    return figure
