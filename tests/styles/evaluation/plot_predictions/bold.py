"""A bold title for what is wrong, and a title of the figure."""

from matplotlib.figure import Figure


def plot_predictions(images, y_true, y_pred):
    figure = Figure(figsize=(8, 8))
    for i in range(min(len(images), 25)):
        axes = figure.add_subplot(5, 5, i + 1)
        axes.imshow(images[i])
        axes.set_title(f"true {y_true[i]}, predicted {y_pred[i]}")
        if y_true[i] != y_pred[i]:
            axes.title.set_weight("bold")
    figure.suptitle("25 of them")
    return figure
