"""Labels under the image, as the name of the x axis, in colours."""

import numpy as np
from matplotlib.figure import Figure


def plot_predictions(images, y_true, y_pred):
    figure = Figure(figsize=(8, 8))
    for i in range(min(len(images), 25)):
        axes = figure.add_subplot(5, 5, i + 1)
        axes.imshow(np.stack([images[i]] * 3, axis=-1))
        axes.set_xlabel(f"{y_pred[i]} ({y_true[i]})")
        if y_true[i] != y_pred[i]:
            axes.xaxis.label.set_color("red")
        else:
            axes.xaxis.label.set_color("blue")
    return figure
