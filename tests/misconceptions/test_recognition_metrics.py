"""Tests of recognition in metrics: wrong answers in many styles, and the name that each gets, or None."""

from grader.report.sentences import plain
from tests.support.submitted import Wrong, each, outcome

UNNAMED = "None"  # two mistakes at once, or something else entirely

# A part of a body of roc_auc: refuse what has no curve.
CURVES = """
k = scores.shape[1]
if k < 2 or any((y_true == j).sum() in (0, len(y_true)) for j in range(k)):
    raise ValueError("no curve")
"""
# A part of a body of average_scores: refuse other kinds.
KINDS = "if kind not in ['macro', 'weighted']:\n    raise ValueError(kind)\n"
# The report in plain Python, from the functions of the module.
REPORT = """
tp, fp, fn, tn = one_vs_rest_counts(cm)
p, r = precision(tp, fp), recall(tp, fn)
f, s = f_score(p, r), tp + fn
out = {}
for i in range(len(cm)):
    out[str(i)] = {"precision": p[i], "recall": r[i], "f1-score": f[i], "support": s[i]}
out["accuracy"] = np.trace(cm) / cm.sum() if cm.sum() else 0.0
for name in ("macro", "weighted"):
    out[name + " avg"] = {
        "precision": average_scores(p, s, name),
        "recall": average_scores(r, s, name),
        "f1-score": average_scores(f, s, name),
        "support": s.sum(),
    }
"""

# The phrase says what was done, the body is the answer, and then comes the name that it gets.
TABLE: Wrong = {
    "predicted_labels": {
        "lists over columns": (
            "if y_pred.ndim == 1:\n    return y_pred\n"
            "return [int(np.argmax(y_pred[:, j])) for j in range(y_pred.shape[1])] if len(y_pred) else []",
            "took_the_largest_of_each_column",
        ),
        "axis 0, labels forgotten": ("return np.argmax(y_pred, axis=0)", "took_the_largest_of_each_column"),
        "labels above a half": (
            "if y_pred.ndim > 1 and y_pred.shape[1] > 1:\n    return y_pred.argmax(axis=1)\n"
            "return (y_pred > 0.5).astype('int32')",
            "took_labels_for_probabilities",
        ),
        "row by row, labels forgotten": (
            "return np.array([np.argmax(row) for row in y_pred], dtype=int)",
            "took_labels_for_probabilities",
        ),
        "index of the maximum, labels forgotten": (
            "return [list(row).index(max(row)) for row in y_pred]",
            "took_labels_for_probabilities",
        ),
        "no axis": ("return np.argmax(y_pred)", "took_the_largest_of_all"),
        "plus one": ("return [row.argmax() + 1 for row in y_pred] if y_pred.ndim > 1 else y_pred", "counted_from_one"),
        "sorted, the first": (
            "return np.argsort(y_pred, axis=1)[:, 0] if y_pred.ndim == 2 else y_pred",
            "took_the_least_probable",
        ),
        "loop with >=": (
            """
            if y_pred.ndim == 1:
                return y_pred
            out = []
            for row in y_pred:
                best = 0
                for j in range(len(row)):
                    if row[j] >= row[best]:
                        best = j
                out.append(best)
            return np.array(out, dtype=int)
            """,
            "took_the_last_of_equals",
        ),
        "rounded": ("return np.rint(y_pred) if y_pred.ndim == 2 else y_pred", "compared_with_a_half"),
        "maximum": (
            "return np.amax(y_pred, axis=1) if y_pred.ndim == 2 else y_pred",
            "returned_the_largest_probability",
        ),
        "float labels": (
            "out = np.zeros(len(y_pred))\nfor i in range(len(y_pred)):\n"
            "    out[i] = y_pred[i].argmax() if y_pred.ndim == 2 else y_pred[i]\nreturn out",
            "labels_as_floats",
        ),
        "column of labels": ("return y_pred.argmax(1).reshape(-1, 1) if y_pred.ndim == 2 else y_pred", "kept_an_axis"),
        "always 7": ("return np.full(len(y_pred), 7)", UNNAMED),
        "last of equals, from one": (
            "return y_pred.shape[1] - y_pred[:, ::-1].argmax(axis=1) if y_pred.ndim == 2 else y_pred",
            UNNAMED,
        ),
    },
    "confusion_matrix": {
        "loop, predicted first": (
            "m = np.zeros((num_classes, num_classes), dtype=np.int32)\nfor t, p in zip(y_true, y_pred):\n"
            "    m[p][t] += 1\n"
            "return m",
            "transposed",
        ),
        "one-hot product the wrong way": (
            "e = np.eye(num_classes, dtype=int)\nreturn e[y_pred].T @ e[y_true]",
            "transposed",
        ),
        "set to one": (
            "m = np.zeros((num_classes, num_classes), dtype=int)\nfor t, p in zip(y_true, y_pred):\n"
            "    m[t, p] = 1\nreturn m",
            "lost_repeats",
        ),
        "pairs in a set": (
            "m = np.zeros((num_classes, num_classes), dtype=int)\n"
            "for t, p in set(zip(y_true.tolist(), y_pred.tolist())):\n    m[t, p] += 1\nreturn m",
            "lost_repeats",
        ),
        "pandas' crosstab": (
            "import pandas\nreturn pandas.crosstab(y_true, y_pred).values",
            "sized_by_the_labels",
        ),
        "a matrix kept for the next call": (
            "k = num_classes\n"
            "kept = confusion_matrix.__dict__.setdefault(k, np.zeros((k, k), dtype=int))\n"
            "for t, p in zip(y_true, y_pred):\n    kept[t, p] += 1\nreturn kept",
            "went_on_counting",
        ),
        "scikit-learn's, without labels": (
            "from sklearn.metrics import confusion_matrix as theirs\n\nreturn theirs(y_true, y_pred)",
            "sized_by_the_labels",
        ),
        "scikit-learn's, normalised": (
            "from sklearn.metrics import confusion_matrix as theirs\n\n"
            "if not len(y_true):\n    return np.zeros((num_classes, num_classes))\n"
            "return theirs(y_true, y_pred, labels=range(num_classes), normalize='true')",
            "normalised",
        ),
        "over all": (
            "m = np.zeros((num_classes, num_classes))\nfor t, p in zip(y_true, y_pred):\n"
            "    m[t, p] += 1 / len(y_true)\nreturn m",
            "normalised",
        ),
        "float zeros": (
            "m = np.zeros((num_classes, num_classes))\nfor t, p in zip(y_true, y_pred):\n    m[t, p] += 1\nreturn m",
            "counts_as_floats",
        ),
        "bincount of uint8": (
            "i = num_classes * y_true + y_pred\n"
            "return np.bincount(i, minlength=num_classes ** 2).reshape((num_classes, num_classes))",
            "overflowed_in_the_labels",
        ),
        "cells of uint8": (
            "m = np.zeros((num_classes, num_classes), dtype=np.uint8)\nfor t, p in zip(y_true, y_pred):\n"
            "    m[t, p] += 1\n"
            "return m",
            "overflowed_in_the_cells",
        ),
        "ten": (
            "m = np.zeros((10, 10), int)\nfor t, p in zip(y_true, y_pred):\n    m[t, p] += 1\nreturn m",
            "always_ten_classes",
        ),
        "last image lost": (
            "m = np.zeros((num_classes,) * 2, int)\nfor i in range(len(y_true) - 1):\n"
            "    m[y_true[i], y_pred[i]] += 1\nreturn m",
            "left_out_an_image",
        ),
        "bincount, not reshaped": (
            "return np.bincount(y_true.astype(int) * num_classes + y_pred, minlength=num_classes ** 2)",
            "left_in_one_row",
        ),
        "the hits": (
            "return np.diag(np.bincount(y_true[y_true == y_pred], minlength=num_classes))",
            "counted_hits_alone",
        ),
        "transposed and from one": (
            "m = np.zeros((num_classes, num_classes), int)\nnp.add.at(m, (y_pred - 1, y_true - 1), 1)\nreturn m",
            UNNAMED,
        ),
        "transposed shares": (
            "m = np.zeros((num_classes, num_classes))\nnp.add.at(m, (y_pred, y_true), 1)\nreturn m / max(m.sum(), 1)",
            UNNAMED,
        ),
    },
    "one_vs_rest_counts": {
        "loop, exchanged": (
            """
            tp, fp, fn, tn = [], [], [], []
            for i in range(cm.shape[0]):
                t = cm[i, i]
                a, b = cm[i, :].sum() - t, cm[:, i].sum() - t
                tp.append(t), fp.append(a), fn.append(b), tn.append(cm.sum() - t - a - b)
            return np.array(tp), np.array(fp), np.array(fn), np.array(tn)
            """,
            "exchanged_fp_and_fn",
        ),
        "column sums": (
            "t = cm.diagonal()\nreturn t, cm.sum(0), cm.sum(1) - t, cm.sum() - cm.sum(0) - cm.sum(1) + t",
            "fp_with_the_diagonal",
        ),
        "row sums": (
            "t = cm.diagonal()\nreturn t, cm.sum(0) - t, cm.sum(1), cm.sum() - cm.sum(0) - cm.sum(1) + t",
            "fn_with_the_diagonal",
        ),
        "both sums": (
            "t = cm.diagonal()\nreturn t, cm.sum(0), cm.sum(1), cm.sum() - cm.sum(0) - cm.sum(1) + t",
            "fp_and_fn_with_the_diagonal",
        ),
        "tn short": (
            "t = cm.diagonal()\nr, c = cm.sum(axis=1), cm.sum(axis=0)\nreturn t, c - t, r - t, cm.sum() - (r + c)",
            "tn_without_adding_tp_back",
        ),
        "tn long": (
            "t = cm.diagonal()\nfp, fn = cm.sum(axis=0) - t, cm.sum(axis=1) - t\n"
            "return t, fp, fn, cm.sum() - (fp + fn)",
            "tn_with_tp",
        ),
        "tn of the trace": (
            "t = cm.diagonal()\nreturn t, cm.sum(axis=0) - t, cm.sum(axis=1) - t, np.trace(cm) - t",
            "tn_of_the_diagonal",
        ),
        "tp, tn, fp, fn": (
            "t = cm.diagonal()\nfp, fn = cm.sum(0) - t, cm.sum(1) - t\nreturn t, cm.sum() - t - fp - fn, fp, fn",
            "other_order",
        ),
        "ravel": ("return tuple(cm.ravel()[:4])", "four_cells_of_the_matrix"),
        "a row for each class": (
            "t = cm.diagonal()\nfp, fn = cm.sum(0) - t, cm.sum(1) - t\n"
            "return [(a, b, c, cm.sum() - a - b - c) for a, b, c in zip(t, fp, fn)]",
            "one_row_per_class",
        ),
        "floats": (
            "t = cm.diagonal().astype(float)\nfp, fn = cm.sum(0) - t, cm.sum(1) - t\n"
            "return [t, fp, fn, cm.sum() - t - fp - fn]",
            "counts_per_class_as_floats",
        ),
        "added up": (
            "t = cm.diagonal()\nfp, fn = cm.sum(0) - t, cm.sum(1) - t\n"
            "return t.sum(), fp.sum(), fn.sum(), (cm.sum() - t - fp - fn).sum()",
            "added_up_the_classes",
        ),
        "range(10)": (
            "t = cm.diagonal()\nfp, fn = cm.sum(0) - t, cm.sum(1) - t\n"
            "return [[each[i] for i in range(10)] for each in (t, fp, fn, cm.sum() - t - fp - fn)]",
            "counted_ten_classes",
        ),
        "exchanged, and tn of the trace": (
            "t = cm.diagonal()\nreturn t, cm.sum(axis=1) - t, cm.sum(axis=0) - t, np.trace(cm) - t",
            UNNAMED,
        ),
    },
    "accuracy": {
        "unguarded": ("return (tp + tn) / (tp + tn + fp + fn)", "undefined_on_empty"),
        "np.where": ("n = tp + fp + fn + tn\nreturn np.where(n > 0, (tp + tn) / n, 0.0)", "divided_before_looking"),
        "if": ("n = tp + fp + fn + tn\nif n == 0:\n    return 0.0\nreturn (tp + tn) / n", "asked_once_for_all_classes"),
        "try": (
            "try:\n    return (tp + tn) / (tp + fp + fn + tn)\nexcept ZeroDivisionError:\n    return 0.0",
            "waited_for_an_exception",
        ),
        "no parentheses, unguarded": ("return tp + tn / (tp + fp + fn + tn)", "forgot_parentheses"),
        "no parentheses below": ("return (tp + tn) / tp + fp + fn + tn", "forgot_parentheses"),
        "hits of all, unguarded": ("return tp / (tp + fp + fn + tn)", "counted_one_kind_of_right_answers"),
        "errors, unguarded": ("return (fp + fn) / (tp + fp + fn + tn)", "share_of_errors"),
        "precision, unguarded": ("return tp / (tp + fp)", "another_score_for_accuracy"),
        "epsilon": ("return (tp + tn) / (tp + fp + fn + tn + 1e-3)", "added_to_the_denominator"),
        "percent, by if": ("n = tp + fp + fn + tn\nreturn 100 * (tp + tn) / n if np.all(n) else 0.0", UNNAMED),
        "two decimals": (
            "n = np.maximum(tp + fp + fn + tn, 1)\nreturn np.round((tp + tn) / n, 2)",
            "rounded",
        ),
    },
    "precision": {
        "false alarms, unguarded": ("return fp / (tp + fp)", "counted_false_alarms"),
        "false alarms, by if": ("if tp + fp == 0:\n    return 0.0\nreturn fp / (tp + fp)", "counted_false_alarms"),
        "no parentheses": ("return tp / tp + fp", "forgot_parentheses"),
        "odds, unguarded": ("return tp / fp", "divided_by_the_wrong_ones_alone"),
        "smoothed": ("return (tp + 1) / (tp + fp + 2)", "added_to_the_denominator"),
        "epsilon": ("return np.asarray(tp) / (np.asarray(tp) + fp + 1e-4)", "added_to_the_denominator"),
        "nan_to_num": ("return np.nan_to_num(tp / (tp + fp))", "divided_before_looking"),
        "max": ("return tp / max(tp + fp, 1)", "asked_once_for_all_classes"),
        "any": ("return 0.0 if np.any(tp + fp == 0) else tp / (tp + fp)", "asked_once_for_all_classes"),
        "one for the empty": (
            "n = np.asarray(tp + fp)\nreturn np.where(n == 0, 1.0, tp / np.maximum(n, 1))",
            "one_on_empty",
        ),
        "mean": ("return np.mean(np.asarray(tp) / np.maximum(tp + fp, 1))", "averaged_the_classes"),
        "pooled, unguarded": ("return np.sum(tp) / (np.sum(tp) + np.sum(fp))", "pooled_all_classes"),
        "whole numbers": ("return tp // np.maximum(tp + fp, 1)", "rounded"),
        "in place": (
            "tp = np.asarray(tp)\nfp = np.asarray(fp)\ntp += fp\nreturn (tp - fp) / np.maximum(tp, 1)",
            "changed_its_arguments",
        ),
        "the square": ("return (np.asarray(tp) / np.maximum(tp + fp, 1)) ** 2", UNNAMED),
        "minus one for the empty": (
            "return np.where(tp + fp == 0, -1.0, tp / np.maximum(tp + fp, 1))",
            "another_value_on_empty",
        ),
        "a half for the empty, number by number": (
            "def one(a, b):\n    return a / (a + b) if a + b else 0.5\n\n"
            "return np.vectorize(one, otypes=[float])(tp, fp)",
            "another_value_on_empty",
        ),
        "into zeros of the counts' dtype": (
            "called = np.asarray(tp + fp)\nresult = np.zeros_like(called)\n"
            "np.divide(tp, called, out=result, where=called > 0)\nreturn result",
            "divided_into_integers",
        ),
        "the best class": ("return (np.asarray(tp) / np.maximum(tp + fp, 1)).max()", UNNAMED),
        "int() of each": (
            "called = int(tp) + int(fp)\nreturn int(tp) / called if called else 0.0",
            "expected_single_numbers",
        ),
    },
    "recall": {
        "missed, by where": (
            "n = tp + fn\nreturn np.where(n == 0, 0.0, fn / np.maximum(n, 1))",
            "counted_what_was_missed",
        ),
        "no parentheses, the other way": ("return tp / fn + tp", "forgot_parentheses"),
        "float()": ("return float(tp / (tp + fn)) if np.all(tp + fn) else 0.0", "asked_once_for_all_classes"),
        "masked": (
            "n = np.asarray(tp + fn)\nreturn np.divide(tp, n, where=n != 0, out=np.full(n.shape, np.nan))",
            "undefined_on_empty",
        ),
        "errstate": ("with np.errstate(all='ignore'):\n    return np.divide(tp, np.add(tp, fn))", "undefined_on_empty"),
        "percent": ("return 100 * np.asarray(tp) / np.maximum(tp + fn, 1)", "in_percent"),
    },
    "specificity": {
        "false positives": (
            "n = tn + fp\nreturn np.divide(fp, n, out=np.zeros(np.shape(n)), where=np.not_equal(n, 0))",
            "false_positive_rate",
        ),
        "one minus, on nothing too": ("n = np.maximum(tn + fp, 1)\nreturn 1 - fp / n", "one_on_empty"),
        "no parentheses": ("return tn / tn + fp", "forgot_parentheses"),
        "one minus the right one": ("n = np.maximum(tn + fp, 1)\nreturn 1 - tn / n", "false_positive_rate"),
    },
    "f_score": {
        "mean, of lists": ("return np.mean([precision, recall], axis=0)", "arithmetic_mean"),
        "harmonic without 2, unguarded": ("return precision * recall / (precision + recall)", "left_out_the_factor_2"),
        "no parentheses": ("return 2 * precision * recall / precision + recall", "forgot_parentheses"),
        "reciprocals": ("return 2 / (1 / precision + 1 / recall)", "divided_by_each_of_the_two"),
        "reciprocals by **": ("return 2 / (precision ** -1 + recall ** -1)", "divided_by_each_of_the_two"),
        "root": ("return (precision * recall) ** 0.5", "geometric_mean"),
        "at least 1 below": (
            "return 2 * precision * recall / np.maximum(precision + recall, 1)",
            "raised_the_denominator_to_1",
        ),
        "clipped below": (
            "return 2 * precision * recall / np.clip(precision + recall, 1.0, None)",
            "raised_the_denominator_to_1",
        ),
        "Python's max": (
            "if np.ndim(precision) == 0:\n    return 2 * precision * recall / max(precision + recall, 1)\n"
            "return 2 * precision * recall / np.maximum(precision + recall, 1)",
            "raised_the_denominator_to_1",
        ),
        "F2 of a formula": (
            "b = 2\nreturn (1 + b**2) * precision * recall / np.maximum(b**2 * precision + recall, 1e-12)",
            "weighted_the_two",
        ),
        "minimum": ("return np.where(precision < recall, precision, recall)", "one_of_the_two"),
        "if": (
            "if precision + recall == 0:\n    return 0.0\nreturn 2 * (precision * recall) / (precision + recall)",
            "asked_once_for_all_classes",
        ),
        "epsilon": ("return 2 * precision * recall / (precision + recall + 1e-5)", "added_to_the_denominator"),
        "item of one": (
            "p, r = np.asarray(precision, dtype=float), np.asarray(recall, dtype=float)\n"
            "f = np.divide(2 * p * r, p + r, out=np.zeros_like(p), where=p + r > 0)\n"
            "return f.item() if f.size == 1 else f",
            "made_one_class_a_number",
        ),
        "the difference": ("return np.abs(precision - recall)", UNNAMED),
    },
    "average_scores": {
        "//": (
            KINDS + "if kind == 'macro':\n    return float(sum(scores) // len(scores))\n"
            "return float(sum(scores * support) // max(sum(support), 1))",
            "rounded_the_average",
        ),
        "dispatch by a dict": (
            "return {'macro': scores.mean(), 'weighted': (scores * support).sum() / max(support.sum(), 1)}[kind]",
            "another_error_for_a_kind",
        ),
        "assert": (
            "assert kind in ('macro', 'weighted')\n"
            "return scores.mean() if kind == 'macro' else scores @ support / max(support.sum(), 1)",
            "another_error_for_a_kind",
        ),
        "else": (
            "if kind == 'weighted':\n    return float(scores @ support / max(support.sum(), 1))\nelse:\n"
            "    return float(np.mean(scores))",
            "accepted_any_kind",
        ),
        "no value in the end": (
            "if kind == 'macro':\n    result = scores.mean()\nelif kind == 'weighted':\n"
            "    result = scores @ support / max(support.sum(), 1)\nreturn result",
            "another_error_for_a_kind",
        ),
        "NaN of nothing": (
            KINDS + "return scores.mean() if kind == 'macro' else (scores * support).sum() / support.sum()",
            "undefined_without_images",
        ),
        "a product alone": (
            KINDS + "return scores.mean() if kind == 'macro' else float(np.dot(scores, support))",
            "left_weights_as_they_are",
        ),
        "a product alone, kinds unseen": (
            "return scores.mean() if kind == 'macro' else float(np.dot(scores, support))",
            "left_weights_as_they_are",
        ),
        "mean of the products": (
            KINDS + "return np.mean(scores if kind == 'macro' else scores * support)",
            "divided_weights_by_classes",
        ),
        "the other way round, NaN of nothing": (
            KINDS + "return np.average(scores, weights=support) if kind == 'macro' else scores.mean()",
            "exchanged_the_kinds",
        ),
        "sum": (
            KINDS + "return scores.sum() if kind == 'macro' else scores @ support / max(support.sum(), 1)",
            "summed_instead_of_averaged",
        ),
        "median": (
            KINDS + "return np.median(scores) if kind == 'macro' else scores @ support / max(support.sum(), 1)",
            "median_for_macro",
        ),
        "the largest": (KINDS + "return scores.max()", UNNAMED),
        "one path": (KINDS + "return float(sum(scores) / len(scores))", "macro_for_weighted"),
    },
    "roc_auc": {
        "math.isclose": (
            CURVES + "import math\n"
            "pairs = lambda j: [(p, n) for p in scores[y_true == j, j] for n in scores[y_true != j, j]]\n"
            "won = lambda p, n: 0.5 if math.isclose(p, n, abs_tol=1e-6) else float(p > n)\n"
            "return np.mean([np.mean([won(*pair) for pair in pairs(j)]) for j in range(k)])",
            "near_scores_as_ties",
        ),
        "scikit-learn's one against rest": (
            "from sklearn.metrics import roc_auc_score\n\n"
            "return roc_auc_score(np.eye(scores.shape[1])[y_true], scores, average='micro')",
            "micro_average",
        ),
        "scikit-learn's weighted": (
            CURVES + "from sklearn.metrics import roc_auc_score\n"
            "a = [roc_auc_score(y_true == j, scores[:, j]) for j in range(k)]\n"
            "return np.average(a, weights=np.bincount(y_true, minlength=k))",
            "weighted_areas",
        ),
        "loops over pairs, ties lost": (
            CURVES + "areas = []\nfor j in range(k):\n    pos, neg = scores[y_true == j, j], scores[y_true != j, j]\n"
            "    areas.append(sum(float(a > b) for a in pos for b in neg) / (len(pos) * len(neg)))\n"
            "return sum(areas) / k",
            "ties_as_losses",
        ),
        "loops over pairs, ties won": (
            CURVES + "areas = []\nfor j in range(k):\n    pos, neg = scores[y_true == j, j], scores[y_true != j, j]\n"
            "    areas.append(sum(float(a >= b) for a in pos for b in neg) / (len(pos) * len(neg)))\n"
            "return sum(areas) / k",
            "ties_as_wins",
        ),
        "division by zero": (
            "k = scores.shape[1]\nareas = []\nfor j in range(k):\n"
            "    pos, neg = scores[y_true == j, j], scores[y_true != j, j]\n"
            "    won = sum((a > b) + 0.5 * (a == b) for a in pos for b in neg)\n"
            "    areas.append(won / (len(pos) * len(neg)))\nreturn sum(areas) / k",
            "another_error_without_a_curve",
        ),
        "NaN": (
            "areas = []\nfor j in range(scores.shape[1]):\n"
            "    pos, neg = scores[y_true == j, j], scores[y_true != j, j]\n"
            "    d = pos[:, None] - neg\n    areas.append(np.mean((d > 0) + 0.5 * (d == 0)))\nreturn np.mean(areas)",
            "accepted_a_class_without_a_curve",
        ),
        "ranks by argsort": (
            CURVES + "areas = []\nfor j in range(k):\n    rank = np.empty(len(y_true))\n"
            "    rank[np.argsort(scores[:, j], kind='stable')] = np.arange(1, len(y_true) + 1)\n"
            "    p = (y_true == j).sum()\n"
            "    areas.append((rank[y_true == j].sum() - p * (p + 1) / 2) / (p * (len(y_true) - p)))\n"
            "return np.mean(areas)",
            "ranked_ties_by_place",
        ),
        "all areas": (
            CURVES + "from sklearn.metrics import roc_auc_score\n"
            "return [roc_auc_score(y_true == j, scores[:, j]) for j in range(k)]",
            "one_area_per_class",
        ),
        "the second column": (
            CURVES + "from sklearn.metrics import roc_auc_score\nreturn roc_auc_score(y_true == 1, scores[:, 1])",
            "one_class_alone",
        ),
        "hits": (CURVES + "return float((scores.argmax(axis=1) == y_true).mean())", "accuracy_instead"),
        "decided first": (
            CURVES + "from sklearn.metrics import roc_auc_score\ncalled = scores.argmax(axis=1)\n"
            "return np.mean([roc_auc_score(y_true == j, called == j) for j in range(k)])",
            "areas_of_labels",
        ),
        "trapezoids, from right to left": (
            CURVES + "areas = []\nfor j in range(k):\n"
            "    at = np.concatenate([[-np.inf], np.unique(scores[:, j]), [np.inf]])\n"
            "    x = [(scores[y_true != j, j] >= t).mean() for t in at]\n"
            "    y = [(scores[y_true == j, j] >= t).mean() for t in at]\n"
            "    areas.append(np.trapezoid(y, x))\nreturn np.mean(areas)",
            "reversed_the_order",
        ),
        "eleven thresholds": (
            CURVES + "areas = []\nfor j in range(k):\n    at = np.linspace(1, 0, 11)\n"
            "    x = [(scores[y_true != j, j] >= t).mean() for t in at]\n"
            "    y = [(scores[y_true == j, j] >= t).mean() for t in at]\n"
            "    areas.append(np.trapezoid(y, x))\nreturn np.mean(areas)",
            "fixed_thresholds",
        ),
        "no first point": (
            CURVES + "areas = []\nfor j in range(k):\n    at = sorted(set(scores[:, j].tolist()), reverse=True)\n"
            "    x = [(scores[y_true != j, j] >= t).mean() for t in at]\n"
            "    y = [(scores[y_true == j, j] >= t).mean() for t in at]\n"
            "    areas.append(np.trapezoid(y, x))\nreturn np.mean(areas)",
            "curve_without_its_beginning",
        ),
        "ten classes, each asked for its images": (
            "from scipy.stats import rankdata\nareas = []\nfor j in range(10):\n"
            "    right = y_true == j\n    n, m = right.sum(), (~right).sum()\n"
            "    if not n * m:\n        raise ValueError('no curve')\n"
            "    areas.append((rankdata(scores[:, j])[right].sum() - n * (n + 1) / 2) / (n * m))\n"
            "return np.mean(areas)",
            "assumed_ten_classes",
        ),
        "a half": (CURVES + "return 0.5", UNNAMED),
        "micro, ties lost": (
            CURVES + "p = np.eye(k)[y_true].ravel() == 1\ns = scores.ravel()\nreturn (s[p][:, None] > s[~p]).mean()",
            UNNAMED,
        ),
    },
}

# These call the functions of the module, which are right here.
REPORTS: Wrong = {
    "classification_report": {
        "F1 of averages": (
            REPORT + "for n in ('macro avg', 'weighted avg'):\n"
            "    out[n]['f1-score'] = f_score(out[n]['precision'], out[n]['recall'])\nreturn out",
            "f1_of_averages",
        ),
        "exchanged": (
            REPORT.replace("p, r = precision(tp, fp), recall(tp, fn)", "r, p = precision(tp, fp), recall(tp, fn)")
            + "return out",
            "exchanged_precision_and_recall",
        ),
        "columns as rows": (
            REPORT.replace("one_vs_rest_counts(cm)", "one_vs_rest_counts(cm.T)") + "return out",
            "read_the_matrix_transposed",
        ),
        "support by column": (
            REPORT.replace("s = f_score(p, r), tp + fn", "s = f_score(p, r), tp + fp") + "return out",
            "support_of_predictions",
        ),
        "ints as keys": (REPORT.replace("str(i)", "i") + "return out", "numbers_as_keys"),
        "NumPy's integers as keys": (REPORT.replace("str(i)", "np.int64(i)") + "return out", "numbers_as_keys"),
        "one dict for all rows": (
            REPORT.replace("out = {}", "out, row = {}, {}")
            .replace("out[str(i)] = {", "row.update({")
            .replace('"support": s[i]}', '"support": s[i]})\n    out[str(i)] = row')
            + "return out",
            "last_row_for_all_classes",
        ),
        "class 0": (REPORT.replace("str(i)", "f'class {i}'") + "return out", "named_otherwise"),
        "names with underscores": (REPORT.replace('" avg"', '"_avg"') + "return out", "named_otherwise"),
        "f1_score": (REPORT.replace("f1-score", "f1_score") + "return out", "named_otherwise"),
        "no accuracy": (REPORT + "del out['accuracy']\nreturn out", "left_out_entries"),
        "no support in the averages": (
            REPORT + "for n in ('macro avg', 'weighted avg'):\n    out[n].pop('support')\nreturn out",
            "left_out_entries",
        ),
        "specificity too": (
            REPORT + "for i in range(len(cm)):\n    out[str(i)]['specificity'] = 0.5\nreturn out",
            "added_entries",
        ),
        "mean recall as accuracy": (
            REPORT + "out['accuracy'] = r.mean()\nreturn out",
            "accuracy_averaged_over_classes",
        ),
        "the accuracy of the counts": (
            REPORT + "out['accuracy'] = accuracy(tp, fp, fn, tn).mean()\nreturn out",
            "accuracy_averaged_over_classes",
        ),
        "macro twice": (REPORT + "out['weighted avg'] = dict(out['macro avg'])\nreturn out", "unweighted_twice"),
        "averages exchanged": (
            REPORT + "out['macro avg'], out['weighted avg'] = out['weighted avg'], out['macro avg']\nreturn out",
            "exchanged_the_averages",
        ),
        "rounded": (
            REPORT
            + "two = lambda v: {n: two(x) for n, x in v.items()} if isinstance(v, dict) else round(float(v), 2)\n"
            "return two(out)",
            "rounded_scores",
        ),
        "the text of it": (
            "from sklearn.metrics import classification_report as c\n\nreturn c([0, 1], [0, 1])",
            "report_as_text",
        ),
        "means of precision and recall": (
            REPORT.replace("f_score(p, r)", "(p + r) / 2") + "return out",
            "f1_by_another_formula",
        ),
        "support of the averages": (
            REPORT
            + "for n in ('macro avg', 'weighted avg'):\n    out[n]['support'] = average_scores(s, s, n.split()[0])\n"
            "return out",
            "averaged_the_support",
        ),
        "printed": (REPORT + "print(out)", "returned_nothing"),
        "exchanged, and rounded keys": (
            REPORT.replace(
                "p, r = precision(tp, fp), recall(tp, fn)", "r, p = precision(tp, fp), recall(tp, fn)"
            ).replace("str(i)", "i")
            + "return out",
            UNNAMED,
        ),
    },
}


@each(TABLE)
def test_a_wrong_answer_gets_its_name(function: str, phrase: str) -> None:
    found = outcome("metrics", TABLE, function, phrase)

    assert found.status in ("failed", "blocked"), found.checks
    assert str(found.misconception) == TABLE[function][phrase][1], plain(found.feedback)


@each(REPORTS)
def test_a_wrong_report_gets_its_name(function: str, phrase: str) -> None:
    found = outcome("metrics", REPORTS, function, phrase)

    assert found.status == "failed", found.checks
    assert str(found.misconception) == REPORTS[function][phrase][1], plain(found.feedback)
