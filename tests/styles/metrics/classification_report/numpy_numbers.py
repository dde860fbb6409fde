"""A loop over the classes; the values are NumPy's numbers."""

import numpy as np


def classification_report(cm):
    report, weights = {}, cm.sum(axis=1)
    for j in range(len(cm)):
        precision = cm[j, j] / max(cm[:, j].sum(), 1)
        recall = cm[j, j] / max(weights[j], 1)
        f1 = 2 * precision * recall / (precision + recall) if cm[j, j] else np.float64(0)
        report[str(j)] = {"precision": precision, "recall": recall, "f1-score": f1, "support": weights[j]}
    rows = np.array([list(row.values()) for row in report.values()])
    macro, weighted = rows.mean(axis=0), weights @ rows / max(weights.sum(), 1)
    macro[3] = weighted[3] = weights.sum()
    report["accuracy"] = np.trace(cm) / max(cm.sum(), 1)
    report["macro avg"] = dict(zip(report["0"], macro))
    report["weighted avg"] = dict(zip(report["0"], weighted))
    return report
