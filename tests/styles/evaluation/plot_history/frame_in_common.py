"""An axes without a frame behind the two, and stars in the legend that mark the best."""

import matplotlib.pyplot as plt
import numpy as np


def plot_history(history):
    fig = plt.figure(facecolor="black")
    fig.add_subplot(111, frameon=False, xticks=[], yticks=[])
    for place, name in enumerate(("accuracy", "loss"), start=1):
        ax = fig.add_subplot(2, 1, place)
        for key, colour in ((name, "tab:blue"), (f"val_{name}", "tab:orange")):
            if key in history:
                ax.plot(np.arange(len(history[key])) + 1, history[key], color=colour, label=key)
        best = np.argmax(history[name]) if name == "accuracy" else np.argmin(history[name])
        ax.scatter(best + 1, history[name][best], marker="*", label="best")
        ax.set_xlabel("epoch", color="white")
        ax.set_ylabel(name, color="white")
        ax.tick_params(colors="white")
        ax.legend()
    return fig
