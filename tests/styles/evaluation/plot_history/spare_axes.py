"""Three axes, of which one is hidden."""

from matplotlib.figure import Figure


def plot_history(history):
    figure = Figure()
    left, right, spare = figure.subplots(ncols=3)
    spare.axis("off")
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
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
    return figure
