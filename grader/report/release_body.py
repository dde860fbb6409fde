"""Classroom 50's `release-body.md`: the feedback as Markdown, which is all that its students get to see."""

import re

from grader.report.advice import next_step, next_to_do
from grader.report.report import Outcome, Report
from grader.report.sentences import plain
from grader.report.terminal import SIGNS
from grader.util.text import clean

NAME = "release-body.md"  # next to result.json
LONGEST_FEEDBACK = 2_000  # characters of one exercise
LONGEST = 100_000  # characters of all; GitHub takes 125,000


def to_release_body(report: Report) -> str:
    """The report as Markdown: the score, what to do next, a table, and the feedback of all that did not pass."""
    parts = [f"# {report.earned}"]
    if following := next_to_do(report):
        parts.append(f"Next: **{following.exercise.id}**, {_inline(following.exercise.title)}")
    rows = [_row(outcome) for outcome in report.outcomes]
    parts.append("\n".join(["| exercise | points | |", "| --- | --- | --- |", *rows]))
    size = sum(map(len, parts))
    told = [outcome for outcome in report.outcomes if outcome.status not in ("passed", "todo")]
    for place, outcome in enumerate(told):
        part = _section(outcome, report)
        size += len(part)
        if size > LONGEST:
            parts.append(f"{len(told) - place} more exercises have feedback that did not fit here.")
            break
        parts.append(part)
    return "\n\n".join([*parts, *map(_inline, report.notes)]) + "\n"


def _row(outcome: Outcome) -> str:
    exercise = outcome.exercise
    points = f"{outcome.score} of {exercise.points}{' (bonus)' if exercise.bonus else ''}"
    return f"| `{exercise.id}` | {points} | {SIGNS[outcome.status][0]} {outcome.status} |"


def _section(outcome: Outcome, report: Report) -> str:
    parts = [f"## {outcome.exercise.id}: {outcome.status}"]
    if advice := next_step(outcome, report.unmet_needs(outcome)).sentence:
        parts.append(advice)
    if outcome.feedback:
        parts.append(_fenced(clean(plain(outcome.feedback), lines=True)))
    if outcome.reason:
        parts.append(_inline(outcome.reason))
    return "\n\n".join(parts)


def _fenced(text: str) -> str:
    """Text that a submission may have written, in a block that it cannot end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _inline(text: str) -> str:
    """Text on one line, its backticks kept, and nothing else of it read as Markdown or HTML."""
    pieces = re.split(r"(`[^`]+`)", clean(text))
    return "".join(
        piece if place % 2 else re.sub(r"([\\`*_\[\]<>&#|@])", r"\\\1", piece) for place, piece in enumerate(pieces)
    )
