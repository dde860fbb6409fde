"""Rectangles that belong to the figure frame the wrong ones."""

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
            box = ax.get_position()
            fig.add_artist(
                plt.Rectangle(
                    (box.x0 - 0.01, box.y0 - 0.01), box.width + 0.02, box.height + 0.05, fill=False, ec="red", lw=3
                )
            )
        ax.axis("off")
    return fig
