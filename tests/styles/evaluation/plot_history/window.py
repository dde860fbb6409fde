"""Told to open a window in every way there is, as scripts are that run on a desk."""

import matplotlib

matplotlib.use("TkAgg")
import matplotlib.pyplot as plt

plt.switch_backend("Qt5Agg")
plt.ion()
matplotlib.rcParams["backend"] = "macosx"


def plot_history(history):
    plt.switch_backend("module://matplotlib_inline.backend_inline")
    figure, places = plt.subplots(1, 2)
    for axes, name in zip(places, ("accuracy", "loss")):
        for key, label in ((name, "training"), (f"val_{name}", "validation")):
            if key in history:
                axes.plot(range(1, len(history[key]) + 1), history[key], label=label)
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
    plt.show(block=False)
    plt.pause(0.001)
    return figure
