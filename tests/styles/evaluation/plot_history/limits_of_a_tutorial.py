"""The accuracy between 0.5 and 1, as TensorFlow's tutorial on convolutions draws it."""

import matplotlib.pyplot as plt


def plot_history(history):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for axes, name in ((left, "accuracy"), (right, "loss")):
        for key in (name, f"val_{name}"):
            if key in history:
                axes.plot(range(1, len(history[key]) + 1), history[key], label=key)
        axes.set_xlabel("Epoch")
        axes.set_ylabel(name.capitalize())
    left.set_ylim([0.5, 1])
    left.legend(loc="lower right")
    right.legend()
    return figure
