"""Dark on light, and another colour map for what is wrong."""

from matplotlib.figure import Figure


def plot_predictions(images, y_true, y_pred):
    figure = Figure(figsize=(8, 8))
    for i in range(min(len(images), 25)):
        axes = figure.add_subplot(5, 5, i + 1)
        axes.imshow(255 - images[i], cmap="Greys" if y_true[i] == y_pred[i] else "Reds")
        axes.set_title(f"label {y_true[i]}, prediction {y_pred[i]}")
    return figure
