"""A mosaic of named axes, in a style of its own."""

import matplotlib.pyplot as plt
import numpy as np


def plot_history(history):
    with plt.style.context("ggplot"):
        figure, axes = plt.subplot_mosaic("al;al", layout="tight")
        for place, name in {"a": "accuracy", "l": "loss"}.items():
            for prefix in ("", "val_"):
                if values := history.get(prefix + name):
                    axes[place].plot(np.linspace(1, len(values), len(values)), values, label=prefix + name)
            axes[place].set_xlabel("Epochs")
            axes[place].set_ylabel(name)
            axes[place].legend(loc="lower left", title="images")
    return figure
