"""The true label is in the title at the left, the predicted one in that at the right."""

import matplotlib.pyplot as plt


def plot_predictions(images, y_true, y_pred):
    n = min(25, len(images))
    fig = plt.figure(figsize=(10, 10))
    for i in range(n):
        ax = fig.add_subplot(5, 5, i + 1)
        image, true, pred, wrong = images[i], int(y_true[i]), int(y_pred[i]), y_true[i] != y_pred[i]
        ax.imshow(image, cmap="gray")
        ax.set_title(f"true {true}", loc="left", fontsize=7)
        ax.set_title(f"pred {pred}", loc="right", fontsize=7, color="red" if wrong else "green")
        ax.axis("off")
    return fig
