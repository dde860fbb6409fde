"""One legend, of the figure; dashed lines labelled with their keys."""

from matplotlib.figure import Figure


def plot_history(history):
    figure = Figure()
    left, right = figure.subplots(ncols=2)
    for key in ("accuracy", "val_accuracy", "loss", "val_loss"):
        if key in history:
            axes, values = left if "accuracy" in key else right, history[key]
            axes.plot(range(1, len(values) + 1), values, label=key, linestyle="--")
    for axes, name in [(left, "accuracy"), (right, "loss")]:
        axes.set(xlabel="epoch", ylabel=name)
    figure.legend()
    return figure
