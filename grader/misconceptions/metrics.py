"""What goes wrong in metrics: other formulas, other axes, other averages, and what becomes of x / 0."""

import numpy as np

from grader.misconception import misconception


def _ratio(numerator, denominator):
    """The share, 0.0 where nothing is divided by nothing."""
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator != 0)


# precision


@misconception("precision")
def counted_false_alarms(tp, fp):
    """That is the share of false alarms, FP / (TP + FP). Precision is the rest of them: TP / (TP + FP)."""
    return _ratio(fp, tp + fp)


@misconception("precision", also=(lambda tp, fp: np.divide(tp, np.add(tp, fp)),))
def undefined_on_empty(tp, fp):
    """You divide by TP + FP also where that is 0. Where nothing was called positive, precision is 0.0."""
    return tp / (tp + fp)
