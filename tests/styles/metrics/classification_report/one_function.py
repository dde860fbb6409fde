"""Everything in one function, without the other exercises."""

import numpy as np


def classification_report(cm):
    def divided(a, b):
        return np.divide(a, b, out=np.zeros(np.shape(b)), where=np.not_equal(b, 0))

    hits, called, support = np.diag(cm), cm.sum(axis=0), cm.sum(axis=1)
    p, r = divided(hits, called), divided(hits, support)
    table = np.array([p, r, divided(2 * p * r, p + r)])
    names, total = ("precision", "recall", "f1-score"), int(support.sum())

    report = {str(j): {**dict(zip(names, table[:, j].tolist())), "support": int(support[j])} for j in range(len(cm))}
    report["accuracy"] = float(divided(hits.sum(), total))
    report["macro avg"] = {**dict(zip(names, table.mean(axis=1).tolist())), "support": total}
    report["weighted avg"] = {
        **dict(zip(names, divided(table @ support, np.full(3, total)).tolist())),
        "support": total,
    }
    return report
