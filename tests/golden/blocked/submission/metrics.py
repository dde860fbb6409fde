import numpy as np


def ratio(part, whole):
    return np.divide(part, whole, out=np.zeros(np.shape(whole)), where=np.not_equal(whole, 0))[()]


def one_vs_rest_counts(cm):
    tp = np.diag(cm).copy()
    fp = cm.sum(axis=0) - tp
    fn = cm.sum(axis=1) - tp
    return tp, fp, fn, cm.sum() - tp - fp - fn


def precision(tp, fp):
    return ratio(tp, tp + fp)


def recall(tp, fn):
    return ratio(tp, 1 + tp + fn)


def f_score(precision, recall):
    return ratio(2 * precision * recall, precision + recall)


def average_scores(scores, support, kind):
    if kind not in ("macro", "weighted"):
        raise ValueError(kind)
    weights = support if kind == "weighted" else np.ones(len(scores))
    return float(ratio((scores * weights).sum(), weights.sum()))


def classification_report(cm):
    tp, fp, fn, tn = one_vs_rest_counts(cm)
    columns = {"precision": precision(tp, fp), "recall": recall(tp, fn), "support": tp + fn}
    columns["f1-score"] = f_score(columns["precision"], columns["recall"])
    report = {str(j): {name: float(column[j]) for name, column in columns.items()} for j in range(len(cm))}
    report["accuracy"] = float(ratio(tp.sum(), cm.sum()))
    for kind in ("macro", "weighted"):
        averages = {name: average_scores(column, tp + fn, kind) for name, column in columns.items()}
        report[f"{kind} avg"] = averages | {"support": float((tp + fn).sum())}
    return report
