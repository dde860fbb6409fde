"""pyplot's grid of 25 axes, all hidden; wrong titles are red."""

import matplotlib.pyplot as plt


def plot_predictions(images, y_true, y_pred):
    figure, grid = plt.subplots(5, 5)
    for axes in grid.ravel():
        axes.axis("off")
    for i in range(min(len(images), 25)):
        axes = grid.ravel()[i]
        axes.imshow(images[i].reshape(28, 28), cmap="gray")
        axes.set_title(f"{y_true[i]} -> {y_pred[i]}")
        if y_true[i] != y_pred[i]:
            axes.title.set_color("red")
    return figure
