"""The keys are NumPy's texts, np.str_, as an array of them gives them."""

import numpy as np


def classification_report(cm):
    def row(hits, called, support):
        precision, recall = hits / called if called else 0.0, hits / support if support else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return {"precision": precision, "recall": recall, "f1-score": f1, "support": support}

    names, total = np.arange(len(cm)).astype(str), cm.sum()
    report = {name: row(cm[j, j], cm[:, j].sum(), cm[j].sum()) for j, name in enumerate(names)}
    table = np.array([list(report[name].values()) for name in names])
    columns = np.array(["precision", "recall", "f1-score"])
    shares = table[:, 3] / total if total else table[:, 3]
    report[np.str_("accuracy")] = np.trace(cm) / total if total else 0.0
    report[np.str_("macro avg")] = dict(zip(columns, table[:, :3].mean(axis=0))) | {"support": total}
    report[np.str_("weighted avg")] = dict(zip(columns, shares @ table[:, :3])) | {"support": total}
    return report
