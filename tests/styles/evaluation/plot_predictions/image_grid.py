"""Matplotlib's grid of images, whose spare axes are taken away."""

import matplotlib.pyplot as plt
from mpl_toolkits.axes_grid1 import ImageGrid


def plot_predictions(images, y_true, y_pred):
    figure = plt.figure(figsize=(10, 12))
    grid = ImageGrid(figure, 111, nrows_ncols=(5, 5), axes_pad=0.5)
    for i, axes in enumerate(grid):
        if i >= len(images):
            axes.remove()
            continue
        axes.imshow(images[i], cmap="gray")
        axes.set_title(f"{y_true[i]}/{y_pred[i]}", color="green" if y_true[i] == y_pred[i] else "red")
    return figure
