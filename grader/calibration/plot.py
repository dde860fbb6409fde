"""The plot of a calibration: every training as a point, beside the gates."""

import io
from pathlib import Path

from grader.calibration.designs import DESIGNS
from grader.calibration.gates import Calibrated
from grader.calibration.record import Distribution
from grader.files import write_whole

TICKS = (90, 92, 94, 96, 97, 98, 98.5, 99, 99.3, 99.6, 99.8)  # percent
WORST = 11  # percent of errors at the edge; what is worse is drawn there, as an arrow
NAMES = {"mnist": "MNIST"}
SPREAD = 0.5  # of a row's height, that the seeds take


def write(file: Path, distributions: dict[str, Distribution], gates: tuple[Calibrated, ...]) -> None:
    """Draw the distributions side by side, errors on a logarithmic axis, as SVG; the same values give the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    names = sorted(distributions)
    with mpl.rc_context({"svg.hashsalt": "calibration", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(1.5 + 4.2 * len(names), 3.2), layout="constrained")
        for place, name in enumerate(names):
            axes = figure.add_subplot(1, len(names), place + 1)
            _draw(axes, distributions[name], gates)
            axes.set_title(NAMES.get(name, name))
            if place:
                axes.tick_params(labelleft=False)
        content = io.StringIO()
        figure.savefig(content, format="svg", metadata={"Date": None, "Title": "Accuracies beside the gates"})
    write_whole(file, content.getvalue())


def _draw(axes, distribution: Distribution, gates: tuple[Calibrated, ...]) -> None:  # type: ignore[no-untyped-def]
    """Draw one set of images into Matplotlib axes."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    for row, name in enumerate(DESIGNS):
        found = distribution.accuracies.get(name, {})
        errors = [100 - 100 * found[seed] for seed in sorted(found)]
        rows = [row + SPREAD * ((index + 0.5) / len(errors) - 0.5) for index in range(len(errors))]
        axes.plot(errors, rows, ".", markersize=5, color="tab:blue")
        beyond = [row for error, row in zip(errors, rows, strict=True) if error > WORST]
        axes.plot([WORST * 0.97] * len(beyond), beyond, "<", markersize=4, color="tab:blue")
    for gate in gates:
        axes.axvline(100 - 100 * gate.threshold, color="tab:red", linewidth=1, linestyle="--")
    axes.set_xscale("log")
    axes.set_xlim(WORST, 0.15)
    axes.xaxis.set_major_locator(FixedLocator([100 - tick for tick in TICKS]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda error, _place: f"{100 - error:g}"))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(axis="x", rotation=60)
    axes.set_yticks(range(len(DESIGNS)), [design.title for design in DESIGNS.values()])
    axes.set_ylim(-0.6, len(DESIGNS) - 0.4)
    axes.grid(axis="x", alpha=0.3)
    axes.set_xlabel("accuracy on the test images, percent; dashed: the gates")
