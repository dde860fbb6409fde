"""Checks of classification_report."""

import numpy as np

from grader.checks.expect import cases, mapping, untouched
from grader.checks.fresh import fresh
from grader.checks.generators import confusion_matrices
from grader.checks.metrics.counting import MATRICES, THREE, TWO, ratio


def expected_report(cm):
    """scikit-learn's classification_report(output_dict=True, zero_division=0), from its definitions."""
    columns = ("precision", "recall", "f1-score", "support")
    called, true = cm.sum(axis=0).tolist(), cm.sum(axis=1).tolist()
    rows = []
    for j, right in enumerate(np.diag(cm).tolist()):
        # The harmonic mean of right / called and right / true is 2 * right / (called + true).
        rows.append((ratio(right, called[j]), ratio(right, true[j]), ratio(2 * right, called[j] + true[j]), true[j]))
    total = sum(true)
    macro = [sum(row[place] for row in rows) / len(rows) for place in range(3)]
    weighted = [ratio(sum(row[place] * row[3] for row in rows), total) for place in range(3)]
    return {
        **{str(j): dict(zip(columns, row, strict=True)) for j, row in enumerate(rows)},
        "accuracy": ratio(int(np.trace(cm)), total),
        "macro avg": dict(zip(columns, (*macro, total), strict=True)),
        "weighted avg": dict(zip(columns, (*weighted, total), strict=True)),
    }


def check_reports_the_scores_of_every_class(classification_report):
    """Class "0" has precision 3 / 5 and recall 3 / 4, class "1" has 4 / 5 and 4 / 6."""
    expected = {
        "0": {"precision": 0.6, "recall": 0.75, "f1-score": 2 / 3},  # 2 * 0.45 / 1.35
        "1": {"precision": 0.8, "recall": 2 / 3, "f1-score": 8 / 11},  # 2 * 4 / (5 + 6)
    }

    assert classification_report(TWO) == mapping(expected, others=True)


def check_support_counts_true_images(classification_report):
    """The support of a class is the number of its images, the sum of its row; the averages have all 10."""
    expected = {
        "0": {"support": 4},
        "1": {"support": 6},
        "macro avg": {"support": 10},
        "weighted avg": {"support": 10},
    }

    assert classification_report(TWO) == mapping(expected, others=True)


def check_reports_one_accuracy(classification_report):
    """The accuracy of all classes together is the diagonal over all cells: 18 of 25."""
    assert classification_report(THREE) == mapping({"accuracy": 18 / 25}, others=True)


@cases("kind", {"macro": "macro avg", "weighted": "weighted avg"})
def check_reports_averages_of_the_scores(classification_report, kind):
    """Averages are taken over the classes: of the F-scores too, not as the F-score of two averages."""
    expected = {name: value for name, value in expected_report(THREE)[kind].items() if name != "support"}

    assert classification_report(THREE) == mapping({kind: expected}, others=True)


@cases("cm", {phrase: cm for phrase, cm in MATRICES.items() if cm.sum()})
def check_reports_any_matrix(classification_report, cm):
    """The keys are "0", "1" and so on, "accuracy", "macro avg" and "weighted avg"; scores are 0.0 instead of x / 0."""
    assert classification_report(cm) == mapping(expected_report(cm))


def check_reporting_leaves_the_matrix_alone(classification_report):
    """Your function does not change the matrix that it receives."""
    (after,) = classification_report.arguments_after(THREE)

    assert after == untouched(THREE)


@fresh(cm=confusion_matrices())
def check_reports_fresh_matrices(classification_report, cm):
    """Every number of the report is right for any confusion matrix."""
    assert classification_report(cm) == mapping(expected_report(cm))
