"""The title says what the axes shows, and a further line marks the best."""

from matplotlib.figure import Figure


def plot_history(history):
    figure = Figure()
    left, right = figure.subplots(ncols=2)
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
        axes.set(xlabel="epoch", ylabel="value", title=name.title())
        axes.axhline(max(history[name]), color="grey")
        axes.legend()
    return figure
