"""Charts of a class: the spread of its scores, and its models next to the gates, in the colours of the page."""

from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from grader.classroom.statistics import STEP, Scores, Training
from grader.report.html.plots import OF_THE_PAGE

BELOW = 0.02  # how far below the lowest gate a model is still drawn in its place
SPREAD = 0.56  # of a row's height, over which the models of an exercise are spread
GOLDEN = 0.618  # multiples of it leave no gap and no pattern


def histogram(scores: Scores) -> Figure:
    """How many scores are in which tenth of the points."""
    figure = Figure(figsize=(4.8, 2.9), layout="constrained", facecolor="none")
    axes = figure.add_subplot(facecolor="none")
    middles = [place * STEP + STEP / 2 for place in range(len(scores.bins))]
    axes.bar(middles, scores.bins, width=0.86 * STEP, color=OF_THE_PAGE.training)
    for middle, count in zip(middles, scores.bins, strict=True):
        if count:
            axes.text(middle, count, str(count), ha="center", va="bottom", fontsize=10, color=OF_THE_PAGE.ink)
    edges = range(0, 100, STEP)
    axes.set_xticks([*edges, 100 + STEP / 2], [*map(str, edges), "all"])
    axes.set_xlabel("percent of the points", fontsize=11, color=OF_THE_PAGE.ink)
    axes.set_ylabel("students", fontsize=11, color=OF_THE_PAGE.ink)
    axes.set_ylim(0, max(1, *scores.bins) * 1.12)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    _draw_lightly(axes, "y")
    return figure


def lowest_shown(trainings: Sequence[Training]) -> float:
    """The accuracy at the left edge of the dots: anything lower is drawn there as a triangle."""
    gates = min(training.threshold for training in trainings)
    lowest = min(min(training.accuracies) for training in trainings)
    return max(gates - BELOW, min(lowest - 0.002, gates - 0.005))


def dots(trainings: Sequence[Training]) -> Figure:
    """A dot for each model by its accuracy, a row for each exercise, and the gate as a line across the row."""
    figure = Figure(figsize=(4.8, 0.9 + 0.75 * len(trainings)), layout="constrained", facecolor="none")
    axes = figure.add_subplot(facecolor="none")
    left = lowest_shown(trainings)
    for row, training in enumerate(trainings):
        for place, model in enumerate(training.models):
            below = model.gate.accuracy < left
            axes.plot(
                max(model.gate.accuracy, left),
                row + SPREAD * ((place * GOLDEN) % 1 - 0.5),
                marker="<" if below else "o" if model.passed else "x",
                ms=6,
                color=OF_THE_PAGE.training if model.passed else OF_THE_PAGE.validation,
                alpha=0.8,
                clip_on=False,
                ls="",
            )
        axes.plot([training.threshold] * 2, [row - 0.42, row + 0.42], color=OF_THE_PAGE.ink, lw=1.6)
        gate = f"gate {training.threshold:.1%}"
        axes.text(training.threshold, row - 0.43, gate, ha="center", va="bottom", fontsize=9, color=OF_THE_PAGE.ink)
    axes.set_yticks(range(len(trainings)), [training.exercise.function for training in trainings])
    axes.set_ylim(len(trainings) - 0.45, -0.75)
    axes.set_xlim(left - 0.03 * (1 - left), 1.0)  # a triangle keeps off the names
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0 if left < 0.95 else None, symbol=" %"))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel("accuracy on the test images", fontsize=11, color=OF_THE_PAGE.ink)
    _draw_lightly(axes, "x")
    return figure


def _draw_lightly(axes: Axes, across: Literal["x", "y"]) -> None:
    """Leave of the frame the bottom, and lines across an axis behind what is drawn."""
    axes.grid(axis=across, color=OF_THE_PAGE.line, lw=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=OF_THE_PAGE.ink, length=0, labelsize=10)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(OF_THE_PAGE.line)
