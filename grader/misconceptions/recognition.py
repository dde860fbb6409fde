"""Recognition: which misconception gives, for the same arguments, exactly the answers of a submission.

A name that is wrong is worse than none. So every call of the exercise has to agree, and one misconception alone.
"""

import copy
import inspect
import json
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.checks.expect import TOLERANCE, numbers
from grader.misconceptions.evidence import Evidence, Trial
from grader.misconceptions.registry import Misconception, of_exercise
from grader.sandbox.calls import Call, StudentError


def alike(calls: Iterable[Call], function: Callable[..., Any]) -> bool:
    """Whether every one of these calls gave the numbers that `function` gives, or raised what it raises."""
    return all(_agrees(call, function, form=False) for call in calls)


def recognised(exercise: str, evidence: Evidence) -> Misconception | None:
    """The misconception that explains all answers, or None if there is none or more than one.

    Where a call never came to an answer, nothing is looked for: what was not run shows no mistake.
    Wrong values come first: where one explains all of them, a wrong dtype next to it is another, smaller thing. Where
    none does, a wrong form of right values may. Last, exceptions and NaN in place of a number are passed over, and so
    are the axes around a single number or none, and what the misconception refuses and the submission does not.

    Args:
        exercise: its id.
        evidence: what its checks have seen; at least one of them failed.
    """
    if not evidence.is_whole:
        return None
    known = of_exercise(exercise)
    values = [one for one in known if not one.form]
    forms = [one for one in known if one.form]
    attempts: list[tuple[list[Misconception], Callable[[Misconception, Evidence], bool | str]]] = [
        (values, _explains),
        (forms, _explains),
        (values, _explains_what_can_be_compared),
    ]
    for candidates, explains in attempts:
        found = [(one, shown) for one in candidates if (shown := explains(one, evidence))]
        if len(found) == 1:
            one, shown = found[0]
            return replace(one, sentence=f"{one.sentence} {shown}") if isinstance(shown, str) else one
        if found:
            return None
    return None


def witness(one: Misconception, evidence: Evidence, failed: Sequence[int]) -> int:
    """Which of the trials that failed shows the misconception: the name is shown below what was called in that one.

    Args:
        one: what was recognised.
        evidence: what the checks have seen.
        failed: places of the trials that failed; at least one.
    """
    for place in failed:
        trial = evidence.trials[place]
        if trial.calls and _shows(one, trial):
            return place
    # What only a look at the trained model has shown belongs to the check of its accuracy, which is the last one.
    return failed[-1] if evidence.glance is not None else failed[0]


def _shows(one: Misconception, trial: Trial) -> bool:
    """Whether a trial by itself shows a misconception, dtypes and changed arguments included."""
    if one.seen is not None:
        return bool(_explains(one, Evidence((trial,))))
    return any(all(_agrees(call, f, form=True) for call in trial.calls) for f in _ways(one, trial.calls))


def _explains(one: Misconception, evidence: Evidence) -> bool | str:
    if one.seen is not None:
        try:
            return one.seen(evidence)
        except _OF_ANOTHER_KIND:  # the answers are not even of the kind that this one is about
            return False
    calls = evidence.calls
    return bool(calls) and any(all(_agrees(call, f, one.form) for call in calls) for f in _ways(one, calls))


def _explains_what_can_be_compared(one: Misconception, evidence: Evidence) -> bool:
    """Whether it explains all numbers; a comparison that failed, with numbers only, has to be among them.

    A trial whose arguments were changed is none: what failed may have been the comparison with what they were.
    Nor is one that an empty answer failed: any mistake may give that to no images.
    What the misconception refuses it does not explain: there, no number may have been found wrong.
    """
    compared = [trial for trial in evidence.trials if trial.compared and not any(call.changed for call in trial.calls)]
    if one.seen is not None:
        return False
    numbers_alone = [
        trial
        for trial in compared
        if all(_finite(call.returned) for call in trial.calls) and any(_has_entries(c.returned) for c in trial.calls)
    ]
    if not numbers_alone:
        return False
    calls = [call for call in evidence.calls if not isinstance(call.error, StudentError)]
    wrong = [trial.calls[-1] for trial in compared if trial.calls and not trial.unrefused]
    faulty = [call for call in wrong if _finite(call.returned)]
    for function in _ways(one, calls):
        if (
            all(_agrees(call, function, form=False, undefined=True) for call in calls)
            and not any(_refuses(function, call) for call in faulty)
            and any(all(_agrees(call, function, form=False) for call in trial.calls) for trial in numbers_alone)
        ):
            return True
    return False


# What a look at answers of any kind can end in: no numbers, rows that differ in length, keys that are not there.
_OF_ANOTHER_KIND = (AssertionError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)


def _refuses(function: Callable[..., Any], call: Call) -> bool:
    """Whether `function` raises an exception for the arguments of a call."""
    args, kwargs = copy.deepcopy((call.args, call.kwargs))
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            function(*args, **kwargs)
    except Exception:  # noqa: BLE001  as below
        return True
    return False


def _ways(one: Misconception, calls: Sequence[Call]) -> Iterable[Callable[..., Any]]:
    """The functions of a misconception that take such arguments: a TypeError for theirs would agree with any other."""
    return [function for function in (one.function, *one.also) if all(_takes(function, call) for call in calls[:1])]


def _takes(function: Callable[..., Any], call: Call) -> bool:
    try:
        inspect.signature(function).bind(*call.args, **call.kwargs)
    except TypeError:
        return False
    except ValueError:  # it does not say which it takes
        return True
    return True


def _agrees(call: Call, function: Callable[..., Any], form: bool, undefined: bool = False) -> bool:
    """Whether `function` does with the arguments of a call what the student's did.

    Args:
        call: what the student's did.
        function: to compare it with.
        form: dtypes, and what became of the arguments, have to agree too.
        undefined: NaN and infinity agree with anything, and so does any answer where `function` raises an exception.
    """
    args, kwargs = copy.deepcopy((call.args, call.kwargs))
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001  what a wrong answer raises is what it gives
        return undefined or (isinstance(call.error, StudentError) and call.error.types[0] == type(error).__name__)
    if not call.answered:
        return False
    if form:
        given = [*call.args, *call.kwargs.values()]
        left, right = [*args, *kwargs.values()], [call.changed.get(name, old) for name, old in _named(call, given)]
        if not all(_same(a, b, form=True) for a, b in zip(left, right, strict=True)):
            return False
    return _same(call.returned, value, form, undefined)


def _named(call: Call, given: Sequence[Any]) -> Iterable[tuple[int | str, Any]]:
    return zip([*range(len(call.args)), *call.kwargs], given, strict=True)


def _same(found: Any, wanted: Any, form: bool, undefined: bool = False) -> bool:
    """Whether two answers are the same: as numbers, whatever holds them, unless their form counts too."""
    if form and _form(found) != _form(wanted):
        return False
    if isinstance(found, str) and isinstance(wanted, str):
        return found == wanted or _same_json(found, wanted)
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(_same(found[key], wanted[key], form, undefined) for key in found)
    if found is None or wanted is None:
        return found is wanted
    try:
        return _same_numbers(numbers(found), numbers(wanted), undefined)
    except AssertionError:  # lists of other lengths, or no numbers at all
        if isinstance(found, list | tuple) and isinstance(wanted, list | tuple) and len(found) == len(wanted):
            return all(_same(a, b, form, undefined) for a, b in zip(found, wanted, strict=True))
        return False


def _has_entries(value: Any) -> bool:
    """Whether there is anything in it: a number by itself, or among the entries."""
    if isinstance(value, np.ndarray):
        return value.size > 0
    entries = value.values() if isinstance(value, dict) else value
    return any(map(_has_entries, entries)) if isinstance(value, list | tuple | dict) else True


def _finite(value: Any) -> bool:
    """Whether there is no NaN or infinity among the numbers."""
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    try:
        found = numbers(value)
    except AssertionError:  # lists of other lengths, or no numbers at all
        return isinstance(value, list | tuple) and all(map(_finite, value))
    return found.dtype.kind in "biu" or (found.dtype.kind == "f" and bool(np.isfinite(found).all()))


def _same_numbers(found: np.ndarray, wanted: np.ndarray, undefined: bool) -> bool:
    if undefined and found.size == wanted.size <= 1:
        found, wanted = found.ravel(), wanted.ravel()
    if found.shape != wanted.shape or not {found.dtype.kind, wanted.dtype.kind} <= set("biuf"):
        return False
    left, right = found.astype(np.float64), wanted.astype(np.float64)
    with np.errstate(all="ignore"):
        # As np.isclose does it, which takes ten times as long for a few numbers; hundreds of answers are compared.
        near = (left == right) | (np.isnan(left) & np.isnan(right))
        near |= (np.abs(left - right) <= TOLERANCE + TOLERANCE * np.abs(right)) & np.isfinite(right)
    return bool((near | ~np.isfinite(left) if undefined else near).all())


def _same_json(found: str, wanted: str) -> bool:
    try:
        left, right = json.loads(found), json.loads(wanted)
    except (ValueError, RecursionError):
        return False
    return _same(left, right, form=False)


def _form(value: Any) -> tuple[str, str]:
    """Kind of container and dtype; that of a single number does not count."""
    if isinstance(value, np.ndarray) and value.ndim:
        return "array", str(value.dtype)
    return (type(value).__name__, "") if isinstance(value, list | tuple | dict | str) else ("", "")
