"""Draws the timings: how many times the floor each version takes, on a logarithmic axis that all functions share."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from grader.tools.benchmark.measurement import FLOOR, NAIVE, REFERENCE, SUBMISSION, Timing
from grader.tools.benchmark.table import digits, duration, shown_name

MARKS = {SUBMISSION: ("#d1495b", "D"), REFERENCE: ("#2e86ab", "o"), NAIVE: ("#e0a030", "s")}  # colour and shape
GAP = 0.8  # between two functions, in rows


def draw(timings: Sequence[Timing], file: Path) -> None:
    """Write the chart as PNG."""
    functions = list(dict.fromkeys(timing.function for timing in timings))
    rows = len(timings) - len(functions)  # the floor has no row of its own
    figure = Figure(figsize=(10, 1.4 + 0.3 * (rows + GAP * len(functions))), layout="constrained")
    axes = figure.subplots()
    axes.axvline(1.0, color="#8a929a", linewidth=1.5, zorder=1)
    row = 0.0
    for function in functions:
        floor = next(timing for timing in timings if timing.function == function and timing.version == FLOOR)
        axes.text(
            0.0, row, f"{function}  ", transform=axes.get_yaxis_transform(), ha="right", va="center", weight="bold"
        )
        axes.text(1.0, row, f" floor {duration(floor.median)}", va="center", fontsize=8, color="#5c646c")
        for timing in timings:
            if timing.function == function and timing.version != FLOOR:
                row += 1
                _draw_row(axes, row, timing)
        row += 1 + GAP
    axes.set_xscale("log")
    ratios = [timing.facts["ratio_to_floor"] for timing in timings]
    axes.set_xlim(min(ratios) / 3, max(ratios) * 60)  # room for the text behind the last mark
    axes.set_ylim(row - GAP, -1)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda ratio, _place: f"{ratio:g}"))
    axes.set_xlabel(
        "times the floor (logarithmic): 1 just fills or copies that much memory, far below 1 returns a view"
    )
    axes.set_yticks([])
    axes.grid(axis="x", alpha=0.25)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(f"Preprocessing of {timings[0].images:,} images", loc="left", weight="bold")
    draft = file.with_name(f".{file.name}")
    figure.savefig(draft, dpi=110, format="png")
    draft.replace(file)


def _draw_row(axes: Axes, row: float, timing: Timing) -> None:
    ratio = timing.facts["ratio_to_floor"]
    color, marker = MARKS[timing.version]
    axes.plot([min(1.0, ratio), max(1.0, ratio)], [row, row], color=color, linewidth=2, alpha=0.5, zorder=2)
    axes.plot([ratio], [row], color=color, marker=marker, markersize=7, zorder=3)
    text = f"{duration(timing.median)}, {digits(ratio)} x"
    axes.annotate(text, (max(ratio, 1.0), row), (8, 0), textcoords="offset points", va="center", fontsize=9)
    name = f"{shown_name(timing)}  "
    axes.text(0.0, row, name, transform=axes.get_yaxis_transform(), ha="right", va="center", fontsize=9)
