"""The legend of both in an axes of its own, of which nothing else is shown."""

import matplotlib.pyplot as plt


def plot_history(history):
    fig, (left, right, third) = plt.subplots(1, 3, figsize=(12, 4))
    for ax, name in ((left, "accuracy"), (right, "loss")):
        for key in (name, f"val_{name}"):
            if key in history:
                ax.plot(range(1, len(history[key]) + 1), history[key], label=key)
        ax.set(xlabel="epoch", ylabel=name)
    third.axis("off")
    third.legend(handles=[*left.lines, *right.lines], loc="center")
    return fig
