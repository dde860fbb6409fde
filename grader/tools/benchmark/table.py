"""The table of a benchmark: a block of lines for each function. Fits 80 columns."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.tools.benchmark.measurement import FLOOR, SUBMISSION, Timing

VIEW = 0.1  # times the floor; no memory is written ten times as fast as this machine fills it


def show(console: Console, timings: Sequence[Timing], changes: Mapping[tuple[str, str], float]) -> None:
    """Print the timings and what the columns mean."""
    images = timings[0].images
    table = Table(
        title=f"Preprocessing of {images:,} images, median of all calls",
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
    )
    table.add_column("function", no_wrap=True)
    table.add_column("version", no_wrap=True, overflow="ellipsis", max_width=14)
    for name in ("time", "GB/s", "images/s", "x floor", "last run"):
        table.add_column(name, justify="right", no_wrap=True)
    previous = ""
    for timing in timings:
        if previous and timing.function != previous:
            table.add_section()
        name = "" if timing.function == previous else timing.function
        previous = timing.function
        change = changes.get((timing.function, timing.version))
        facts = timing.facts
        view = is_view(timing)
        table.add_row(
            name,
            shown_name(timing),
            duration(timing.median),
            "-" if view else f"{facts['output_gb_per_s']:.2f}",
            "-" if view else f"{facts['images_per_s'] / 1e6:.2f} M",
            digits(facts["ratio_to_floor"]),
            "" if change is None else f"x {change:.2f}",
            style="dim" if timing.version == FLOOR else None,
        )
    console.print(table)
    for line in _legend(timings, changes):
        console.print(Text(line, style="dim"))


def shown_name(timing: Timing) -> str:
    """The version, the submission by the name of its folder."""
    return timing.name if timing.version == SUBMISSION else timing.version


def is_view(timing: Timing) -> bool:
    """Whether the function is so fast that it cannot have written its output."""
    return timing.median < VIEW * timing.floor


def duration(seconds: float) -> str:
    """Seconds in a unit that leaves three digits.

    >>> duration(0.0613), duration(2.4e-7)
    ('61.3 ms', '0.24 us')
    """
    unit, factor = ("s ", 1.0) if seconds >= 1 else ("ms", 1e3) if seconds >= 1e-3 else ("us", 1e6)
    return f"{digits(seconds * factor)} {unit}"


def digits(number: float) -> str:
    """Three digits of a number, five decimals at most.

    >>> digits(985.73), digits(17.386), digits(1.4), digits(0.000028)
    ('986', '17.4', '1.40', '0.00003')
    """
    if number < VIEW:
        return f"{number:.5f}"
    return f"{number:.{2 if number < 10 else 1 if number < 100 else 0}f}"


def _legend(timings: Sequence[Timing], changes: Mapping[tuple[str, str], float]) -> list[str]:
    lines = ["GB/s: bytes of output per second. Floor: just filling or copying that much."]
    views = dict.fromkeys(timing.function for timing in timings if is_view(timing))
    if views:
        lines.append(f"-: a view of the images, which takes no longer for more of them: {', '.join(views)}.")
    if changes:
        lines.append("Last run: x floor now over x floor then; of the floor itself, time now over time then.")
    lines.append("Only time is measured here. Whether an answer is right, nox -s grade says.")
    return lines
