"""The page itself: the template filled with a report, everything in it escaped."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from grader.course.syllabus import Syllabus
from grader.report.advice import next_step, next_to_do
from grader.report.html.environment import as_text, environment, percent
from grader.report.html.feedback_parts import parts_of
from grader.report.html.report_files import metrics_of, names_of
from grader.report.model_evaluation import ModelEvaluation, Prediction
from grader.report.report import Outcome, Report

HINTS = ("A nudge", "The idea", "Nearly the code")
SHADES = 6  # of a cell of the confusion matrix


def rendered(
    report: Report,
    syllabus: Syllabus,
    record: object = None,
    remarks: Sequence[object] = (),
    *,
    alone: bool = False,
    progress: object = None,
) -> str:
    """The page as text.

    Args:
        report: all that was found out.
        syllabus: the course.
        record: of the student in a class, who has a name, a date and perhaps adjustments; None where there is no class.
        remarks: what needs attention in the student's hand-in.
        alone: whether no files lie next to the page: it links to none, and has their numbers in it.
        progress: the student's way so far, on the student's own machine; None elsewhere.
    """
    modules = []
    for module in syllabus.modules:
        outcomes = [outcome for outcome in report.outcomes if outcome.exercise.module == module.name]
        if outcomes:
            modules.append((module, outcomes))
    return (
        page_environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            course=syllabus,
            record=record,
            remarks=remarks,
            alone=alone,
            progress=progress,
            modules=modules,
            ids={outcome.exercise.id for outcome in report.outcomes},
            trained=[outcome for outcome in report.outcomes if outcome.measured is not None],
            following=next_to_do(report),
            counts=Counter(outcome.status for outcome in report.outcomes),
        )
    )


@cache
def page_environment() -> Environment:
    """The environment of the page, and of parts of it that are shown elsewhere."""
    functions: Sequence[Callable[..., Any]] = (
        as_text, parts_of, next_step, names_of, metrics_of, duration, times, svg_of, png_of, shade,
        curve_in_words,
    )  # fmt: skip
    return environment(*functions, hint_names=HINTS)


# Words and numbers.


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


# Trained models.


def curve_in_words(measured: ModelEvaluation, name: str) -> str:
    """Describe a curve in words."""
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
    from grader.report.html import plots

    measured = outcome.measured
    if measured is None:
        raise ValueError(f"{outcome.exercise.id} has no model")
    figure = plots.curve(measured.history, name, plots.OF_THE_PAGE)
    return plots.svg(figure, f"{outcome.exercise.function}-{name}", curve_in_words(measured, name))


def png_of(prediction: Prediction) -> Markup:
    """The image of a prediction, as an address."""
    from grader.report.html import plots

    return Markup(plots.png(prediction))  # noqa: S704  base64 has nothing to escape


def shade(measured: ModelEvaluation, true: int, predicted: int) -> int:
    """How dark a cell of the confusion matrix is, 0 to SHADES: a hit by the recall, a mistake by the worst one."""
    count = measured.confusion[true][predicted]
    if true == predicted:
        return round(SHADES * measured.scores[true].recall)
    rows = enumerate(measured.confusion)
    most = max(count for row, counts in rows for column, count in enumerate(counts) if row != column)
    return -(-SHADES * count // most) if count else 0
