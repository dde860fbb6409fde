"""A cross of scatter lies on the wrong ones."""

import matplotlib.pyplot as plt


def plot_predictions(images, y_true, y_pred):
    n = min(25, len(images))
    fig = plt.figure(figsize=(10, 10))
    for i in range(n):
        ax = fig.add_subplot(5, 5, i + 1)
        image, true, pred, wrong = images[i], int(y_true[i]), int(y_pred[i]), y_true[i] != y_pred[i]
        ax.imshow(image, cmap="gray")
        ax.set_title(f"true {true}, pred {pred}")
        if wrong:
            ax.scatter(14, 14, marker="x", c="red", s=600)
        ax.axis("off")
    return fig
