"""Mistakes in evaluation: wrong indices, text that is not JSON, and figures that show or say something else."""

# In this order they are looked through: the first that is seen is told.
FILES = (
    "misclassified",
    "metrics_json",
    "plot_history",
    "plot_confusion_matrix",
    "plot_predictions",
    "any_plot",
)
