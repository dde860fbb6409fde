"""What a notebook shows: HTML in the look of the report, and the same as text for consoles and screen readers."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console

from grader.course.syllabus import Syllabus
from grader.report.html import cell
from grader.report.report import Report
from grader.report.terminal import show_report
from grader.util.text import sanitize

WIDTH = 80


@dataclass(frozen=True)
class Answer:
    """The answer to a cell or a magic; a refusal says what to do before anything can be done."""

    text: str
    html: str
    is_refusal: bool = False


def reported(report: Report, syllabus: Syllabus, notes: Sequence[str] = ()) -> Answer:
    """The report of what was graded, as `grade` has it."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None, highlight=False)
    show_report(console, report, syllabus)
    text = "\n".join(line.rstrip() for line in console.file.getvalue().strip().split("\n"))  # type: ignore[attr-defined]
    return Answer(_in_magics("\n".join([text, *notes])), cell.report_of(report, notes))


def said(*sentences: str, title: str = "") -> Answer:
    """Sentences, a paragraph each, below a title."""
    return Answer(_text(title, *sentences), cell.message(title, sentences))


def refused(sentence: str) -> Answer:
    """Why nothing was done."""
    return Answer(_text(sentence), cell.message("", [sentence], wrong=True), is_refusal=True)


def code(text: str, title: str) -> Answer:
    """Python, below a title."""
    return Answer(f"{title}\n\n{text}", cell.python(title, text))


def listing(syllabus: Syllabus, states: Mapping[str, str], following: str) -> Answer:
    """All exercises with their states."""
    rows = [(exercise, states[exercise.id]) for exercise in syllabus.exercises]
    longest = max(len(exercise.id) for exercise, _ in rows)
    lines = [f"{exercise.id:{longest}}  {exercise.points:2}  {state}" for exercise, state in rows]
    required = [state for exercise, state in rows if not exercise.bonus]  # which `next` counts, too
    head = f"{required.count('passed')} of {len(required)} exercises passed."
    return Answer("\n".join([head, *lines, following]).rstrip(), cell.progress(head, rows, following))


def _text(*lines: str) -> str:
    return "\n".join(map(sanitize, filter(None, lines)))


def _in_magics(text: str) -> str:
    """The text with magics in the place of the commands that a terminal takes; frames keep their right side."""
    lines = []
    for line in text.split("\n"):
        new = re.sub(r"nox -s (hint|solution|reset) -- ", r"%\1 ", line).replace("nox -s grade", "%progress")
        lines.append(f"{new[:-1].rstrip():{len(line) - 1}}│" if new != line and line.endswith("│") else new)
    return "\n".join(lines)
