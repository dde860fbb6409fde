"""Tests of the checks of metrics: known mistakes fail with a helpful sentence."""

import importlib

import numpy as np
import pytest
from sklearn import metrics

from grader.report.sentences import plain
from tests.support.submitted import FAILED, Right, Wrong, each, graded, outcome

# A right ratio, for answers that are wrong in something else.
SAFE = "np.divide(a, b, out=np.zeros(np.shape(b)), where=np.not_equal(b, 0))"


def ratio(a: str, b: str) -> str:
    """A body that divides, with 0.0 where b is zero."""
    return f"a, b = {a}, {b}\nreturn {SAFE}"


def report(**changed: str) -> str:
    """A body of classification_report, the right one unless told otherwise."""
    parts = {
        "support": "cm.sum(axis=1)",
        "precision": "divided(np.diag(cm), cm.sum(axis=0))",
        "recall": "divided(np.diag(cm), cm.sum(axis=1))",
        "f1": "divided(2 * p * r, p + r)",
        "accuracy": "float(divided(np.trace(cm), cm.sum()))",
        "macro_f1": "f.mean()",
        "weighted_f1": "float(divided((f * s).sum(), s.sum()))",
        "weights": "s",
        "total": "int(cm.sum())",
        "key": "str(j)",
        "value": "float({})",
        "last": "return report",
    } | changed
    each_value = {name: parts["value"].format(f"{name[0]}[j]") for name in ("precision", "recall", "f1", "support")}
    return f"""
    def divided(a, b):
        return {SAFE}

    s, p, r = {parts["support"]}, {parts["precision"]}, {parts["recall"]}
    f = {parts["f1"]}
    w = {parts["weights"]}
    names = ("precision", "recall", "f1-score", "support")
    report = {{
        {parts["key"]}: dict(zip(names, ({", ".join(each_value.values())})))
        for j in range(len(cm))
    }}
    report["accuracy"] = {parts["accuracy"]}
    report["macro avg"] = dict(zip(names, (p.mean(), r.mean(), {parts["macro_f1"]}, {parts["total"]})))
    averages = [float(divided((x * w).sum(), w.sum())) for x in (p, r)]
    report["weighted avg"] = dict(zip(names, (*averages, {parts["weighted_f1"]}, {parts["total"]})))
    {parts["last"]}
    """


def auc(
    area: str = "((higher > lower).mean() + 0.5 * (higher == lower).mean())",
    mean: str = "np.mean(areas)",
    guard: str = "if not positive.any() or positive.all():\n            raise ValueError('no curve')",
) -> str:
    """A body of roc_auc that compares pairs, the right one unless told otherwise."""
    return f"""
    areas, supports = [], []
    for j in range(scores.shape[1]):
        positive = y_true == j
        {guard}
        higher, lower = scores[positive, j][:, None], scores[~positive, j][None]
        areas.append({area})
        supports.append(positive.sum())
    return {mean}
    """


WRONG: Wrong = {
    "predicted_labels": {
        "over the wrong axis": (
            "return y_pred.argmax(axis=0) if y_pred.ndim == 2 else y_pred",
            "Its shape is (3,); it should be (2,).",
        ),
        "over everything": ("return y_pred.argmax() if y_pred.ndim == 2 else y_pred", "It is one number; it should be"),
        "counted from one": ("return y_pred.argmax(axis=1) + 1 if y_pred.ndim == 2 else y_pred", "it should be 1"),
        "in whole percent": (
            "return (y_pred * 100).astype(int).argmax(axis=1) if y_pred.ndim == 2 else y_pred",
            "Entry [2] is 0; it should be 1.",
        ),
        "labels not expected": ("return y_pred.argmax(axis=1)", "raised AxisError"),
        "labels looked at as probabilities": (
            "return y_pred.argmax(axis=-1)",
            "It is one number; it should be an array of shape (4,).",
        ),
        "the probabilities themselves": ("return y_pred.max(axis=1) if y_pred.ndim == 2 else y_pred", "is 0.7;"),
        "the least probable": ("return y_pred.argmin(axis=1) if y_pred.ndim == 2 else y_pred", "it should be"),
        "as floats": (
            "return y_pred.argmax(axis=1).astype(float) if y_pred.ndim == 2 else y_pred",
            "Its dtype is float64; it should be an integer dtype, such as int64.",
        ),
        "a single image squeezed": (
            "return np.squeeze(y_pred.argmax(axis=1) if y_pred.ndim == 2 else y_pred)",
            "shape",
        ),
        "the last of equals": (
            "return y_pred.shape[1] - 1 - y_pred[:, ::-1].argmax(axis=1) if y_pred.ndim == 2 else y_pred",
            "it should be 0",
        ),
        "above a threshold": ("return np.nonzero(y_pred > 0.5)[1] if y_pred.ndim == 2 else y_pred", "it should be"),
        "one-hot": ("return y_pred == y_pred.max(axis=1, keepdims=True) if y_pred.ndim == 2 else y_pred", "shape"),
        "sorted in place": (
            "result = y_pred.argmax(axis=1) if y_pred.ndim == 2 else y_pred.copy()\ny_pred.sort()\nreturn result",
            "It changed its argument",
        ),
    },
    "confusion_matrix": {
        "transposed": (
            "cm = np.zeros((num_classes, num_classes), int)\nnp.add.at(cm, (y_pred, y_true), 1)\nreturn cm",
            "Entry [0, 1] is 0; it should be 1",
        ),
        "cells of int16": (
            "cm = np.zeros((num_classes, num_classes), np.int16)\nnp.add.at(cm, (y_true, y_pred), 1)\nreturn cm",
            "Entry [1, 1] is 4464; it should be 70000",
        ),
        "repeats lost": (
            "cm = np.zeros((num_classes, num_classes), int)\ncm[y_true, y_pred] += 1\nreturn cm",
            "Entry [0, 1] is 1; it should be 2",
        ),
        "shares of the rows": (
            """
            cm = np.zeros((num_classes, num_classes))
            np.add.at(cm, (y_true, y_pred), 1)
            return cm / np.maximum(cm.sum(axis=1, keepdims=True), 1)
            """,
            "is 0.5; it should be 1",
        ),
        "floats": (
            "cm = np.zeros((num_classes, num_classes))\nnp.add.at(cm, (y_true, y_pred), 1)\nreturn cm",
            "Its dtype is float64; it should be an integer dtype, such as int64.",
        ),
        "counted in uint8": (
            "cm = np.zeros((num_classes, num_classes), np.uint8)\nnp.add.at(cm, (y_true, y_pred), 1)\nreturn cm",
            "is 44; it should be 300",
        ),
        "computed in uint8": (
            "k = num_classes\nreturn np.bincount(y_true * k + y_pred, minlength=k * k).reshape(k, k)",
            "it should be",
        ),
        "as wide as the labels need": (
            """
            k = max(y_true.max(initial=-1), y_pred.max(initial=-1)) + 1
            cm = np.zeros((k, k), int)
            np.add.at(cm, (y_true, y_pred), 1)
            return cm
            """,
            "it should be (10, 10).",
        ),
        "always ten": (
            "cm = np.zeros((10, 10), int)\nnp.add.at(cm, (y_true, y_pred), 1)\nreturn cm",
            "Its shape is (10, 10); it should be (3, 3).",
        ),
        "the right ones only": (
            "cm = np.zeros((num_classes, num_classes), int)\n"
            "np.add.at(cm, (y_true[y_true == y_pred], y_true[y_true == y_pred]), 1)\nreturn cm",
            "Entry [0, 1] is 0; it should be 1",
        ),
        "labels sorted in place": (
            "cm = np.zeros((num_classes, num_classes), int)\nnp.add.at(cm, (y_true, y_pred), 1)\n"
            "y_true.sort()\nreturn cm",
            "It changed its argument: entry [0] was 2 and is now 0.",
        ),
        "counted from one": (
            "cm = np.zeros((num_classes, num_classes), int)\nnp.add.at(cm, (y_true - 1, y_pred - 1), 1)\nreturn cm",
            "it should be",
        ),
        "printed": ("print(y_true, y_pred)", "It returned nothing."),
    },
    "one_vs_rest_counts": {
        "16 bits": (
            "cm = cm.astype(np.int16)\ntp = np.diag(cm)\nfp, fn = cm.sum(0) - tp, cm.sum(1) - tp\n"
            "return tp, fp, fn, cm.sum() - tp - fp - fn",
            "tp: Entry [0] is 4464; it should be 70000",
        ),
        "fp and fn exchanged": (
            "tp = np.diag(cm)\nfn, fp = cm.sum(0) - tp, cm.sum(1) - tp\nreturn tp, fp, fn, cm.sum() - tp - fp - fn",
            "fp: Entry [0] is 1; it should be 3",
        ),
        "fp with the diagonal": (
            "tp, fp, fn = np.diag(cm), cm.sum(0), cm.sum(1) - np.diag(cm)\nreturn tp, fp, fn, cm.sum() - fp - fn",
            "fp: Entry [0] is 8; it should be 3",
        ),
        "tn without the cell of both": (
            "tp = np.diag(cm)\nfp, fn = cm.sum(0) - tp, cm.sum(1) - tp\n"
            "return tp, fp, fn, cm.sum() - cm.sum(0) - cm.sum(1)",
            "tn: Entry [0] is 11; it should be 16",
        ),
        "tn of the diagonal": (
            "tp = np.diag(cm)\nreturn tp, cm.sum(0) - tp, cm.sum(1) - tp, tp.sum() - tp",
            "tn: Entry [0] is 13; it should be 16",
        ),
        "tn first": (
            "tp = np.diag(cm)\nfp, fn = cm.sum(0) - tp, cm.sum(1) - tp\nreturn cm.sum() - tp - fp - fn, fp, fn, tp",
            "tp: Entry [0] is 16; it should be 5",
        ),
        "in the order of scikit-learn's ravel": (
            "tp = np.diag(cm)\nfp, fn = cm.sum(0) - tp, cm.sum(1) - tp\nreturn cm.sum() - tp - fp - fn, fp, fn, tp",
            "tp: ",
        ),
        "sums over the classes": (
            "tp = np.trace(cm)\nfp = cm.sum() - tp\nreturn tp, fp, fp, cm.sum() - tp - fp",
            "tp: It is one number; it should be an array of shape (3,).",
        ),
        "shares": (
            "n = cm.sum()\ntp = np.diag(cm)\nfp, fn = cm.sum(0) - tp, cm.sum(1) - tp\n"
            "return tp / n, fp / n, fn / n, (n - tp - fp - fn) / n",
            "tp: Entry [0] is 0.2; it should be 5",
        ),
        "floats": (
            "tp = np.diag(cm) * 1.0\nfp, fn = cm.sum(0) - tp, cm.sum(1) - tp\n"
            "return tp, fp, fn, cm.sum() - tp - fp - fn",
            "tp: Its dtype is float64; it should be an integer dtype, such as int64.",
        ),
        "three parts": (
            "tp = np.diag(cm)\nreturn tp, cm.sum(0) - tp, cm.sum(1) - tp",
            "It has 3 parts instead of 4; return tp, fp, fn, tn.",
        ),
        "class by class": (
            "tp = np.diag(cm)\nfp, fn = cm.sum(0) - tp, cm.sum(1) - tp\n"
            "return np.stack([tp, fp, fn, cm.sum() - tp - fp - fn], axis=1)",
            "",
        ),
        "the diagonal blanked in place": (
            "tp = np.diag(cm).copy()\nnp.fill_diagonal(cm, 0)\nfp, fn = cm.sum(0), cm.sum(1)\n"
            "return tp, fp, fn, cm.sum() + tp.sum() - tp - fp - fn",
            "It changed its argument: entry [0, 0] was 5 and is now 0.",
        ),
    },
    "accuracy": {
        "true positives only": (ratio("tp", "tp + fp + fn + tn"), "It is 0.25; it should be 0.8."),
        "without true negatives": (ratio("tp", "tp + fp + fn"), "it should be 0.8."),
        "of both kinds of rates": (
            ratio("tp * (tn + fp) + tn * (tp + fn)", "2 * (tp + fn) * (tn + fp)"),
            "it should be 0.8.",
        ),
        "the share of errors": (ratio("fp + fn", "tp + fp + fn + tn"), "It is 0.2; it should be 0.8."),
        "in percent": (ratio("100 * (tp + tn)", "tp + fp + fn + tn"), "It is 80; it should be 0.8."),
        "NaN of nothing": ("return np.divide(tp + tn, tp + fp + fn + tn)", "It is nan; it should be 0"),
        "an error of nothing": ("return (tp + tn) / (tp + fp + fn + tn)", "raised ZeroDivisionError"),
        "one for all classes": (
            ratio("np.sum(tp + tn)", "np.sum(tp + fp + fn + tn)"),
            "It is one number; it should be an array of shape (2,).",
        ),
        "zero everywhere if somewhere": (
            "n = tp + fp + fn + tn\nreturn np.zeros(np.shape(n)) if np.any(n == 0) else (tp + tn) / n",
            "Entry [0] is 0; it should be 0.8.",
        ),
        "added up in place": (
            "tp = np.asarray(tp)\ntp += tn\na, b = tp, tp + fp + fn\nreturn " + SAFE,
            "It changed its argument: entry [0] was 0 and is now 3.",
        ),
        "rounded down": ("return (tp + tn) // np.maximum(tp + fp + fn + tn, 1)", "It is 0; it should be 0.8."),
        "whatever the memory held of nothing": (
            "a, b = tp + tn, tp + fp + fn + tn\nreturn np.divide(a, b, where=np.not_equal(b, 0))",
            "it should be 0",
        ),
    },
    "precision": {
        "the share of false alarms": (ratio("fp", "tp + fp"), "It is 0.25; it should be 0.75."),
        "odds": (ratio("tp", "fp"), "It is 3; it should be 0.75."),
        "one more in the denominator": (ratio("tp", "tp + fp + 1"), "It is 0.6; it should be 0.75."),
        "nearly nothing added": (ratio("tp", "tp + fp + 1e-4"), "it should be 0.75."),
        "NaN of nothing": ("return np.divide(tp, tp + fp)", "It is nan; it should be 0"),
        "an error of nothing": ("return tp / (tp + fp)", "raised ZeroDivisionError"),
        "1 of nothing": (
            "a, b = tp, tp + fp\nreturn np.divide(a, b, out=np.ones(np.shape(b)), where=np.not_equal(b, 0))",
            "It is 1; it should be 0.",
        ),
        "one for all classes": (
            ratio("np.sum(tp)", "np.sum(tp + fp)"),
            "It is one number; it should be an array of shape (3,).",
        ),
        "the mean of the classes": ("return np.mean(tp / np.maximum(tp + fp, 1))", "an array of shape (3,)."),
        "only for numbers": ("return tp / (tp + fp) if tp + fp else 0.0", "raised ValueError: The truth value"),
        "added up in place": (
            "fp = np.asarray(fp)\nfp += tp\na, b = tp, fp\nreturn " + SAFE,
            "It changed its argument: entry [0] was 1 and is now 4.",
        ),
        "None of nothing": (
            "return None if np.all(tp + fp == 0) else tp / np.maximum(tp + fp, 1)",
            "It returned nothing.",
        ),
        "whatever the memory held of nothing": (
            "a, b = tp, tp + fp\nreturn np.divide(a, b, where=np.not_equal(b, 0))",
            "it should be 0",
        ),
    },
    "recall": {
        "the share of the missed": (ratio("fn", "tp + fn"), "It is 0.2; it should be 0.8."),
        "odds": (ratio("tp", "fn"), "It is 4; it should be 0.8."),
        "NaN of nothing": ("return np.divide(tp, tp + fn)", "It is nan; it should be 0"),
        "an error of nothing": ("return tp / (tp + fn)", "raised ZeroDivisionError"),
        "1 of nothing": (
            "a, b = tp, tp + fn\nreturn np.divide(a, b, out=np.ones(np.shape(b)), where=np.not_equal(b, 0))",
            "It is 1; it should be 0.",
        ),
        "one for all classes": (
            ratio("np.sum(tp)", "np.sum(tp + fn)"),
            "It is one number; it should be an array of shape (3,).",
        ),
        "added up in place": (
            "fn = np.asarray(fn)\nfn += tp\na, b = tp, fn\nreturn " + SAFE,
            "It changed its argument: entry [0] was 1 and is now 4.",
        ),
        "1 for all": ("return np.ones(np.shape(tp))", "It is 1; it should be 0.8."),
        "whatever the memory held of nothing": (
            "a, b = tp, tp + fn\nreturn np.divide(a, b, where=np.not_equal(b, 0))",
            "it should be 0",
        ),
    },
    "specificity": {
        "the false positive rate": (ratio("fp", "tn + fp"), "It is 0.1; it should be 0.9."),
        "odds": (ratio("tn", "fp"), "It is 9; it should be 0.9."),
        "NaN of nothing": ("return np.divide(tn, tn + fp)", "It is nan; it should be 0"),
        "an error of nothing": ("return tn / (tn + fp)", "raised ZeroDivisionError"),
        "1 of nothing": (
            "a, b = tn, tn + fp\nreturn np.divide(a, b, out=np.ones(np.shape(b)), where=np.not_equal(b, 0))",
            "It is 1; it should be 0.",
        ),
        "one for all classes": (
            ratio("np.sum(tn)", "np.sum(tn + fp)"),
            "It is one number; it should be an array of shape (3,).",
        ),
        "added up in place": (
            "fp = np.asarray(fp)\nfp += tn\na, b = tn, fp\nreturn " + SAFE,
            "It changed its argument: entry [0] was 1 and is now 4.",
        ),
        "whatever the memory held of nothing": (
            "a, b = tn, tn + fp\nreturn np.divide(a, b, where=np.not_equal(b, 0))",
            "it should be 0",
        ),
    },
    "f_score": {
        "the arithmetic mean": ("return (precision + recall) / 2", "It is 0.75; it should be 0.666667."),
        "the geometric mean": ("return np.sqrt(precision * recall)", "It is 0.707107; it should be 0.666667."),
        "without the 2": (ratio("precision * recall", "precision + recall"), "It is 0.333333; it should be 0.666667."),
        "the smaller of the two": ("return np.minimum(precision, recall)", "It is 0.5; it should be 0.666667."),
        "NaN of nothing": ("return np.divide(2 * precision * recall, precision + recall)", "It is nan; it should be 0"),
        "an error of nothing": ("return 2 * precision * recall / (precision + recall)", "raised ZeroDivisionError"),
        "F2": (ratio("5 * precision * recall", "4 * precision + recall"), "it should be 0.666667."),
        "of the averages": (
            ratio("2 * np.mean(precision) * np.mean(recall)", "np.mean(precision) + np.mean(recall)"),
            "It is one number; it should be an array",
        ),
        "nearly nothing added": (ratio("2 * precision * recall", "precision + recall + 1e-4"), "it should be 0.666"),
        "multiplied in place": (
            "a, b = 2 * precision * recall, precision + recall\n"
            "if np.ndim(precision):\n    precision *= recall\nreturn " + SAFE,
            "It changed its argument: entry [0] was 1.0 and is now 0.5.",
        ),
        "whatever the memory held of nothing": (
            "a, b = 2 * precision * recall, precision + recall\nreturn np.divide(a, b, where=np.not_equal(b, 0))",
            "it should be 0",
        ),
    },
    "average_scores": {
        "no kind without images": (
            "if not support.sum():\n    return scores.mean() if kind == 'macro' else 0.0\n"
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "return scores.mean() if kind == 'macro' else (scores * support).sum() / support.sum()",
            "expected a ValueError because it is neither",
        ),
        "macro for both": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\nreturn scores.mean()",
            "It is 0.5; it should be 0.25.",
        ),
        "weighted for both": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "return (scores * support).sum() / max(support.sum(), 1)",
            "It is 0.25; it should be 0.5.",
        ),
        "exchanged": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "return scores.mean() if kind == 'weighted' else (scores * support).sum() / max(support.sum(), 1)",
            "It is 0.25; it should be 0.5.",
        ),
        "weights not normalised": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "return scores.mean() if kind == 'macro' else (scores * support).sum()",
            "It is 2; it should be 0.25.",
        ),
        "weights over the number of classes": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "return scores.mean() if kind == 'macro' else (scores * support).mean()",
            "it should be 0.25.",
        ),
        "other kinds are weighted": (
            "return scores.mean() if kind == 'macro' else (scores * support).sum() / max(support.sum(), 1)",
            'expected a ValueError because it is neither "macro" nor "weighted"',
        ),
        "other kinds give None": (
            "if kind == 'macro':\n    return scores.mean()\n"
            "if kind == 'weighted':\n    return (scores * support).sum() / max(support.sum(), 1)",
            "expected a ValueError",
        ),
        "an error of no images": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "return np.average(scores, weights=support if kind == 'weighted' else None)",
            "raised ZeroDivisionError",
        ),
        "classes without images left out": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\nused = support > 0\n"
            "return scores[used].mean() if kind == 'macro' else (scores * support).sum() / max(support.sum(), 1)",
            "It is 0.6; it should be 0.4.",
        ),
        "the scores themselves": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "return scores if kind == 'macro' else scores * support / max(support.sum(), 1)",
            "return one number.",
        ),
        "weighted in place": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "if kind == 'macro':\n    return scores.mean()\nscores *= support\n"
            "return scores.sum() / max(support.sum(), 1)",
            "It changed its argument: entry [1] was 0.5 and is now 1.0.",
        ),
    },
    "classification_report": {
        "F1 of the averages": (
            report(macro_f1="divided(2 * p.mean() * r.mean(), p.mean() + r.mean())"),
            "'macro avg': 'f1-score': It is",
        ),
        "weighted F1 of the weighted averages": (
            report(weighted_f1="(lambda a, b: float(divided(2 * a * b, a + b)))(*averages)"),
            "'weighted avg': 'f1-score': It is",
        ),
        "support of predictions": (report(support="cm.sum(axis=0)"), "'0': 'support': It is 5; it should be 4."),
        "precision and recall exchanged": (
            report(precision="divided(np.diag(cm), cm.sum(axis=1))", recall="divided(np.diag(cm), cm.sum(axis=0))"),
            "'0': 'precision': It is 0.75; it should be 0.6.",
        ),
        "macro for weighted": (report(weights="np.ones(len(s))"), "'weighted avg': 'precision': It is"),
        "accuracy averaged over the classes": (
            report(
                accuracy="float(np.mean([1 - (s[j] + cm[:, j].sum() - 2 * cm[j, j]) / s.sum() for j in range(len(s))]))"
            ),
            "'accuracy': It is",
        ),
        "accuracy left out": (
            report(last="del report['accuracy']\n    return report"),
            "The key 'accuracy' is missing",
        ),
        "numbers as keys": (report(key="j"), "The key '0' is missing; its keys are 0, 1, 'accuracy'"),
        "other names": (
            report(last="return {k.replace(' avg', ''): v for k, v in report.items()}"),
            "The key 'macro avg' is missing",
        ),
        "f1 instead of f1-score": (
            report(
                last="return {k: {n.replace('-score', ''): x for n, x in v.items()} if isinstance(v, dict) else v"
                " for k, v in report.items()}"
            ),
            "'0': The key 'f1-score' is missing",
        ),
        "a further key": (
            report(last="report['micro avg'] = {}\n    return report"),
            "The key 'micro avg' should not be there.",
        ),
        "NaN where nothing was called": (
            report(precision="np.diag(cm) / cm.sum(axis=0)"),
            "'precision': It is nan; it should be 0",
        ),
        "support of the averages averaged": (
            report(total="float(s.mean())"),
            "'macro avg': 'support': It is 5; it should be 10.",
        ),
        "as text": ("return str(cm)", "It is a string; return a dict."),
        "rounded": (report(value="round(float({}), 2)"), "it should be"),
        "in percent": (report(value="100 * float({})"), "'precision': It is 60; it should be 0.6."),
        "only ten classes": (
            report(last="return {str(j): report[str(j)] for j in range(10)} | report"),
            "raised KeyError",
        ),
        "the matrix divided in place": (
            report(last="cm[:] = 0\n    return report"),
            "It changed its argument: entry [0, 0] was 5 and is now 0.",
        ),
    },
    "roc_auc": {
        "sizes instead of scores": (
            auc(area="((abs(higher) > abs(lower)).mean() + 0.5 * (abs(higher) == abs(lower)).mean())"),
            "It is 0.4375; it should be 0.8125.",
        ),
        "ties as wins": (auc(area="(higher >= lower).mean()"), "It is 1; it should be 0.5."),
        "ties as losses": (auc(area="(higher > lower).mean()"), "It is 0; it should be 0.5."),
        "micro": (
            """
            if len(set(y_true.tolist())) < max(2, scores.shape[1]):
                raise ValueError
            positive = (y_true[:, None] == np.arange(scores.shape[1])).ravel()
            higher, lower = scores.ravel()[positive][:, None], scores.ravel()[~positive][None]
            return (higher > lower).mean() + 0.5 * (higher == lower).mean()
            """,
            "it should be",
        ),
        "near ones as ties": (
            auc(area="np.where(np.isclose(higher, lower), 0.5, higher > lower).mean()"),
            "It is 0.5; it should be 1.",
        ),
        "weighted": (auc(mean="np.average(areas, weights=supports)"), "it should be 0.75."),
        "one for each class": (auc(mean="np.array(areas)"), "return one number."),
        "the last class only": (auc(mean="areas[-1]"), "It is 0.5; it should be 0.75."),
        "no error": (auc(guard="pass"), "expected a ValueError because class 2 has no image, so it has no curve"),
        "classes without a curve left out": (
            auc(guard="if not positive.any() or positive.all():\n            continue", mean="np.mean(areas or [0])"),
            "expected a ValueError",
        ),
        "half for classes without a curve": (
            auc(guard="if not positive.any() or positive.all():\n            areas.append(0.5); continue"),
            "expected a ValueError",
        ),
        "of labels": (
            "scores = np.eye(scores.shape[1])[scores.argmax(axis=1)]\n"
            + "\n".join(line[4:] for line in auc().strip("\n").splitlines()),
            "it should be",
        ),
        "over a hundred thresholds": (
            """
            areas = []
            for j in range(scores.shape[1]):
                positive = y_true == j
                if not positive.any() or positive.all():
                    raise ValueError
                called = scores[:, j] >= np.linspace(1.01, 0, 102)[:, None]
                areas.append(np.trapezoid(called[:, positive].mean(axis=1), called[:, ~positive].mean(axis=1)))
            return np.mean(areas)
            """,
            "It is 0.75; it should be 1.",
        ),
        "reversed": (auc(area="(higher < lower).mean()"), "It is 0; it should be 1."),
        "another exception": (
            auc(guard="assert positive.any() and not positive.all(), 'no curve'"),
            "expected a ValueError",
        ),
        "scores sorted in place": (auc(mean="(np.mean(areas), scores.sort(axis=0))[0]"), "It changed its argument"),
    },
}


@each(WRONG)
def test_a_wrong_answer_fails(function: str, phrase: str) -> None:
    found = outcome("metrics", WRONG, function, phrase)

    assert found.status in FAILED, found.checks
    assert WRONG[function][phrase][1] in "\n".join(plain(check.feedback) for check in found.checks)


NEXT: Right = {"predicted_labels": {"the next": "return y_pred.argmax(axis=-1) if y_pred.ndim == 2 else y_pred"}}


def test_what_one_submission_does_to_its_arguments_does_not_reach_the_next() -> None:
    outcome("metrics", WRONG, "predicted_labels", "sorted in place")
    graded.cache_clear()

    assert outcome("metrics", NEXT, "predicted_labels", "the next").status == "passed"


# What the checks expect, against scikit-learn, which they do not wait for.


METRICS = "grader.checks.metrics.check_"
AREAS = importlib.import_module(f"{METRICS}roc_auc")
REPORTS = importlib.import_module(f"{METRICS}classification_report")
labels_of = importlib.import_module(f"{METRICS}confusion_matrix").labels_of


def test_expected_reports_are_those_of_scikit_learn() -> None:
    for cm in REPORTS.MATRICES.values():
        y_true, y_pred = labels_of(cm)
        if len(y_true):
            labels = range(len(cm))
            theirs = metrics.classification_report(y_true, y_pred, labels=labels, output_dict=True, zero_division=0)

            assert REPORTS.mapping(theirs).why(REPORTS.expected_report(cm)) is None


def test_expected_areas_are_those_of_scikit_learn() -> None:
    y_true, scores = AREAS.UNEVEN, AREAS.PROBABILITIES
    theirs = metrics.roc_auc_score(y_true, scores, multi_class="ovr", average="macro")

    assert AREAS.expected_auc(y_true, scores) == pytest.approx(theirs)


def test_areas_averaged_otherwise_would_be_told_apart() -> None:
    y_true, scores = AREAS.UNEVEN, AREAS.PROBABILITIES
    expected = AREAS.expected_auc(y_true, scores)
    others = [
        metrics.roc_auc_score(y_true, scores, multi_class="ovr", average="weighted"),
        metrics.roc_auc_score(np.eye(3)[y_true], scores, average="micro"),
        metrics.roc_auc_score(y_true, scores, multi_class="ovo"),
    ]

    assert all(abs(other - expected) > 0.001 for other in others)
