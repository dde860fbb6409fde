"""seaborn's heatmap on pyplot's current figure, square and without a colour bar."""

import matplotlib.pyplot as plt
import seaborn


def plot_confusion_matrix(cm):
    plt.figure(figsize=(8, 8))
    seaborn.heatmap(cm, annot=True, fmt=".0f", cmap="Blues", cbar=False, square=True, linewidths=0.5)
    plt.ylabel("True label")
    plt.xlabel("Predicted label")
    return plt.gcf()
