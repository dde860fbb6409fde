"""The page itself: the template filled with a report, everything in it escaped."""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.measured import Measured, Prediction
from grader.page.feedback import parts_of
from grader.page.files import MARK, names_of
from grader.report import CheckResult, Outcome, Report
from grader.show import harmless
from grader.syllabus import Syllabus
from grader.terminal import SIGNS

HERE = Path(__file__).parent
HINTS = ("A nudge", "The idea", "Nearly the code")
MEANINGS = {
    "passed": "every check passed",
    "failed": "a check found something",
    "todo": "still a stub",
    "blocked": "it fails, and something it needs is not passed either: look there first",
    "error": "it could not be judged, which is the grader's fault and costs nothing",
}
SHADES = 6  # of a cell of the confusion matrix


def rendered(report: Report, syllabus: Syllabus) -> str:
    """The page as text."""
    modules = []
    for module in syllabus.modules:
        outcomes = [outcome for outcome in report.outcomes if outcome.exercise.module == module.name]
        if outcomes:
            modules.append((module, outcomes))
    page: str = _template().render(
        report=report,
        modules=modules,
        ids={outcome.exercise.id for outcome in report.outcomes},
        trained=[outcome for outcome in report.outcomes if outcome.measured is not None],
        following=report.next_to_do(),
        counts=Counter(outcome.status for outcome in report.outcomes),
    )
    return page


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: Sequence[Callable[..., Any]] = (
        parts_of, names_of, counted, percent, duration, times, svg_of, png_of, first_wrong, others_wrong, shade,
        curve_in_words, points_of, prose, as_text,
    )  # fmt: skip
    environment.globals.update({function.__name__: function for function in functions})
    style = (HERE / "page.css").read_text(encoding="utf-8")
    environment.globals.update(
        {
            "signs": {status: sign for status, (sign, _colour) in SIGNS.items()},
            "meanings": MEANINGS,
            "hint_names": HINTS,
            "style": Markup(style),  # noqa: S704  a file of ours
            "mark": Markup(MARK),  # noqa: S704  likewise
        }
    )
    return environment.get_template("page.html.j2")


def _finalize(value: Any) -> Any:
    """Text as it may be shown: a name can steer a terminal or turn the direction of writing as well as a print can."""
    return harmless(value) if type(value) is str else value


# Words and numbers.


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 point, 2 points."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def points_of(outcome: Outcome) -> str:
    """What an exercise earned, of what it is worth."""
    return f"{outcome.score} of {counted(outcome.exercise.points, 'point')}"


def prose(text: str) -> Markup:
    """Text with what stands between backticks set as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(harmless(text)))))  # noqa: S704  it is escaped


def as_text(facts: dict[str, Any]) -> Markup:
    """Facts as JSON to be read."""
    return escape(json.dumps(facts, indent=2, ensure_ascii=True))


def percent(share: float, digits: int = 2) -> str:
    """A share as percentage."""
    return f"{share * 100:.{digits}f}\N{NARROW NO-BREAK SPACE}%"


def duration(seconds: float) -> str:
    """A time as one would say it."""
    if seconds < 1:
        return "under 1 s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def times(number: float, reference: float) -> str:
    """How a number compares with the reference's."""
    ratio = number / reference
    if 0.95 <= ratio <= 1.05:
        return "about the same"
    return f"{ratio:.1f} times" if ratio >= 1 else f"{ratio:.2f} times"


# Checks.


def first_wrong(outcome: Outcome) -> CheckResult | None:
    """The check to look at first."""
    return next((check for check in outcome.checks if check.status in ("failed", "error")), None)


def others_wrong(outcome: Outcome) -> list[CheckResult]:
    """Further checks that did not pass."""
    return [check for check in outcome.checks if check.status in ("failed", "error")][1:]


# Trained models.


def curve_in_words(measured: Measured, name: str) -> str:
    """What a curve shows."""
    values = measured.history[name]
    first, last = _level(values[0], name), _level(values[-1], name)
    if len(values) == 1:
        told = f"{name.capitalize()} after the only epoch: {last}"
    else:
        turn = "rose" if values[-1] > values[0] else "fell" if values[-1] < values[0] else "stayed, going"
        told = f"{name.capitalize()} {turn} from {first} to {last} in {len(values)} epochs"
    validation = measured.history.get(f"val_{name}")
    if validation is None:
        return f"{told}; no images were set aside for validation."
    return f"{told}; on the validation images it ended at {_level(validation[-1], name)}."


def _level(value: float, name: str) -> str:
    return percent(value) if name == "accuracy" else f"{value:.3g}"


def svg_of(outcome: Outcome, name: str) -> Markup:
    """A curve, as SVG."""
    from grader.page import plots

    measured = outcome.measured
    if measured is None:
        raise ValueError(f"{outcome.exercise.id} has no model")
    figure = plots.curve(measured.history, name, plots.OF_THE_PAGE)
    return plots.svg(figure, f"{outcome.exercise.function}-{name}", curve_in_words(measured, name))


def png_of(prediction: Prediction) -> Markup:
    """The image of a prediction, as an address."""
    from grader.page import plots

    return Markup(plots.png(prediction))  # noqa: S704  base64 has nothing to escape


def shade(measured: Measured, true: int, predicted: int) -> int:
    """How dark a cell of the confusion matrix is, 0 to SHADES: a hit by the recall, a mistake beside the worst one."""
    count = measured.confusion[true][predicted]
    if true == predicted:
        return round(SHADES * measured.scores[true].recall)
    rows = enumerate(measured.confusion)
    most = max(count for row, counts in rows for column, count in enumerate(counts) if row != column)
    return -(-SHADES * count // most) if count else 0
