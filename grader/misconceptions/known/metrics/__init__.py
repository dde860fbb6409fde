"""Mistakes in metrics: wrong formulas, axes and averages, and wrong results of x / 0."""

# In this order they are looked through: the first that is seen is told.
FILES = (
    "predicted_labels",
    "confusion_matrix",
    "one_vs_rest_counts",
    "fractions",
    "accuracy",
    "f_score",
    "average_scores",
    "classification_report",
    "roc_auc",
    "metrics_returns",
)
