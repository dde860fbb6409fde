"""What several files about metrics use."""

import numpy as np

from grader.checks.expect import numbers
from grader.misconceptions.recognition import alike


def _right_answers(function):
    """Finds that all answers are right as numbers, and that at least one argument is another afterwards."""
    return lambda evidence: alike(evidence.calls, function) and any(call.changed for call in evidence.calls)


def _right_floats(function):
    """Finds that all answers are right as numbers, and that floats hold them."""
    return lambda evidence: alike(evidence.calls, function) and any(_holds_floats(one) for one in evidence.answers)


def _holds_floats(answer):
    if isinstance(answer, list | tuple):
        return any(map(_holds_floats, answer))
    return numbers(answer).dtype.kind == "f" and numbers(answer).size > 0


def _wrongly_accepted(function):
    """Finds that something came back where `function` refuses the arguments, and what it gives everywhere else."""

    def seen(evidence):
        accepted, others = [], []
        for call in evidence.calls:
            (accepted if call.answered and _refuses(function, call) else others).append(call)
        return bool(accepted) and alike([call for call in others if not _refuses(function, call)], function)

    return seen


def _refused_otherwise(function):
    """Finds other exceptions than a ValueError where `function` raises one, and what it gives everywhere else."""

    def seen(evidence):
        refused = [call for call in evidence.calls if _refuses(function, call)]
        others = [call for call in evidence.calls if not _refuses(function, call)]
        wrong = [call for call in refused if call.error is not None and not isinstance(call.error, ValueError)]
        return bool(wrong) and not any(call.answered for call in refused) and alike(others, function)

    return seen


def _refuses(function, call):
    try:
        function(*call.args, **call.kwargs)
    except ValueError:
        return True
    return False


def _share(numerator, denominator, empty=0.0):
    """The share; `empty` where it is one of nothing."""
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    result = np.full(np.broadcast(numerator, denominator).shape, empty)
    return np.divide(numerator, denominator, out=result, where=denominator != 0)


def _four(cm):
    tp = np.diag(cm)
    fp, fn = cm.sum(axis=0) - tp, cm.sum(axis=1) - tp
    return tp, fp, fn, cm.sum() - tp - fp - fn


# accuracy, precision, recall, specificity and f_score: a fraction each, known by the names of its arguments

SHARES = ("accuracy", "precision", "recall", "specificity")
FRACTIONS = (*SHARES, "f_score")


def _right_with_a_warning(right):
    """Whether all answers are right, and some of them came with NumPy's warning."""

    def seen(evidence):
        warned = [call for call in evidence.calls if call.warned and "RuntimeWarning: invalid" in call.printed]
        return bool(warned) and alike(evidence.calls, right)

    return seen


# what goes wrong with f_score alone


def _f(p, r):
    return _share(2 * p * r, p + r)
