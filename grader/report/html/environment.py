"""The common parts of the pages: the templates, in which everything is escaped, and words for numbers."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.report.html.report_files import MARK
from grader.report.report import Outcome
from grader.report.terminal import SIGNS
from grader.util.text import counted, sanitize

HERE = Path(__file__).parent
MEANINGS = {
    "passed": "every check passed",
    "failed": "a check found something",
    "todo": "still a stub",
    "blocked": "it fails, and an exercise that it needs has not passed: do that one first",
    "error": "it could not be judged, which is the grader's fault and costs no points",
}


def environment(*functions: Callable[..., Any], folder: Path = HERE, **values: Any) -> Environment:
    """An environment for the templates of a folder, which find these functions and values by their names."""
    made = Environment(
        loader=FileSystemLoader([folder, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update({function.__name__: function for function in (counted, percent, points_of, prose, *functions)})
    made.globals.update(
        {
            "signs": {status: sign for status, (sign, _colour) in SIGNS.items()},
            "meanings": MEANINGS,
            "style": style(HERE / "page.css"),
            "mark": Markup(MARK),  # noqa: S704  a text of ours
            **values,
        }
    )
    return made


@cache
def style(file: Path) -> Markup:
    """A style sheet."""
    return Markup(file.read_text(encoding="utf-8"))  # noqa: S704  a file of ours


def _finalize(value: Any) -> Any:
    """Text as it may be shown: a name can steer a terminal or turn the direction of writing as well as a print can."""
    return sanitize(value) if type(value) is str else value


def points_of(outcome: Outcome) -> str:
    """The points of an exercise, out of its possible points."""
    return f"{outcome.score} of {counted(outcome.exercise.points, 'point')}"


def prose(text: str) -> Markup:
    """Text with everything between backticks set as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(sanitize(text)))))  # noqa: S704  it is escaped


def percent(share: float, digits: int = 2) -> str:
    """A share as percentage."""
    return f"{share * 100:.{digits}f}\N{NARROW NO-BREAK SPACE}%"


def as_text(facts: dict[str, Any]) -> Markup:
    """Facts as JSON to be read."""
    return escape(json.dumps(facts, indent=2, ensure_ascii=True))
