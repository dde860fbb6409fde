"""A cross in the title of what is wrong; pixels from 0 to 1."""

from matplotlib.figure import Figure


def plot_predictions(images, y_true, y_pred):
    figure = Figure(figsize=(8, 8))
    for i in range(min(len(images), 25)):
        axes = figure.add_subplot(5, 5, i + 1)
        axes.imshow(images[i] / 255.0)
        axes.set_title(f"Pred: {y_pred[i]} (True: {y_true[i]})" + ("" if y_true[i] == y_pred[i] else " ✗"))
    return figure
