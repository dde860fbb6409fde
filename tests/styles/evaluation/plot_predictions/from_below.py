"""The rows of each image from the last to the first, and the first at the bottom: so the image is upright."""

import matplotlib.pyplot as plt


def plot_predictions(images, y_true, y_pred):
    fig = plt.figure(figsize=(10, 12))
    for i, (image, t, p) in enumerate(zip(images[:25], y_true, y_pred)):
        ax = fig.add_subplot(5, 5, i + 1)
        if i % 3 == 0:
            ax.imshow(image[::-1], origin="lower")
        elif i % 3 == 1:
            ax.pcolormesh(image)
            ax.invert_yaxis()
        else:
            ax.imshow(image[:, ::-1], extent=(28, 0, 28, 0))
            ax.set(xlim=(0, 28), ylim=(28, 0))
        ax.set_title(f"{t} as {p}", color="red" if t != p else "black")
    return fig
