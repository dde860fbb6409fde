"""Parts of the page as the output of a notebook's cell; each brings its own style, which reaches nothing else there."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2.environment import TemplateModule
from markupsafe import Markup

from grader.course.current import current
from grader.course.syllabus import Exercise
from grader.report.advice import next_to_do
from grader.report.html.environment import HERE, style
from grader.report.html.rendering import page_environment
from grader.report.report import Report


def report_of(report: Report, notes: Sequence[str]) -> str:
    """What was graded: the exercise to turn to in full, the others as a line each."""
    return _rendered(
        "report", page=_page(report), notes=[*notes, *report.notes], report=report, following=next_to_do(report)
    )


def message(title: str, sentences: Sequence[str], *, wrong: bool = False) -> str:
    """Sentences below a title; wrong where something has to be done first."""
    return _rendered("message", title=title, sentences=sentences, wrong=wrong)


def python(title: str, text: str) -> str:
    """Python below a title."""
    return _rendered("python", title=title, text=text)


def progress(title: str, rows: Sequence[tuple[Exercise, str]], following: str) -> str:
    """All exercises with their states."""
    return _rendered("progress", title=title, rows=rows, following=following)


def _rendered(kind: str, **values: Any) -> str:
    environment = page_environment()
    return environment.get_template("cell.html.j2").render(kind=kind, cell_style=_style(), **values)


def _page(report: Report) -> TemplateModule:
    """The macros of the page, which say of an exercise here what they say of it there."""
    values: dict[str, Any] = {
        "report": report,
        "course": current().syllabus,
        "alone": False,
        "record": None,
        "remarks": (),
        "modules": [],
        "ids": set(),
        "trained": [],
        "progress": None,
    }
    return (
        page_environment().get_template("page.html.j2").make_module({**values, "following": None, "counts": Counter()})
    )


@cache
def _style() -> Markup:
    """The style of cells, with the colours of the page: light, or dark where the notebook is."""
    light, dark, *_ = re.findall(r":root \{(.*?)\}", style(HERE / "page.css"), re.DOTALL)
    themes = (
        "body[data-jp-theme-light=false]",
        "body[data-vscode-theme-kind*=dark]",
        "html[theme=dark]",
    )  # VS Code, Colab
    where = ", ".join(f"{theme} .digit-kata" for theme in themes)
    # Three times the class: a notebook's own rules for lists, tables and code then count for less.
    rules = re.sub(r"^\.digit-kata", ".digit-kata" * 3, style(HERE / "cell.css"), flags=re.MULTILINE)
    rules = rules.replace(", .digit-kata", ", " + ".digit-kata" * 3)
    text = f".digit-kata {{{light.replace('light dark', 'light')}}}\n{where} {{{dark} color-scheme: dark;}}\n"
    return Markup(text + rules)  # noqa: S704  files of ours
