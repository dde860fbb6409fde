"""What the end of a check means: its status, and the feedback, made of the exception that ended it."""

from pathlib import Path
from typing import Any

import pytest

from grader.checks.expect import Expectation, NotRefused
from grader.course.syllabus import Exercise
from grader.report.feedback import Feedback, SourceLine
from grader.report.report import CheckResult
from grader.sandbox.call_fault import Frame, NeverCalled, Unusable
from grader.sandbox.calls import Call, StudentError, Todo
from grader.sandbox.formatting import show
from grader.util.errors import Unjudged
from grader.util.text import sanitize

Comparison = tuple[str, Any, Any]  # the operator and both sides of the comparison that failed


def judgement(
    excinfo: pytest.ExceptionInfo[BaseException] | None,
    call: Call | None,
    comparison: Comparison | None,
    *,
    fresh: bool,
) -> tuple[str, Feedback | None]:
    """The status of a check, and the feedback where it did not pass.

    Args:
        excinfo: what ended the check, or None.
        call: the last call of the student's function, if there was one.
        comparison: the one that failed, if one did.
        fresh: whether its input was drawn for this grading, and all examples pass.
    """
    if excinfo is None:
        return "passed", None
    error = excinfo.value
    called = {"call": call.text, "returned": show(call.returned) if call.answered else ""} if call else {}
    match error:
        case Todo():
            return "todo", None
        case StudentError():
            found: dict[str, Any] = {"kind": "raised", "reason": error.remedy, **called, **_exception(error)}
        case Unusable(fault=fault):
            made = {} if isinstance(error, NeverCalled) else called
            facts = {"kind": fault.kind, "reason": fault.reason, "file": fault.file, "line": fault.line}
            found = {**made, **facts, "raised": fault.raised, "frames": _lines(fault.frames)}
        case NotRefused():
            raised = _exception(error.instead) if error.instead else {}
            remedy = error.instead.remedy if error.instead else ""
            found = {"kind": "not_refused", "expected": error.wanted, "reason": remedy, **called, **raised}
        case pytest.fail.Exception():
            found = {"kind": "wrong_value", "reason": str(error), **called}
        case AssertionError():
            found = {"kind": "wrong_value", **called, **_expected(error, comparison)}
        case Unjudged():
            return "error", _sanitized({"kind": "unjudged", "reason": str(error), **called})
        case _:
            where = excinfo.traceback[-1]
            place = f"{Path(str(where.path)).name}:{where.lineno + 1}"
            reason = f"The check itself failed ({place}): {type(error).__name__}: {error}"
            return "error", _sanitized({"kind": "check_failed", "reason": reason})
    return "failed", _sanitized({**found, "fresh": fresh})


def unread(exercise: Exercise, place: str, why: str) -> CheckResult:
    """The result that stands for all checks of an exercise whose file cannot be read."""
    reason = f"The checks of {exercise.id} cannot be read ({place}): {why.rstrip('.')}."
    reason = f"{reason} An instructor learns more from nox -s check."
    return CheckResult(
        "checks", "Its checks can be read.", "error", _sanitized({"kind": "check_failed", "reason": reason})
    )


def _exception(error: StudentError) -> dict[str, Any]:
    return {"raised": error.raised, "frames": _lines(error.frames)}


def _lines(frames: tuple[Frame, ...]) -> tuple[SourceLine, ...]:
    return tuple(
        SourceLine(sanitize(frame.file), frame.line, sanitize(frame.function), sanitize(frame.text)) for frame in frames
    )


def _expected(error: AssertionError, comparison: Comparison | None) -> dict[str, str]:
    """What an assertion expected: its own sentence, or what its comparison says."""
    message = str(error).partition("\nassert ")[0]  # pytest's own words begin there
    if not message.startswith("assert "):
        return {"reason": message}
    if comparison is None:
        return {"expected": message.removeprefix("assert ").partition("\n")[0]}
    op, left, right = comparison
    if isinstance(right, Expectation) and (reason := right.why(left)) is not None:
        return {"expected": right.shown, "reason": reason}
    return {"expected": show(right) if op == "==" else f"{op} {show(right)}", "got": show(left)}


def _sanitized(facts: dict[str, Any]) -> Feedback:
    """The record, its texts harmless in a terminal."""
    harmless = {name: sanitize(value) for name, value in facts.items() if isinstance(value, str)}
    return Feedback(**{**facts, **harmless})
