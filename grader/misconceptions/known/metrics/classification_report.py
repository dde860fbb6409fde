"""What goes wrong in classification_report."""

from functools import partial

import numpy as np

from grader.checks.expect import number
from grader.misconceptions.known.metrics.metrics_shared import _f, _four, _right_answers, _share
from grader.misconceptions.known.metrics.report_comparison import (
    _assembled,
    _but_accuracy,
    _changed_in,
    _columns,
    _flat,
    _has_less,
    _has_micro,
    _has_more,
    _has_numbers_as_keys,
    _has_other_names,
    _macro,
    _partly,
    _reports,
    _right_accuracy,
    _right_report,
    _ten_classes_alone,
    _undefined,
    _weighted,
)
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception


def _f_of_averages(cm, *kinds):
    report = _right_report(cm)
    return _changed_in(
        report, {kind: {"f1-score": _f(report[kind]["precision"], report[kind]["recall"])} for kind in kinds}
    )


@misconception(
    "classification_report",
    also=(lambda cm: _f_of_averages(cm, "macro avg"), lambda cm: _f_of_averages(cm, "weighted avg")),
)
def f1_of_averages(cm):
    """Your average F1 is the F1 of the average precision and recall.

    It is the average of the F1 scores of the classes.
    """
    return _f_of_averages(cm, "macro avg", "weighted avg")


def _exchanged(cm, support):
    right = _columns(cm)
    columns = {"precision": right["recall"], "recall": right["precision"], "f1-score": right["f1-score"]}
    return columns | {"support": right["support"] if support is None else support}


@misconception("classification_report")
def exchanged_precision_and_recall(cm):
    """You swapped precision and recall.

    Precision divides by the images predicted as the class (a column), recall by those that belong to it (a row).
    """
    return _assembled(_exchanged(cm, None), _right_accuracy(cm))


@misconception("classification_report")
def read_the_matrix_transposed(cm):
    """You read the matrix as if true classes were in its columns.

    They are in the rows: precision, recall and support follow from it.
    """
    return _right_report(cm.T)


def _support_of_predictions(cm, weights):
    called = cm.sum(axis=0)
    report = _assembled(_columns(cm) | {"support": called}, _right_accuracy(cm))
    return report if weights == "theirs" else _changed_in(report, {"weighted avg": _right_report(cm)["weighted avg"]})


@misconception("classification_report", also=(lambda cm: _support_of_predictions(cm, "right"),))
def support_of_predictions(cm):
    """Your support counts predictions, the sum of a column. Support is the number of true images, the sum of a row."""
    return _support_of_predictions(cm, "theirs")


@misconception("classification_report")
def support_of_hits(cm):
    """Your support counts only the images that were recognised.

    Support is the number of true images, the sum of a row.
    """
    return _assembled(_columns(cm) | {"support": np.diag(cm)}, _right_accuracy(cm), _macro, _weighted)


def _unweighted(cm):
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=_macro)


def _macro_of_those_that_occur(cm, used):
    """The right report with a macro average over some of the classes."""
    return _assembled(
        _columns(cm),
        _right_accuracy(cm),
        macro=lambda column, support: _share(np.sum(column * used), np.sum(used)),
    )


@misconception(
    "classification_report",
    also=(
        lambda cm: _macro_of_those_that_occur(cm, cm.sum(axis=0) > 0),
        lambda cm: _macro_of_those_that_occur(cm, cm.sum(axis=0) + cm.sum(axis=1) > 0),
    ),
)
def left_empty_classes_out_of_macro(cm):
    """Your macro average leaves out classes that never occur, or are never predicted.

    They are classes, too: count them.
    """
    return _macro_of_those_that_occur(cm, cm.sum(axis=1) > 0)


def _one_for_both(cm, name):
    columns = _columns(cm)
    score = columns[name]
    return _assembled(columns | {"precision": score, "recall": score, "f1-score": score}, _right_accuracy(cm))


@misconception(
    "classification_report",
    also=(
        lambda cm: _one_for_both(cm, "precision"),
        lambda cm: _assembled(_columns(cm) | {"recall": _columns(cm)["precision"]}, _right_accuracy(cm)),
        lambda cm: _assembled(_columns(cm) | {"precision": _columns(cm)["recall"]}, _right_accuracy(cm)),
    ),
)
def one_sum_for_precision_and_recall(cm):
    """Your precision and recall are the same: both divide by the same sum.

    Precision divides by the images predicted as the class (a column), recall by those that belong to it (a row).
    """
    return _one_for_both(cm, "recall")


def _weighted_macro(cm):
    return _assembled(_columns(cm), _right_accuracy(cm), macro=_weighted)


@misconception("classification_report", seen=_partly(_unweighted))
def unweighted_twice(cm):
    """Your weighted average is the macro average. In the weighted one, every class counts by its support."""
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=_macro)


@misconception("classification_report", seen=_partly(_weighted_macro))
def weighted_twice(cm):
    """Your macro average is the weighted one. In the macro average every class counts the same."""
    return _assembled(_columns(cm), _right_accuracy(cm), macro=_weighted)


@misconception("classification_report")
def exchanged_the_averages(cm):
    """You swapped the two averages: "macro avg" counts every class the same, "weighted avg" by its support."""
    return _assembled(_columns(cm), _right_accuracy(cm), macro=_weighted, weighted=_macro)


def _weighted_by_predictions(cm):
    called = cm.sum(axis=0)
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=lambda column, _: _weighted(column, called))


@misconception("classification_report")
def weighted_by_predictions(cm):
    """Your weights count predictions, the sums of columns.

    In the weighted average, a class counts by its true images.
    """
    return _weighted_by_predictions(cm)


def _unnormalised(column, support):
    return np.sum(column * support)


def _divided_by_classes(column, support):
    return np.mean(column * support)


@misconception(
    "classification_report",
    also=(lambda cm: _assembled(_columns(cm), _right_accuracy(cm), weighted=_divided_by_classes),),
)
def weights_not_normalised(cm):
    """You do not divide the weighted sums by the sum of the weights, which is the number of images."""
    return _assembled(_columns(cm), _right_accuracy(cm), weighted=_unnormalised)


@misconception(
    "classification_report",
    also=(
        lambda cm: _assembled(_columns(cm), np.mean(_columns(cm)["recall"])),
        lambda cm: _assembled(_columns(cm), np.mean(_columns(cm)["precision"])),
        lambda cm: _assembled(_columns(cm), np.mean(_columns(cm)["f1-score"])),
    ),
)
def accuracy_averaged_over_classes(cm):
    """Your accuracy is an average over the classes.

    It must be the share of all images that were recognised: the diagonal over all cells.
    """
    tp, fp, fn, tn = _four(cm)
    return _assembled(_columns(cm), np.mean(_share(tp + tn, tp + fp + fn + tn)))


@misconception(
    "classification_report",
    also=(
        lambda cm: _assembled(
            _columns(cm) | {"f1-score": np.sqrt((c := _columns(cm))["precision"] * c["recall"])}, _right_accuracy(cm)
        ),
        lambda cm: _assembled(_columns(cm) | {"f1-score": _columns(cm)["f1-score"] / 2}, _right_accuracy(cm)),
    ),
)
def f1_by_another_formula(cm):
    """Your F1 is another mean of precision and recall. It is the harmonic one: twice their product over their sum."""
    columns = _columns(cm)
    return _assembled(columns | {"f1-score": (columns["precision"] + columns["recall"]) / 2}, _right_accuracy(cm))


@misconception("classification_report", seen=_undefined)
def undefined_where_nothing_was_counted(cm):
    """Where a score divides 0 by 0, you report NaN, or stop with an error. It is 0.0 there."""
    return _assembled(_columns(cm, np.nan), _right_accuracy(cm))


@misconception(
    "classification_report", also=(lambda cm: _assembled(_columns(cm, 1.0), _share(np.trace(cm), cm.sum(), 1.0)),)
)
def one_where_nothing_was_counted(cm):
    """Where a score divides 0 by 0, you report 1. It is 0.0 there."""
    return _assembled(_columns(cm, 1.0), _right_accuracy(cm))


def _average_support(cm, total):
    """The right report with another support of the two averages."""
    return _changed_in(
        _right_report(cm), {kind: {"support": total(cm.sum(axis=1), cm)} for kind in ("macro avg", "weighted avg")}
    )


@misconception(
    "classification_report",
    also=(
        lambda cm: _average_support(cm, lambda support, cm: len(support)),
        lambda cm: _average_support(cm, lambda support, cm: _share(np.sum(support * support), np.sum(support))),
        lambda cm: _average_support(cm, lambda support, cm: np.trace(cm)),
        lambda cm: _average_support(cm, lambda support, cm: 1),
        lambda cm: _changed_in(_right_report(cm), {"macro avg": {"support": np.mean(cm.sum(axis=1))}}),
        lambda cm: _changed_in(
            _right_report(cm),
            {
                "macro avg": {"support": np.mean(s := cm.sum(axis=1))},
                "weighted avg": {"support": _share(np.sum(s * s), np.sum(s))},
            },
        ),
    ),
)
def averaged_the_support(cm):
    """The support of your averages is not the number of all images. Do not average it: add it up."""
    return _average_support(cm, lambda support, cm: np.mean(support))


def _each_number(report, change):
    return {
        key: {name: value if name == "support" else change(value) for name, value in entry.items()}
        if isinstance(entry, dict)
        else change(entry)
        for key, entry in report.items()
    }


def _percent(value):
    return 100 * value


def _all_in_percent(cm):
    return {
        key: {name: _percent(value) for name, value in entry.items()} if isinstance(entry, dict) else _percent(entry)
        for key, entry in _right_report(cm).items()
    }


@misconception("classification_report", seen=_partly(_all_in_percent))
def report_in_percent(cm):
    """Your scores are percent. Return shares, from 0.0 to 1.0."""
    return _each_number(_right_report(cm), _percent)


def _two_digits(value):
    return np.round(value, 2)


def _are_rounded(evidence):
    """All is right up to so many digits, not all to more; some may be rounded and others, such as the support, not."""
    reports = [(_flat(found), _flat(right)) for found, right in _reports(evidence)]
    if not reports or any(found.keys() != right.keys() for found, right in reports):
        return False
    pairs = [(number(right[key]) == found[key], found[key], right[key]) for found, right in reports for key in right]
    wrong = [(found, right) for same, found, right in pairs if not same]
    return bool(wrong) and (
        any(
            all(number(float(np.round(right, digits))) == found for found, right in wrong) for digits in (0, 1, 2, 3, 4)
        )
        or any(alike(evidence.calls, way) for way in _rounded_before_averaging())
    )


def _rounded_before_averaging():
    """Reports of scores that were rounded before they were averaged, and perhaps again afterwards."""

    def report(cm, digits, again):
        columns = {
            name: column if name == "support" else np.round(column, digits) for name, column in _columns(cm).items()
        }
        made = _assembled(columns, _right_accuracy(cm))
        return _each_number(made, lambda value: np.round(value, digits)) if again else made

    return [partial(report, digits=digits, again=again) for digits in (1, 2, 3, 4) for again in (True, False)]


@misconception("classification_report", seen=_are_rounded)
def rounded_scores(cm):
    """You round the scores. Return them as they are; rounding is for printing."""
    return _each_number(_right_report(cm), _two_digits)


@misconception("classification_report", seen=_ten_classes_alone)
def assumed_ten_classes(cm):
    """Your report is correct only for ten classes. There are as many classes as the matrix has rows: len(cm)."""
    report = _right_report(cm)
    return {str(j): report[str(j)] for j in range(10)} | report


def _last_row_for_all(cm):
    report = _right_report(cm)
    return report | {str(j): report[str(len(cm) - 1)] for j in range(len(cm))}


@misconception("classification_report", seen=_partly(_last_row_for_all))
def last_row_for_all_classes(cm):
    """All classes have the scores of the last one. A dict that is made before the loop is one dict under many keys.

    Make a new one for each class.
    """
    return _last_row_for_all(cm)


@misconception("classification_report", seen=_has_numbers_as_keys)
def numbers_as_keys(cm):
    """The keys of your classes are numbers. They must be strings: "0", "1" and so on, as in JSON."""
    return {int(key) if key.isdigit() else key: value for key, value in _right_report(cm).items()}


@misconception("classification_report", seen=_has_other_names)
def named_otherwise(cm):
    """The numbers are correct, but some names are not.

    The contract's are "precision", "recall", "f1-score", "support", "accuracy", "macro avg" and "weighted avg", and
    classes are called "0", "1" and so on.
    """
    return {key.replace(" avg", "_avg"): value for key, value in _right_report(cm).items()}


@misconception("classification_report", seen=_has_more)
def added_entries(cm):
    """The report is correct, but has entries that do not belong there. Leave them out."""
    return _right_report(cm) | {"micro avg": {"precision": _right_accuracy(cm)}}


@misconception("classification_report", seen=_has_micro)
def micro_average_for_accuracy(cm):
    """The report has "micro avg" where the contract asks for "accuracy", which is one number: the share of all images.

    scikit-learn does so where it is given only some of the labels.
    """
    report = _right_report(cm)
    scores = dict.fromkeys(("precision", "recall", "f1-score"), report["accuracy"])
    return _but_accuracy(report) | {"micro avg": scores | {"support": np.sum(cm)}}


@misconception("classification_report", seen=_has_less)
def left_out_entries(cm):
    """Your entries are correct, but some are missing.

    The contract asks for every class, "accuracy", "macro avg" and "weighted avg", with three scores and support.
    """
    return {key: value for key, value in _right_report(cm).items() if key.isdigit()}


@misconception(
    "classification_report",
    seen=lambda evidence: all(isinstance(answer, str) for answer in evidence.answers) and bool(evidence.answers),
)
def report_as_text(cm):
    """You return a string. The contract asks for a dict, so that others can use its numbers."""
    return str(_right_report(cm))


@misconception("classification_report", form=True, seen=_right_answers(_right_report))
def changed_the_given_matrix(cm):
    """The report is correct, but you changed the matrix that you receive. Work on a copy."""
    report = _right_report(cm.copy())
    np.fill_diagonal(cm, 0)
    return report
