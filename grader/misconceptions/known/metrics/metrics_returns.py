"""What functions of metrics return in the wrong form."""

from grader.misconceptions.known.metrics.metrics_shared import FRACTIONS
from grader.misconceptions.registry import misconception

# all


@misconception(
    "predicted_labels",
    "confusion_matrix",
    "one_vs_rest_counts",
    *FRACTIONS,
    "average_scores",
    "classification_report",
    "roc_auc",
    seen=lambda evidence: bool(evidence.answers) and all(answer is None for answer in evidence.answers),
)
def returned_nothing(*args, **kwargs):
    """Your function returns nothing: what it computes or prints is lost. End it with `return`."""
    return
