"""matshow, and annotations instead of texts."""

from matplotlib.figure import Figure


def plot_confusion_matrix(cm):
    figure = Figure()
    axes = figure.subplots()
    axes.matshow(cm, cmap="Wistia")
    for row in range(len(cm)):
        for column in range(len(cm)):
            axes.annotate(cm[row, column], (column, row), ha="center")
    axes.set(xticks=range(len(cm)), yticks=range(len(cm)))
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure
