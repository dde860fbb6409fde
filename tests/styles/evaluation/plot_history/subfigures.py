"""Two subfigures, each with its title and its legend."""

from matplotlib.figure import Figure


def plot_history(history):
    figure = Figure(figsize=(12, 5))
    for part, name in zip(figure.subfigures(1, 2), ["accuracy", "loss"]):
        axes = part.subplots()
        for key in [key for key in history if key.endswith(name)]:
            axes.plot(range(1, len(history[key]) + 1), history[key], label=key)
        axes.set_xlabel("epochs")
        axes.set_ylabel(name)
        part.suptitle(name)
        part.legend(loc="upper right")
    return figure
