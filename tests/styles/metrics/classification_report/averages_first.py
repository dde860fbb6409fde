"""The averages before the classes: a dict's order means nothing."""

import numpy as np


def classification_report(cm):
    k, total = len(cm), int(cm.sum())
    support = [int(cm[j].sum()) for j in range(k)]
    scores = {"precision": [], "recall": [], "f1-score": []}
    for j in range(k):
        called, right = int(cm[:, j].sum()), int(cm[j, j])
        scores["precision"].append(right / called if called else 0.0)
        scores["recall"].append(right / support[j] if support[j] else 0.0)
        scores["f1-score"].append(2 * right / (called + support[j]) if right else 0.0)
    weighted = {
        name: sum(v * s for v, s in zip(values, support)) / total if total else 0.0 for name, values in scores.items()
    }
    return {
        "weighted avg": {**weighted, "support": total},
        "macro avg": {**{name: sum(values) / k for name, values in scores.items()}, "support": total},
        "accuracy": int(np.trace(cm)) / total if total else 0.0,
        **{str(j): {**{name: values[j] for name, values in scores.items()}, "support": support[j]} for j in range(k)},
    }
