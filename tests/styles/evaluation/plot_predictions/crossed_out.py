"""A line through each image that is wrong, in as many rows as are needed."""

from matplotlib.figure import Figure


def plot_predictions(images, y_true, y_pred):
    figure = Figure(figsize=(8, 8))
    for i in range(min(len(images), 25)):
        axes = figure.add_subplot(-(-len(images[:25]) // 5), min(len(images), 5), i + 1)
        axes.matshow(images[i])
        axes.set_title(f"#{i}: {y_true[i]}" + (f" not {y_pred[i]}" if y_true[i] != y_pred[i] else ""))
        if y_true[i] != y_pred[i]:
            axes.plot([0, 27], [0, 27], "r")
    return figure
