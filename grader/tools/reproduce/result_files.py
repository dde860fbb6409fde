"""The six files of a system, written all together or not at all."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from grader.tools.reproduce.experiment import Result
from grader.tools.reproduce.functions import Functions, SystemStopped

DPI = 120  # dots per inch: 600 pixels for a plot of the history
MARGIN = 0.1  # inches around an axes that is saved on its own
EXAMPLES = 25  # images in a grid


def write(result: Result, call: Functions, images: np.ndarray, folder: Path) -> None:
    """Write the files of a system into a folder, replacing those of an earlier run.

    Raises:
        Stopped: a function of the submission raised something, or drew no figure.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
        draft = Path(name)
        text = call("evaluation.metrics_json", result.as_dict())
        (draft / "metrics.json").write_text(f"{text}\n", encoding="utf-8")
        try:
            _draw(result, call, images, draft)
        finally:
            if "matplotlib.pyplot" in sys.modules:  # it holds on to every figure that was made through it
                sys.modules["matplotlib.pyplot"].close("all")
        for file in sorted(draft.iterdir()):
            file.replace(folder / file.name)


def _draw(result: Result, call: Functions, images: np.ndarray, folder: Path) -> None:
    history = _figure("evaluation.plot_history", call, result.history)
    for name in ("accuracy", "loss"):
        _save(history, folder / f"{name}.png", only=_axes_of(history, name, result.history))
    _save(_figure("evaluation.plot_confusion_matrix", call, result.cm), folder / "Confusion_Matrix.png")

    first = np.arange(min(EXAMPLES, len(images)))
    wrong = np.asarray(call("evaluation.misclassified", result.y_true, result.y_pred), dtype=int)[:EXAMPLES]
    for file, chosen in (("First_25_images.png", first), ("Incorrectly_classified_images.png", wrong)):
        shown = images[chosen], result.y_true[chosen], result.y_pred[chosen]
        figure = _figure("evaluation.plot_predictions", call, *shown) if len(chosen) else _nothing_wrong()
        _save(figure, folder / file)


def _figure(id_: str, call: Functions, *args: Any) -> Figure:
    figure = call(id_, *args)
    if not isinstance(figure, Figure):
        raise SystemStopped(
            f"{id_} returned a {type(figure).__name__} and no figure. Grade it: nox -s grade -- --only {id_}"
        )
    return figure


def _axes_of(figure: Figure, name: str, history: dict[str, list[float]]) -> Any:
    """The axes that draw one list of a history."""
    for axes in figure.axes:
        if any(np.array_equal(line.get_ydata(), history[name]) for line in axes.lines):
            return axes
    raise SystemStopped(
        f"evaluation.plot_history draws no line for {name!r}. Grade it: nox -s grade -- --only plot_history"
    )


def _save(figure: Figure, file: Path, only: Any = None) -> None:
    """Save a figure, or the part of it that one of its axes and its labels fill."""
    box: Bbox | str = "tight"
    if only is not None:
        for axes in figure.axes:  # a neighbour's edge would reach into the margin
            axes.set_visible(axes is only)
        figure.draw_without_rendering()  # the layout moves axes when it is drawn
        inches = only.get_tightbbox().transformed(figure.dpi_scale_trans.inverted())
        box = inches.padded(MARGIN)
    figure.savefig(file, dpi=DPI, bbox_inches=box)


def _nothing_wrong() -> Figure:
    figure = Figure(figsize=(5, 1))
    figure.text(0.5, 0.5, "No image was classified incorrectly.", ha="center", va="center")
    return figure
