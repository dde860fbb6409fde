"""Right ones are brown, wrong ones black and bold."""

import matplotlib.pyplot as plt


def plot_predictions(images, y_true, y_pred):
    fig = plt.figure(figsize=(10, 10))
    for i, (image, true, pred) in enumerate(zip(images[:25], y_true, y_pred, strict=False)):
        ax = fig.add_subplot(5, 5, i + 1)
        ax.imshow(image, cmap="gray")
        looks = {"color": "black", "weight": "bold"} if true != pred else {"color": "brown"}
        ax.set_title(f"true {true}, predicted {pred}", **looks)
        ax.axis("off")
    return fig
