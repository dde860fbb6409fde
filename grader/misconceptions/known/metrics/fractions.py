"""What goes wrong in accuracy, precision, recall, specificity and f_score, a fraction each."""

import numpy as np

from grader.checks.expect import numbers
from grader.misconceptions.known.metrics.metrics_shared import (
    FRACTIONS,
    SHARES,
    _right_answers,
    _right_with_a_warning,
    _share,
)
from grader.misconceptions.recognition import alike
from grader.misconceptions.registry import misconception
from grader.sandbox.calls import StudentError


def _fraction(counts):
    """Numerator and terms of the denominator."""
    if len(counts) == 4:
        return counts["tp"] + counts["tn"], [counts[name] for name in ("tp", "fp", "fn", "tn")]
    if "precision" in counts:
        return 2 * counts["precision"] * counts["recall"], [counts["precision"], counts["recall"]]
    first, second = ("tn", "fp") if "tn" in counts else ("tp", "fp") if "fp" in counts else ("tp", "fn")
    return counts[first], [counts[first], counts[second]]


def _ways(*formulas):
    """Functions of numerator and denominator as functions of an exercise's arguments."""
    return tuple(lambda way=way, **counts: way((f := _fraction(counts))[0], sum(f[1])) for way in formulas)


def _right_share(**counts):
    numerator, terms = _fraction(counts)
    return _share(numerator, sum(terms))


@misconception(
    *FRACTIONS,
    also=_ways(np.divide, lambda a, b: _share(a, b, np.nan), lambda a, b: np.asarray(a, dtype=np.float64) / b),
)
def undefined_on_empty(**counts):
    """You divide even where the denominator is 0, and get NaN or an error. There the result is 0.0."""
    numerator, terms = _fraction(counts)
    return numerator / sum(terms)


@misconception(*FRACTIONS, also=_ways(lambda a, b: np.where(b == 0, 0.0, a / b)))
def divided_before_looking(**counts):
    """You divide first and fix the result afterwards.

    Python's own 0 / 0 is an error that leaves nothing to fix: check the denominator first.
    """
    numerator, terms = _fraction(counts)
    return np.nan_to_num(numerator / sum(terms))


@misconception(*FRACTIONS, seen=_right_with_a_warning(_right_share))
def divided_before_choosing(**counts):
    """You divide everywhere and choose afterwards, as np.where does, so 0 / 0 warns.

    Divide only where the denominator is not 0.
    """
    numerator, terms = _fraction(counts)
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(sum(terms), dtype=float)
    return np.where(denominator == 0, 0.0, numerator / denominator)


def _tried(numerator, denominator):
    try:
        return numerator / denominator
    except ZeroDivisionError:
        return 0.0


@misconception(*FRACTIONS)
def waited_for_an_exception(**counts):
    """You wait for a ZeroDivisionError.

    Only Python's numbers raise it; NumPy's give NaN: check the denominator instead.
    """
    numerator, terms = _fraction(counts)
    return _tried(numerator, sum(terms))


@misconception(
    *FRACTIONS,
    also=_ways(
        lambda a, b: np.where(np.equal(b, 0), 1.0, _share(a, b)),
        lambda a, b: 1.0 if np.all(np.equal(b, 0)) else a / b,
        lambda a, b: 1.0 if b == 0 else a / b,
        lambda a, b: 1 - _share(b - a, b),
    ),
)
def one_on_empty(**counts):
    """Where the denominator is 0, you return 1. There the result is 0.0, because nothing was shown."""
    numerator, terms = _fraction(counts)
    return _share(numerator, sum(terms), 1.0)


def _another_on_empty(evidence):
    """Right wherever something is divided; where the denominator is 0, some number that is neither 0 nor 1, or None."""
    odd = []
    for call in evidence.calls:
        assert call.answered, "it raised an exception"
        numerator, terms = _fraction(call.kwargs)
        right, empty = _share(numerator, sum(terms)), np.equal(sum(terms), 0)
        if call.returned is None and np.all(empty):
            odd.append(np.inf)
            continue
        found = numbers(call.returned)
        if found.shape != right.shape or not np.allclose(found[~empty], right[~empty], rtol=1e-6, atol=1e-7):
            return False
        odd.extend(found[empty & (found != 0)].tolist())
    return bool(odd) and not any(value == 1 or np.isnan(value) for value in odd)


@misconception(*FRACTIONS, seen=_another_on_empty)
def another_value_on_empty(**counts):
    """Where the denominator is 0, the result must be 0.0, but yours is another number.

    If you use np.divide(..., where=...), give it out=np.zeros(...): without `out=`, it leaves random memory there.
    """
    numerator, terms = _fraction(counts)
    return _share(numerator, sum(terms), 0.5)


@misconception(
    *FRACTIONS,
    also=_ways(
        lambda a, b: a / (b if b else 1),
        lambda a, b: 0.0 if b == 0 else np.divide(a, b),
        lambda a, b: 0.0 if np.any(b == 0) else a / b,
        lambda a, b: np.zeros(np.shape(b)) if np.any(b == 0) else a / b,
        lambda a, b: 0.0 if np.all(b == 0) else a / b,
        lambda a, b: np.zeros(np.shape(b)) if np.all(b == 0) else a / b,
        lambda a, b: float(a / b) if b else 0.0,
    ),
)
def asked_once_for_all_classes(**counts):
    """You check once whether the denominator is 0. In an array, each class has its own: decide for each of them."""
    numerator, terms = _fraction(counts)
    denominator = sum(terms)
    return numerator / denominator if denominator else 0.0


@misconception(
    *SHARES,
    also=_ways(
        lambda a, b: np.sum(a) / np.sum(b),
        lambda a, b: np.sum(a) / max(np.sum(b), 1),
        lambda a, b: _share(np.sum(a), np.sum(b), 1.0),
        lambda a, b: np.full(np.shape(b), _share(np.sum(a), np.sum(b))),
    ),
)
def pooled_all_classes(**counts):
    """You add up all classes and return one number. For counts per class, return one result per class."""
    numerator, terms = _fraction(counts)
    return _share(np.sum(numerator), np.sum(sum(terms)))


@misconception(*FRACTIONS, also=_ways(lambda a, b: np.nanmean(np.divide(a, b)), lambda a, b: np.mean(np.divide(a, b))))
def averaged_the_classes(**counts):
    """You return one number for all classes, such as their mean.

    For counts per class, return one result per class; average_scores computes the mean.
    """
    numerator, terms = _fraction(counts)
    return np.mean(_share(numerator, sum(terms)))


@misconception(*(name for name in FRACTIONS if name != "accuracy"))  # which no check asks about a single class
def made_one_class_a_number(**counts):
    """The result of a single class comes back as a bare number.

    For an array of counts, return an array, even if it has one entry only.
    """
    numerator, terms = _fraction(counts)
    return np.squeeze(_share(numerator, sum(terms)))


_LITTLE = (1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1)


@misconception(
    *FRACTIONS,
    also=_ways(
        *(lambda a, b, e=e: a / (b + e) for e in _LITTLE),
        *(lambda a, b, e=e: _share(a, b + e * np.not_equal(b, 0)) for e in _LITTLE),
        *(lambda a, b, e=e: (a + e) / (b + e) for e in _LITTLE[2:-1]),
        *(lambda a, b, e=e: (a + e) / (b + 2 * e) for e in _LITTLE[1:]),
    ),
)
def added_to_the_denominator(**counts):
    """You add something so that the denominator is never 0.

    This makes every result slightly wrong: leave the denominator as it is where it is not 0.
    """
    numerator, terms = _fraction(counts)
    return numerator / (sum(terms) + 1)


@misconception(
    *FRACTIONS,
    also=_ways(lambda a, b: 100 * a / b, *(lambda a, b, d=d: np.round(100 * _share(a, b), d) for d in (0, 1, 2))),
)
def in_percent(**counts):
    """You return percent. Return a share, from 0.0 to 1.0."""
    numerator, terms = _fraction(counts)
    return 100 * _share(numerator, sum(terms))


@misconception(
    *FRACTIONS,
    also=_ways(
        lambda a, b: np.round(_share(a, b)),
        lambda a, b: np.round(_share(a, b), 1),
        lambda a, b: np.round(_share(a, b), 2),
        lambda a, b: np.round(_share(a, b), 3),
        lambda a, b: np.round(_share(a, b), 4),
        lambda a, b: a // b,
    ),
)
def rounded(**counts):
    """You round the result, or cut off its fraction. Return it as it is: 2 of 3 is 0.6666..., not 0."""
    numerator, terms = _fraction(counts)
    return np.floor(_share(numerator, sum(terms)))


@misconception(
    *FRACTIONS,
    also=(
        lambda **counts: (f := _fraction(counts))[0] / f[1][-1] + sum(f[1][:-1]),
        lambda **counts: _share((f := _fraction(counts))[0], f[1][0]) + sum(f[1][1:]),
        # of four terms
        lambda tp, fp, fn, tn: tp + _share(tn, tp + fp + fn + tn),
        lambda tp, fp, fn, tn: tp + tn / tp + fp + fn + tn,
        lambda tp, fp, fn, tn: (tp + tn) / (tp + tn) + fp + fn,
        lambda tp, fp, fn, tn: (tp + tn) / (tp + fp) + fn + tn,
    ),
)
def forgot_parentheses(**counts):
    """Python divides before it adds: a / b + c is (a / b) + c.

    Put the whole sum that you divide (or divide by) in parentheses.
    """
    numerator, terms = _fraction(counts)
    return numerator / terms[0] + sum(terms[1:])


@misconception(*FRACTIONS, form=True, seen=_right_answers(_right_share))
def changed_its_arguments(**counts):
    """The results are correct, but you changed your arguments: += changes an array in place. Work on a copy."""
    numerator, terms = _fraction(counts)
    result = _share(numerator, sum(terms))
    for term in terms:
        if np.ndim(term):
            term += 1
    return result


def _needs_arrays(evidence):
    """Single numbers end in an exception of their kind, and arrays are right, or NaN where that is the only fault."""
    single = [call for call in evidence.calls if not np.ndim(next(iter(call.kwargs.values())))]
    arrays = [call for call in evidence.calls if call not in single]
    raised = [call.error.types[0] if isinstance(call.error, StudentError) else "" for call in single]
    kinds = {"TypeError", "IndexError", "AttributeError"}
    return (
        bool(kinds & {*raised})
        and {*raised} <= kinds | {"ZeroDivisionError"}  # what Python's 0 / 0 ends in, before it comes to that
        and any(alike(arrays, one) for one in (_right_share, *_ways(np.divide)))
    )


def _needs_numbers(evidence):
    """Single numbers are right, and arrays of several end in a TypeError."""
    kinds = [np.size(next(iter(call.kwargs.values()))) > 1 for call in evidence.calls]
    single = [call for call in evidence.calls if not np.ndim(next(iter(call.kwargs.values())))]
    several = [call for call, many in zip(evidence.calls, kinds, strict=True) if many]
    return (
        bool(single and several)
        and all(isinstance(call.error, StudentError) and call.error.types[0] == "TypeError" for call in several)
        and alike(single, _right_share)
    )


@misconception(*FRACTIONS, seen=_needs_numbers)
def expected_single_numbers(**counts):
    """You expect single numbers: float() and the functions of math do not take arrays.

    Your function must also take arrays, with one number per class.
    """
    numerator, terms = _fraction(counts)
    denominator = float(sum(terms))
    return float(numerator) / denominator if denominator else 0.0


@misconception(
    *SHARES,
    seen=lambda evidence: (
        bool(evidence.calls)
        and all(isinstance(c.error, StudentError) and "UFuncTypeError" in c.error.types for c in evidence.calls)
    ),
)
def divided_into_integers(**counts):
    """You divide into an array of integers, which cannot hold fractions: np.zeros_like copies the dtype of the counts.

    Results are floats: set the dtype where you make the array.
    """
    numerator, terms = _fraction(counts)
    denominator = np.asarray(sum(terms))
    return np.divide(numerator, denominator, out=np.zeros_like(denominator), where=denominator != 0)


def _one_by_one(numerator, denominator):
    return numerator / denominator if denominator else 0


@misconception(
    *FRACTIONS,
    also=_ways(
        np.vectorize(lambda a, b: a / b if a else 0),
        np.vectorize(lambda a, b: 1 if a == b and b else _one_by_one(a, b)),
        np.vectorize(lambda a, b: int(a == b) if a in (0, b) else a / b),
        np.vectorize(lambda a, b: 1 if a == b and b else a / b if b else 0.0),
    ),
)
def typed_by_the_first_class(**counts):
    """All your results have the dtype of the first: if that is an integer, the others lose their fractions.

    np.vectorize does this. Return 0.0 instead of 0, or name the dtype with otypes=[float].
    """
    numerator, terms = _fraction(counts)
    return np.vectorize(_one_by_one)(numerator, sum(terms))


@misconception(*FRACTIONS, seen=_needs_arrays)
def expected_arrays_alone(**counts):
    """You expect arrays: single numbers have no len(), no [0] and cannot be looped over.

    Your function must also take single numbers.
    """
    numerator, terms = _fraction(counts)
    return np.array([_share(a, b) for a, b in zip(numerator, sum(terms), strict=True)])


# what goes wrong with precision, recall and specificity alone


@misconception("precision", also=(lambda tp, fp: 1 - _share(tp, tp + fp),))
def counted_false_alarms(tp, fp):
    """That is the share of false alarms, FP / (TP + FP). Precision is the rest of them: TP / (TP + FP)."""
    return _share(fp, tp + fp)


@misconception("recall", also=(lambda tp, fn: 1 - _share(tp, tp + fn),))
def counted_what_was_missed(tp, fn):
    """That is the share of missed images, FN / (TP + FN). Recall is the rest of it: TP / (TP + FN)."""
    return _share(fn, tp + fn)


@misconception("specificity", also=(lambda tn, fp: 1 - _share(tn, tn + fp),))
def false_positive_rate(tn, fp):
    """That is the false positive rate, FP / (TN + FP). Specificity is the rest: TN / (TN + FP)."""
    return _share(fp, tn + fp)


@misconception(
    "precision",
    "recall",
    "specificity",
    also=(
        lambda **counts: (f := _fraction(counts))[0] / f[1][1],
        lambda **counts: _share(*_fraction(counts)[1]),
    ),
)
def divided_by_the_wrong_ones_alone(**counts):
    """You divide the correct ones by the wrong ones, as in odds.

    Divide them by both together, to get a share of all.
    """
    numerator, terms = _fraction(counts)
    return _share(numerator, terms[1])


@misconception(
    "precision",
    "recall",
    "specificity",
    also=(lambda **counts: np.maximum(_share((t := _fraction(counts)[1])[0] - t[1], sum(t)), 0),),
)
def subtracted_the_wrong_ones(**counts):
    """You subtract the wrong ones from the correct ones before you divide. The numerator is the correct ones alone."""
    _, terms = _fraction(counts)
    return _share(terms[0] - terms[1], sum(terms))
