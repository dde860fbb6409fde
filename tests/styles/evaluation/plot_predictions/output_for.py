"""A title that is a sentence: "Output for the true digit 5 is 9"."""

import matplotlib.pyplot as plt


def plot_predictions(images, y_true, y_pred):
    fig = plt.figure(figsize=(10, 10))
    for i, (image, true, pred) in enumerate(zip(images[:25], y_true, y_pred, strict=False)):
        ax = fig.add_subplot(5, 5, i + 1)
        ax.imshow(image, cmap="gray")
        ax.set_title(f"Output for the true digit {true} is {pred}", color="red" if true != pred else "green")
        ax.axis("off")
    return fig
