"""In float32, with warnings off and NaN replaced."""

import numpy as np


@np.errstate(all="ignore")
def classification_report(cm):
    cm = cm.astype(np.float32)
    hits, support = cm.diagonal(), cm.sum(axis=1)
    p, r = np.nan_to_num(hits / cm.sum(axis=0)), np.nan_to_num(hits / support)
    f1 = np.nan_to_num(2 * p * r / (p + r))
    share = np.nan_to_num(support / support.sum())

    def row(p, r, f1, support):
        return {"precision": p, "recall": r, "f1-score": f1, "support": support}

    report = {f"{j}": row(*values) for j, values in enumerate(zip(p, r, f1, support))}
    report["macro avg"] = row(p.mean(), r.mean(), f1.mean(), support.sum())
    report["weighted avg"] = row(p @ share, r @ share, f1 @ share, support.sum())
    report["accuracy"] = r @ share
    return report
