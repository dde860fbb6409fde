"""Points for the training and a line for the validation, as a widely used book draws them."""

import matplotlib.pyplot as plt


def plot_history(history):
    figure, both = plt.subplots(1, 2)
    for axes, name in zip(both, ("accuracy", "loss"), strict=True):
        epochs = range(1, len(history[name]) + 1)
        axes.plot(epochs, history[name], "bo", label=f"Training {name}")
        if f"val_{name}" in history:
            axes.plot(epochs, history[f"val_{name}"], "b", label=f"Validation {name}")
        axes.set(xlabel="Epochs", ylabel=name)
        axes.legend()
    return figure
