"""What is right in a classification report, and how one differs from it."""

import numpy as np

from grader.checks.expect import mapping, number, numbers
from grader.misconceptions.known.metrics.metrics_shared import _share
from grader.misconceptions.recognition import alike
from grader.sandbox.calls import StudentError


def _columns(cm, empty=0.0):
    """Precision, recall, F1 and support of every class."""
    tp, called, true = np.diag(cm), cm.sum(axis=0), cm.sum(axis=1)
    return {
        "precision": _share(tp, called, empty),
        "recall": _share(tp, true, empty),
        "f1-score": _share(2 * tp, called + true, empty),
        "support": true,
    }


def _macro(column, support):
    return np.mean(column)


def _weighted(column, support):
    return _share(np.sum(column * support), np.sum(support))


def _assembled(columns, accuracy, macro=_macro, weighted=_weighted):
    """The report from its columns and the two ways to average them."""
    support = columns["support"]
    report = {str(j): {name: column[j] for name, column in columns.items()} for j in range(len(support))}
    report["accuracy"] = accuracy
    for name, average in [("macro avg", macro), ("weighted avg", weighted)]:
        report[name] = {key: average(column, support) for key, column in columns.items()} | {"support": np.sum(support)}
    return report


def _right_accuracy(cm):
    return _share(np.trace(cm), np.sum(cm))


def _right_report(cm):
    return _assembled(_columns(cm), _right_accuracy(cm))


def _reports(evidence):
    """Answers with their expected values; all are dicts. Calls that raised something are left out."""
    calls = [call for call in evidence.calls if not isinstance(call.error, StudentError)]
    assert calls
    assert all(isinstance(call.returned, dict) for call in calls)
    return [(call.returned, _plain(_right_report(call.args[0]))) for call in calls]


def _plain(report):
    return {key: _plain(value) if isinstance(value, dict) else float(value) for key, value in report.items()}


def _is(found, right, others=False):
    return mapping(right, others=others).why(found) is None


def _flat(report):
    """The numbers of a report by their places."""
    flat = {}
    for key, entry in report.items():
        flat.update({(key, name): value for name, value in entry.items()} if isinstance(entry, dict) else {key: entry})
    return flat


def _partly(*others):
    """Finds that every number is the right one or that of another report, and the other one somewhere."""

    def seen(evidence):
        _reports(evidence)  # all are dicts
        calls = [call for call in evidence.calls if call.answered]
        return any(all(_fits(call, other) for call in calls) and not all(map(_fits, calls)) for other in others)

    return seen


def _fits(call, other=None):
    found, right = _flat(call.returned), _flat(_plain(_right_report(call.args[0])))
    wrong = _flat(_plain(other(call.args[0]))) if other else right
    return found.keys() == right.keys() and all(
        number(value) == found[key] or number(wrong[key]) == found[key] for key, value in right.items()
    )


def _undefined(evidence):
    """All that is a number is right; something is NaN, or a division by zero."""
    errors = [call for call in evidence.calls if not call.answered]
    assert all(isinstance(call.error, ZeroDivisionError) for call in errors)
    flat = [(_flat(found), _flat(right)) for found, right in _reports(evidence)]
    assert all(found.keys() == right.keys() for found, right in flat)
    pairs = [(numbers(found[key]), right[key]) for found, right in flat for key in found]
    wrong = [found for found, right in pairs if number(right) != found]
    return bool(wrong or errors) and all(not found.ndim and np.isnan(found) for found in wrong)


def _ten_classes_alone(evidence):
    """Right for a matrix of ten classes, and for no other."""
    ten = [call for call in evidence.calls if len(call.args[0]) == 10]
    others = [call for call in evidence.calls if len(call.args[0]) != 10]
    return bool(ten) and alike(ten, _right_report) and all(map(_fails_or_has_ten, others))


def _fails_or_has_ten(call):
    return call.error is not None or (isinstance(call.returned, dict) and len(call.returned) == 10 + 3)


def _pruned(right, found):
    """Of the right report, what the answer has at all."""
    return {
        key: _pruned(value, found[key]) if isinstance(value, dict) and isinstance(found[key], dict) else value
        for key, value in right.items()
        if key in found
    }


def _renamed(found, right):
    """The answer under the right names, taken in their order."""
    assert len(found) == len(right)
    names = dict(zip(found, right, strict=True)) if set(found) != set(right) else {key: key for key in right}
    return {
        name: _renamed(found[key], right[name])
        if isinstance(right[name], dict) and isinstance(found[key], dict)
        else found[key]
        for key, name in names.items()
    }


def _with_texts(found):
    """The answer with integers among its keys made texts."""
    return {
        str(key) if isinstance(key, int | np.integer) and 0 <= key < 100 else key: value for key, value in found.items()
    }


def _has_numbers_as_keys(evidence):
    return all(not _is(found, right) and _is(_with_texts(found), right) for found, right in _reports(evidence))


def _has_other_names(evidence):
    return not _has_numbers_as_keys(evidence) and all(
        not _is(found, right) and _is(_renamed(found, right), right) for found, right in _reports(evidence)
    )


def _has_more(evidence):
    return all(not _is(found, right) and _is(found, right, others=True) for found, right in _reports(evidence))


def _has_less(evidence):
    return all(
        found and (part := _pruned(right, found)) != right and _is(found, part) for found, right in _reports(evidence)
    )


def _has_micro(evidence):
    """All is right, but for a dict of micro averages where the accuracy should be."""
    pairs = _reports(evidence)
    return all(
        "accuracy" not in found
        and isinstance(found.get("micro avg"), dict)
        and _is({key: value for key, value in found.items() if key != "micro avg"}, _but_accuracy(right))
        for found, right in pairs
    )


def _but_accuracy(report):
    return {key: value for key, value in report.items() if key != "accuracy"}


def _changed_in(report, entries):
    """The report with other values in some of its entries."""
    return {
        key: value | entries[key] if key in entries and isinstance(value, dict) else entries.get(key, value)
        for key, value in report.items()
    }
