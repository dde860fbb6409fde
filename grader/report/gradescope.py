"""Gradescope's `results.json`: one test per exercise, with the text for the student."""

from typing import Any

from grader.report.advice import next_step, next_to_do
from grader.report.report import SCHEMA, CheckResult, Outcome, Report
from grader.report.sentences import plain
from grader.util.text import clean

# Texts are shown as they are; in Gradescope's other formats a student's output could bring markup along.
AS_TEXT = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}
OUR_FAULT = "This could not be judged. It is the grader's fault, not yours: tell your instructor."


def to_results(report: Report) -> dict[str, Any]:
    """The report as the content of results.json.

    `score` has the required points only: points on top may not hide missing ones. Bonus exercises stand among the
    tests with what they have earned, which Gradescope does not add where there is a total.
    """
    modules = list(dict.fromkeys(outcome.exercise.module for outcome in report.outcomes))
    places = dict.fromkeys(modules, 0)
    tests = []
    for outcome in report.outcomes:
        module = outcome.exercise.module
        places[module] += 1
        tests.append(_test(outcome, report, f"{modules.index(module) + 1}.{places[module]}"))
    return {
        "score": report.score,
        "execution_time": round(sum(outcome.seconds for outcome in report.outcomes)),
        "output": _summary(report),
        **AS_TEXT,
        "visibility": "visible",
        "stdout_visibility": "hidden",  # it is for the instructor: which images, which training, our faults
        "tests": tests,
        "extra_data": {
            "schema": SCHEMA,
            "points": report.points,
            "bonus": report.bonus,
            "bonus_points": report.bonus_points,
            "dataset": report.dataset,
            "manifest": report.manifest,
        },
    }


def refusal(sentence: str) -> dict[str, Any]:
    """The content of results.json for what cannot be graded at all: no points, and the reason."""
    return {
        "score": 0,
        "output": clean(sentence, lines=True),
        **AS_TEXT,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [],
    }


def _test(outcome: Outcome, report: Report, number: str) -> dict[str, Any]:
    exercise = outcome.exercise
    return {
        "name": f"{exercise.id}: {exercise.title}{' (bonus)' if exercise.bonus else ''}",
        "number": number,
        "score": outcome.score,
        "max_score": exercise.points,
        "status": "passed" if outcome.status == "passed" else "failed",
        "output": _told(outcome, report),
        "visibility": "visible",
        "tags": [exercise.module, outcome.status, *(["bonus"] if exercise.bonus else [])],
        "extra_data": {
            "status": outcome.status,
            "bonus": exercise.bonus,
            "misconception": outcome.misconception,
            "accuracy": outcome.gate.accuracy if outcome.gate else None,
        },
    }


def _summary(report: Report) -> str:
    lines = [f"{report.earned}."]
    errors = [outcome.exercise.id for outcome in report.outcomes if outcome.status == "error"]
    if errors:
        lines.append(f"{', '.join(errors)}: {OUR_FAULT}")
    following = next_to_do(report)
    if following and following.status != "error":
        lines.append(f"Next: {following.exercise.id}: {following.exercise.title}.")
    lines += report.notes
    return clean("\n".join(lines), lines=True)


def _told(outcome: Outcome, report: Report) -> str:
    """The text about an exercise for the student."""
    gate = outcome.gate
    parts = [f"Accuracy {gate.accuracy:.2%}; the gate is {gate.threshold:.2%}."] if gate else []
    if outcome.status == "error":  # whoever grades there is the instructor
        parts.append(OUR_FAULT)
    elif advice := next_step(outcome, report.unmet_needs(outcome)).sentence:
        parts.append(advice)
    if outcome.reason:
        parts.append(outcome.reason)
    in_full = outcome.wrong if outcome.status == "error" else outcome.wrong[:1]
    parts += map(_complaint, in_full)
    told = {check.claim for check in in_full}
    if more := [claim for claim in dict.fromkeys(check.claim for check in outcome.wrong) if claim not in told]:
        parts.append("\n".join(["These checks found something as well:", *(f"- {claim}" for claim in more)]))
    return clean("\n\n".join(parts), lines=True)


def _complaint(check: CheckResult) -> str:
    printed = f"\nYour code printed:\n{check.printed}" if check.printed else ""
    return f"{check.claim}\n{plain(check.feedback)}{printed}"
