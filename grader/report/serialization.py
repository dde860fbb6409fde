"""An outcome as plain values and back, without loss: the form in the cache, the gradebook and other machines."""

from dataclasses import asdict, replace
from typing import Any

from grader.course.syllabus import Exercise
from grader.report import feedback, model_evaluation
from grader.report.model_evaluation import Reference
from grader.report.report import CheckResult, Flag, Gate, Outcome, judge

# Attributes that JSON takes as they are.
PLAIN = ("status", "seconds", "cached", "misconception", "reason", "search_fault")


def to_dict(outcome: Outcome) -> dict[str, Any]:
    """The outcome as values that JSON takes, for `from_dict`; its exercise is stored next to it."""
    kept: dict[str, Any] = {name: getattr(outcome, name) for name in PLAIN}
    kept["checks"] = [asdict(check) for check in outcome.checks]
    kept["flags"] = [asdict(flag) for flag in outcome.flags]
    kept["gate"] = asdict(outcome.gate) if outcome.gate else None
    kept["measured"] = model_evaluation.to_cache(outcome.measured) if outcome.measured else None
    reference = outcome.measured.reference if outcome.measured else None
    kept["reference"] = asdict(reference) if reference else None
    return kept


def from_dict(exercise: Exercise, kept: dict[str, Any]) -> Outcome:
    """The value that `to_dict` was given.

    Raises:
        ValueError, KeyError, TypeError: these are not its values.
    """
    checks = tuple(map(_check, kept["checks"]))
    facts: dict[str, Any] = {name: kept[name] for name in PLAIN if name != "status"}
    facts["flags"] = tuple(Flag(**flag) for flag in kept.get("flags", ()))  # older gradebooks have none
    gate = Gate(**kept["gate"]) if kept["gate"] else None
    if gate is not None:
        gate = replace(gate, seeds=tuple(gate.seeds), accuracies=tuple(gate.accuracies))
    found = model_evaluation.from_cache(kept["measured"]) if kept["measured"] else None
    if found is not None and kept["reference"]:
        found = found.beside(Reference(**kept["reference"]))
    outcome = judge(exercise, checks, len(checks), gate=gate, measured=found, **facts)
    status = kept["status"]
    # That not all checks ran, and what an exercise needs, cannot be seen from its checks; all else can.
    if status not in ("error", outcome.status) and (status, outcome.status) != ("blocked", "failed"):
        raise ValueError(f"status {status!r}, but its checks say {outcome.status}")
    return replace(outcome, status=status)


def _check(kept: dict[str, Any]) -> CheckResult:
    found = kept["feedback"]
    return CheckResult(**{**kept, "feedback": None if found is None else feedback.from_plain(found)})
