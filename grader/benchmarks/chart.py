"""Draws the timings: a panel for each function, a bar for each version."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from grader.benchmarks.measurement import FLOOR, NAIVE, REFERENCE, SUBMISSION, Timing
from grader.benchmarks.table import duration, shown_name

COLORS = {SUBMISSION: "#d1495b", REFERENCE: "#2e86ab", NAIVE: "#e9b44c", FLOOR: "#b8bec5"}
COLUMNS = 3


def draw(timings: Sequence[Timing], file: Path) -> None:
    """Write the chart as PNG."""
    functions = list(dict.fromkeys(timing.function for timing in timings))
    rows = -(-len(functions) // COLUMNS)
    figure = Figure(figsize=(12, 0.8 + 2.3 * rows), layout="constrained")
    figure.suptitle(f"Preprocessing of {timings[0].images:,} images: time of a call, logarithmic; shorter is better")
    for place, function in enumerate(functions, start=1):
        axes = figure.add_subplot(rows, min(COLUMNS, len(functions)), place)
        shown = [timing for timing in timings if timing.function == function]
        seconds = [max(timing.median, 1e-8) for timing in shown]
        names = [shown_name(timing) for timing in shown]
        bars = axes.barh(range(len(shown)), seconds, color=[COLORS[timing.version] for timing in shown], height=0.72)
        labels = [f"{duration(timing.median)}  ({timing.facts['ratio_to_floor']:.2g} x floor)" for timing in shown]
        axes.bar_label(bars, labels, padding=4, fontsize=9)
        axes.set_yticks(range(len(shown)), names)
        axes.invert_yaxis()
        axes.set_xscale("log")
        smallest, largest = min(seconds), max(seconds)
        axes.set_xlim(smallest / 3, largest * (largest / smallest * 3) ** 0.9)  # room for the labels behind the bars
        axes.set_title(function, loc="left", fontsize=11, weight="bold")
        axes.xaxis.set_visible(False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    draft = file.with_name(f".{file.name}")
    figure.savefig(draft, dpi=110, format="png")
    draft.replace(file)
