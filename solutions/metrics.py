"""Measure a classifier: from predictions to counts, from counts to scores.

All eleven functions are a few lines of NumPy. Throughout, n is the number of images
and k the number of classes (10 for digits).
Grade just this module with: nox -s grade -- --only metrics
"""

from typing import Any

import numpy as np

Numbers = float | np.ndarray  # one number, or one for each class


def predicted_labels(y_pred: np.ndarray) -> np.ndarray:
    """Read the predicted label of every image from a network's output.

    Formula: the j with the largest y_pred[i, j]
    Takes:   y_pred: float (n, k), a probability for each class; or int (n,),
             already labels
    Returns: int (n,)
    Range:   0 to k - 1
    Edge:    labels come back unchanged; of equal probabilities, the first wins
    Errors:  none

    >>> predicted_labels(np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]]))
    array([1, 0])
    >>> predicted_labels(np.array([1, 0]))
    array([1, 0])

    Source:  Bishop 2006, "Pattern Recognition and Machine Learning", section 1.5.1
    """
    labels = y_pred if y_pred.ndim == 1 else y_pred.argmax(axis=1)
    return labels.astype(int)


def confusion_matrix(y_true: np.ndarray, y_pred: np.ndarray, num_classes: int = 10) -> np.ndarray:
    """Count how often each true class was predicted as each class.

    Formula: cm[t, p] = number of images i with y_true[i] == t and y_pred[i] == p
    Takes:   y_true, y_pred: int (n,), labels 0..k-1; num_classes: k
    Returns: int (k, k), true classes in rows, predicted classes in columns
    Range:   0 to n, and all cells add up to n
    Edge:    a class that never occurs still has a row and a column of zeros;
             uint8 labels, as in MNIST, count like any others
    Errors:  none

    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), num_classes=3)
    array([[1, 1, 0],
           [0, 1, 0],
           [0, 0, 0]])

    Source:  scikit-learn user guide, "Confusion matrix"
    """
    cm = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(cm, (y_true, y_pred), 1)
    return cm


def one_vs_rest_counts(
    cm: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Count right and wrong answers for each class, as "this class or not".

    Formula: for class j: tp is in cell (j, j), fp in the rest of column j, fn in the
             rest of row j, tn everywhere else
    Takes:   cm: int (k, k), true classes in rows
    Returns: (tp, fp, fn, tn), each int (k,)
    Range:   0 to n, and tp + fp + fn + tn is n for every class
    Edge:    an empty matrix gives zeros
    Errors:  none

    >>> tp, fp, fn, tn = one_vs_rest_counts(np.array([[3, 1], [2, 4]]))
    >>> tp, fp, fn, tn
    (array([3, 4]), array([2, 1]), array([1, 2]), array([4, 3]))

    Source:  scikit-learn user guide, "Multi-label confusion matrix"
    """
    tp = np.diag(cm).copy()
    fp = cm.sum(axis=0) - tp
    fn = cm.sum(axis=1) - tp
    tn = cm.sum() - tp - fp - fn
    return tp, fp, fn, tn


def accuracy(tp: Numbers, fp: Numbers, fn: Numbers, tn: Numbers) -> Numbers:
    """Share of all answers that are right.

    Formula: (tp + tn) / (tp + fp + fn + tn)
    Takes:   tp, fp, fn, tn: counts, all of them numbers or int arrays (k,)
    Returns: float, or float (k,)
    Range:   0.0 to 1.0, 1.0 is best
    Edge:    0.0, without a warning, where there are no answers at all
    Errors:  none

    >>> accuracy(tp=3, fp=1, fn=0, tn=4)
    0.875

    Source:  Fawcett 2006, "An introduction to ROC analysis"
    """
    return _ratio(tp + tn, tp + fp + fn + tn)


def precision(tp: Numbers, fp: Numbers) -> Numbers:
    """Share of the images called positive that are positive.

    Formula: tp / (tp + fp)
    Takes:   tp, fp: counts, all of them numbers or int arrays (k,)
    Returns: float, or float (k,)
    Range:   0.0 to 1.0, 1.0 means no false alarm
    Edge:    0.0, without a warning, where nothing was called positive
    Errors:  none

    >>> precision(tp=3, fp=1)
    0.75
    >>> precision(tp=np.array([3, 0]), fp=np.array([1, 0]))
    array([0.75, 0.  ])

    Source:  Fawcett 2006, "An introduction to ROC analysis"
    """
    return _ratio(tp, tp + fp)


def recall(tp: Numbers, fn: Numbers) -> Numbers:
    """Share of the positive images that were found (sensitivity).

    Formula: tp / (tp + fn)
    Takes:   tp, fn: counts, all of them numbers or int arrays (k,)
    Returns: float, or float (k,)
    Range:   0.0 to 1.0, 1.0 means nothing was missed
    Edge:    0.0, without a warning, where nothing is positive
    Errors:  none

    >>> recall(tp=3, fn=3)
    0.5

    Source:  Fawcett 2006, "An introduction to ROC analysis"
    """
    return _ratio(tp, tp + fn)


def specificity(tn: Numbers, fp: Numbers) -> Numbers:
    """Share of the negative images that were called negative.

    Formula: tn / (tn + fp)
    Takes:   tn, fp: counts, all of them numbers or int arrays (k,)
    Returns: float, or float (k,)
    Range:   0.0 to 1.0, 1.0 means no false alarm
    Edge:    0.0, without a warning, where nothing is negative
    Errors:  none

    >>> specificity(tn=9, fp=1)
    0.9

    Source:  Fawcett 2006, "An introduction to ROC analysis"
    """
    return _ratio(tn, tn + fp)


def f_score(precision: Numbers, recall: Numbers) -> Numbers:
    """Harmonic mean of precision and recall: high only where both are (F1).

    Formula: 2 * precision * recall / (precision + recall)
    Takes:   precision, recall: both floats, or both float arrays (k,)
    Returns: float, or float (k,)
    Range:   0.0 to 1.0, nearer to the smaller of the two
    Edge:    0.0, without a warning, where both are 0
    Errors:  none

    >>> f_score(precision=1.0, recall=0.5)
    0.6666666666666666

    Source:  van Rijsbergen 1979, "Information Retrieval", chapter 7
    """
    return _ratio(2 * precision * recall, precision + recall)


def average_scores(scores: np.ndarray, support: np.ndarray, kind: str) -> float:
    """Average the scores of all classes in one number.

    Formula: "macro": the sum of scores / k
             "weighted": the sum of scores * support / the sum of support
    Takes:   scores: float (k,); support: int (k,), true images in each class;
             kind: "macro" or "weighted"
    Returns: float
    Range:   between the lowest and the highest score
    Edge:    "weighted" is 0.0, without a warning, where all support is 0
    Errors:  ValueError for another kind

    >>> average_scores(np.array([1.0, 0.5]), np.array([3, 1]), kind="macro")
    0.75
    >>> average_scores(np.array([1.0, 0.5]), np.array([3, 1]), kind="weighted")
    0.875

    Source:  scikit-learn user guide, "From binary to multiclass and multilabel"
    """
    if kind not in ("macro", "weighted"):
        raise ValueError(f'kind must be "macro" or "weighted", not {kind!r}')
    weights = support if kind == "weighted" else np.ones(len(scores))
    return float(_ratio((scores * weights).sum(), weights.sum()))


def classification_report(cm: np.ndarray) -> dict[str, Any]:
    """Gather the scores of every class and their averages.

    Formula: support of class j: the sum of row j; "accuracy": the sum of the diagonal
             / the sum of all cells; the rest as in the functions above
    Takes:   cm: int (k, k), true classes in rows, of one image or more
    Returns: dict, in any order, with one entry for each class, "0" to "9" for ten of
             them, and with "accuracy" (a float), "macro avg" and "weighted avg"; each
             entry but "accuracy" is a dict with "precision", "recall", "f1-score" and
             "support"; the support of the two averages is n
    Range:   scores 0.0 to 1.0; support 0 to n
    Edge:    scores are 0.0 where they would divide by zero
    Errors:  none

    >>> report = classification_report(np.array([[3, 1], [0, 4]]))
    >>> sorted(report)
    ['0', '1', 'accuracy', 'macro avg', 'weighted avg']
    >>> report["1"]["precision"], report["1"]["support"], report["accuracy"]
    (0.8, 4.0, 0.875)

    Source:  scikit-learn user guide, "Classification report" (output_dict=True)
    """
    tp, fp, fn, _ = one_vs_rest_counts(cm)
    support = tp + fn
    columns: dict[str, Any] = {"precision": precision(tp, fp), "recall": recall(tp, fn)}
    columns["f1-score"] = f_score(columns["precision"], columns["recall"])
    columns["support"] = support

    report: dict[str, Any] = {
        str(j): {name: float(column[j]) for name, column in columns.items()} for j in range(len(cm))
    }
    report["accuracy"] = recall(tp.sum(), fn.sum())
    for kind in ("macro", "weighted"):
        averages = {name: average_scores(column, support, kind) for name, column in columns.items()}
        report[f"{kind} avg"] = averages | {"support": float(support.sum())}
    return report


def roc_auc(y_true: np.ndarray, scores: np.ndarray) -> float:
    """Chance that an image of a class scores higher for it than one of another class.

    Formula: for class j, over all pairs of an image of j and an image of another class:
             (pairs in which the first has the higher scores[:, j] + half of the ties)
             / pairs; that is the area under the ROC curve; the mean over all classes
    Takes:   y_true: int (n,), labels 0..k-1; scores: float (n, k), also negative ones
    Returns: float
    Range:   0.0 to 1.0, where 0.5 is guessing
    Edge:    equal scores count as half, so constant scores give 0.5
    Errors:  ValueError if a class has no image, or has all of them

    >>> scores = np.array([[0.9, 0.1], [0.6, 0.4], [0.6, 0.4], [0.2, 0.8]])
    >>> roc_auc(np.array([0, 0, 1, 1]), scores)
    0.875

    Source:  Hanley & McNeil 1982, "The meaning and use of the area under a receiver
             operating characteristic (ROC) curve"
    """
    return float(np.mean([_area(column, y_true == j) for j, column in enumerate(scores.T)]))


def _ratio(numerator: Numbers, denominator: Numbers) -> Numbers:
    """Divide, with 0.0 where the denominator is zero."""
    zeros = np.zeros(np.shape(denominator))
    quotient = np.divide(numerator, denominator, out=zeros, where=np.not_equal(denominator, 0))
    return quotient if quotient.ndim else float(quotient)


def _area(scores: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve of one class: the Mann-Whitney statistic."""
    positives, negatives = scores[positive], np.sort(scores[~positive])
    if not len(positives) or not len(negatives):
        raise ValueError("every class needs an image of its own and one of another")
    lower = np.searchsorted(negatives, positives, side="left")
    lower_or_equal = np.searchsorted(negatives, positives, side="right")
    return float(np.mean(lower + lower_or_equal) / (2 * len(negatives)))
