"""A red frame round what is wrong."""

from matplotlib.figure import Figure


def plot_predictions(images, y_true, y_pred):
    figure = Figure(figsize=(8, 8))
    for i in range(min(len(images), 25)):
        axes = figure.add_subplot(5, 5, i + 1)
        axes.imshow(images[i])
        axes.set_title(f"T:{y_true[i]} P:{y_pred[i]}", loc="left")
        if y_true[i] != y_pred[i]:
            axes.spines[:].set_color("red")
    return figure
