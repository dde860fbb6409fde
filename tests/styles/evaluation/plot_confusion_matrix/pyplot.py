"""pyplot throughout; actual and predicted labels."""

import matplotlib.pyplot as plt


def plot_confusion_matrix(cm):
    figure = plt.figure()
    plt.imshow(cm, interpolation="nearest", cmap=plt.cm.Oranges)
    plt.colorbar()
    plt.title("Confusion matrix")
    for row in range(len(cm)):
        for column in range(len(cm)):
            color = "white" if cm[row, column] > cm.max() / 2.0 else "black"
            plt.text(column, row, cm[row, column], horizontalalignment="center", color=color)
    plt.xticks(range(len(cm)))
    plt.yticks(range(len(cm)))
    plt.xlabel("Predicted label")
    plt.ylabel("Actual label")
    return figure
