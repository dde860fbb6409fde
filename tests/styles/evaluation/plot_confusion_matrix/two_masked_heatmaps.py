"""The diagonal and the rest are two heatmaps of seaborn, each with a mask."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns


def plot_confusion_matrix(cm):
    fig, ax = plt.subplots(figsize=(8, 6))
    diagonal = np.eye(len(cm), dtype=bool)
    sns.heatmap(cm, annot=True, fmt="d", mask=~diagonal, cmap="Greens", cbar=False, ax=ax, vmin=0, vmax=cm.max())
    sns.heatmap(cm, annot=True, fmt="d", mask=diagonal, cmap="OrRd", cbar=False, ax=ax, vmin=0, vmax=cm.max())
    ax.set_xlabel("Predicted label")
    ax.set_ylabel("True label")
    return fig
