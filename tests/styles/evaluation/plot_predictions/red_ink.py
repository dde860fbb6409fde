"""Wrong digits are drawn in red: images of three colours."""

import matplotlib.pyplot as plt
import numpy as np


def plot_predictions(images, y_true, y_pred):
    n = min(25, len(images))
    fig = plt.figure(figsize=(10, 10))
    for i in range(n):
        ax = fig.add_subplot(5, 5, i + 1)
        image, true, pred, wrong = images[i], int(y_true[i]), int(y_pred[i]), y_true[i] != y_pred[i]
        zero = np.zeros_like(image)
        rgb = np.dstack([image, zero if wrong else image, zero if wrong else image])
        ax.imshow(rgb)
        ax.set_title(f"true {true}, pred {pred}")
        ax.axis("off")
    return fig
