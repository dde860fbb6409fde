"""A subfigure for each row of images."""

import numpy as np
from matplotlib.figure import Figure


def plot_predictions(images, y_true, y_pred):
    n = min(25, len(images))
    rows = -(-n // 5)
    figure = Figure(figsize=(10, 2 * rows))
    for row, part in enumerate(np.atleast_1d(figure.subfigures(nrows=rows))):
        for i in range(5 * row, min(5 * row + 5, n)):
            axes = part.add_subplot(1, 5, i % 5 + 1, frame_on=False)
            axes.imshow(images[i], cmap="binary")
            wrong = y_true[i] != y_pred[i]
            axes.set_title(f"{y_true[i]} taken for {y_pred[i]}", style="italic" if wrong else "normal")
    return figure
