"""White titles on black paper, or on the black of the image itself."""

import matplotlib.pyplot as plt


def plot_predictions(images, y_true, y_pred):
    n = min(25, len(images))
    with plt.style.context("dark_background"):
        fig, axes = plt.subplots(-(-n // 5), 5, squeeze=False)
    if n < 5:
        fig.set_facecolor("white")
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < n:
            ax.imshow(images[i], cmap="gray")
            ax.set_title(
                f"{y_true[i]} → {y_pred[i]}",
                color="white" if y_true[i] == y_pred[i] else "orange",
                y=0.8 if n < 5 else None,
            )
    return fig
