"""The plot of a calibration: every training as a point, next to the gates."""

import io
from pathlib import Path

from grader.tools.calibration.contenders import DESIGNS
from grader.tools.calibration.gates import Calibrated
from grader.tools.calibration.plain_contenders import EPOCHS, PLAIN
from grader.tools.calibration.record import Distribution
from grader.util.files import write_whole

TICKS = (90, 92, 94, 96, 97, 98, 98.5, 99, 99.3, 99.6, 99.8, 99.9)  # percent
WORST = 11  # percent of errors at the edge; what is worse is drawn there, as an arrow
BEST = 0.05  # percent of errors at the other edge
NAMES = {"mnist": "MNIST"}
SPREAD = 0.5  # of a row's height, that the seeds take
PLAIN_SPREAD = 0.2  # the same, for a plain recipe after one number of epochs
BLUES = ("#9ecae1", "#4292c6", "#08519c")  # of plain recipes, darker with more epochs


def write(file: Path, distributions: dict[str, Distribution], gates: tuple[Calibrated, ...]) -> None:
    """Draw the distributions side by side, errors on a logarithmic axis, as SVG; the same values give the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    names = sorted(distributions)
    with mpl.rc_context({"svg.hashsalt": "calibration", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(2 + 4.2 * len(names), 5.6), layout="constrained")
        for place, name in enumerate(names):
            axes = figure.add_subplot(1, len(names), place + 1)
            _draw(axes, distributions[name], gates)
            axes.set_title(NAMES.get(name, name))
            if place:
                axes.tick_params(labelleft=False)
        _explain(figure)
        content = io.StringIO()
        figure.savefig(content, format="svg", metadata={"Date": None, "Title": "Accuracies next to the gates"})
    write_whole(file, content.getvalue())


def _draw(axes, distribution: Distribution, gates: tuple[Calibrated, ...]) -> None:  # type: ignore[no-untyped-def]
    """Draw one set of images into Matplotlib axes."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    for row, name in enumerate(DESIGNS):
        _draw_row(axes, distribution.accuracies.get(name, {}), row, SPREAD, "black")
    for row, plain in enumerate(PLAIN.values(), start=len(DESIGNS)):
        for place, (name, colour) in enumerate(zip(plain.rows, BLUES, strict=True)):
            middle = row + (place - 1) * (PLAIN_SPREAD + 0.06)
            _draw_row(axes, distribution.accuracies.get(name, {}), middle, PLAIN_SPREAD, colour)
    for gate in gates:
        axes.axvline(100 - 100 * gate.threshold, color="tab:red", linewidth=1, linestyle="--")
    axes.set_xscale("log")
    axes.set_xlim(WORST, BEST)
    axes.xaxis.set_major_locator(FixedLocator([100 - tick for tick in TICKS]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda error, _place: f"{100 - error:g}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(axis="x", rotation=60)
    titles = [*(design.title for design in DESIGNS.values()), *(plain.title for plain in PLAIN.values())]
    axes.set_yticks(range(len(titles)), titles)
    axes.set_ylim(-0.6, len(titles) - 0.4)
    axes.grid(axis="x", alpha=0.3)
    axes.set_xlabel("accuracy on the test images, percent; dashed: the gates")


def _draw_row(axes, found: dict[int, float], middle: float, spread: float, colour: str) -> None:  # type: ignore[no-untyped-def]
    """Draw the seeds of one design or recipe around a height."""
    errors = [100 - 100 * found[seed] for seed in sorted(found)]
    rows = [middle + spread * ((index + 0.5) / len(errors) - 0.5) for index in range(len(errors))]
    axes.plot(errors, rows, ".", markersize=4, color=colour)
    beyond = [row for error, row in zip(errors, rows, strict=True) if error > WORST]
    axes.plot([WORST * 0.97] * len(beyond), beyond, "<", markersize=4, color=colour)


def _explain(figure) -> None:  # type: ignore[no-untyped-def]
    """Say below what the colours mean."""
    from matplotlib.lines import Line2D

    labels = ["reference and weaker designs", *(f"plain recipe, {epochs} epochs" for epochs in EPOCHS)]
    marks = [Line2D([], [], marker=".", linestyle="", color=colour) for colour in ("black", *BLUES)]
    figure.legend(marks, labels, loc="outside lower center", ncols=len(labels), frameon=False)
