"""A window asked for after pyplot was imported, and a figure that is shown before it is returned."""

import matplotlib.pyplot as plt

plt.switch_backend("GTK3Agg")
plt.rcParams["backend"] = "WXAgg"
plt.style.use("ggplot")


def plot_predictions(images, y_true, y_pred):
    plt.figure(figsize=(10, 10))
    for i in range(min(25, len(images))):
        plt.subplot(5, 5, i + 1)
        plt.xticks([])
        plt.yticks([])
        plt.grid(False)
        plt.imshow(images[i], cmap=plt.cm.binary)
        color = "green" if y_pred[i] == y_true[i] else "red"
        plt.title(f"Predicted: {y_pred[i]}, True: {y_true[i]}", color=color)
    fig = plt.gcf()
    plt.show()
    return fig
