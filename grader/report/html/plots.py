"""Plots of a trained model: as figures to save as PNG, and its curves as SVG in the colours of the page."""

import base64
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from markupsafe import Markup
from matplotlib import image
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from grader.report.model_evaluation import CLASSES, NO_ANSWER, SHOWN, SIDE, ModelEvaluation, Prediction

DPI = 150  # dots per inch of a PNG
COLUMNS = 5  # of a grid of images
HEAD, GAP = 8, 8  # pixels above an image for its title, and between two
MARKED_EPOCHS = 30  # that a curve has a point for each; more of them run into each other
SVG_STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "digit-kata", "font.family": "sans-serif"}


@dataclass(frozen=True)
class Colours:
    """The colours of a plot; `paper` is None where the page shines through."""

    ink: str
    line: str
    training: str
    validation: str
    paper: str | None = None


ON_PAPER = Colours("#1d2027", "#d9d7d0", "#3450c8", "#b4520a", "#ffffff")
# Colours that no plot has otherwise; in the SVG they become those of the page, whatever these are at the time.
OF_THE_PAGE = Colours("#010101", "#020202", "#030303", "#040404")
_PAGES_NAMES = {
    "#010101": "var(--soft)",
    "#020202": "var(--line)",
    "#030303": "var(--first)",
    "#040404": "var(--second)",
}


def curve(history: Mapping[str, Sequence[float]], name: str, colours: Colours = ON_PAPER) -> Figure:
    """A list of the history, `accuracy` or `loss`, over the epochs, with that of the validation where there is one."""
    figure = Figure(figsize=(4.4, 2.9), layout="constrained", facecolor=colours.paper or "none")
    axes = figure.add_subplot(facecolor="none")
    epochs = range(1, len(history[name]) + 1)
    marker = "o" if len(epochs) <= MARKED_EPOCHS else ""
    axes.plot(epochs, history[name], color=colours.training, lw=2, marker=marker, ms=4, label="training")
    if f"val_{name}" in history:
        values = history[f"val_{name}"]
        dashes: Any = {"ls": (0, (4, 2)), "marker": marker and "s", "ms": 4}
        axes.plot(epochs, values, color=colours.validation, lw=2, label="validation", **dashes)
    if name == "accuracy":
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))
    axes.set_xlabel("epoch", fontsize=11, color=colours.ink)
    axes.set_ylabel(name, fontsize=11, color=colours.ink)
    axes.grid(axis="y", color=colours.line, lw=0.8)
    axes.tick_params(colors=colours.ink, length=0, labelsize=11)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(colours.line)
    axes.legend(frameon=False, fontsize=11, labelcolor=colours.ink)
    return figure


def confusion(measured: ModelEvaluation) -> Figure:
    """The confusion matrix with its counts, shaded by the root of their share of the row: even a few are seen."""
    counts = np.array(measured.confusion)
    figure = Figure(figsize=(6.2, 6.2), layout="constrained", facecolor=ON_PAPER.paper)
    axes = figure.add_subplot()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(np.sqrt(shares), cmap="Blues", vmin=0, vmax=1)
    for true in range(CLASSES):
        for predicted in range(CLASSES):
            colour = "white" if shares[true, predicted] > 0.4 else ON_PAPER.ink
            axes.text(
                predicted, true, f"{counts[true, predicted]:,}", ha="center", va="center", color=colour, fontsize=9
            )
    axes.set_xticks(range(CLASSES))
    axes.set_yticks(range(CLASSES))
    axes.set_xlabel("predicted digit")
    axes.set_ylabel("true digit")
    axes.set_title(f"{measured.mistakes:,} of {measured.test_images:,} test images are wrong", fontsize=11)
    return figure


def grid(predictions: Sequence[Prediction], nothing: str) -> Figure:
    """Images with their true and predicted digit, wrong ones marked with a cross and in colour."""
    if not predictions:
        figure = Figure(figsize=(5, 1), facecolor=ON_PAPER.paper)
        figure.text(0.5, 0.5, nothing, ha="center", va="center")
        return figure
    shown = predictions[:SHOWN]
    rows = -(-len(shown) // COLUMNS)
    # All of them are one picture: 25 axes take half a second.
    sheet = np.zeros((rows * (SIDE + HEAD), COLUMNS * (SIDE + GAP)), dtype=np.uint8)
    figure = Figure(figsize=(6.5, 6.5 * sheet.shape[0] / sheet.shape[1]), facecolor=ON_PAPER.paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    for place, prediction in enumerate(shown):
        top, left = (place // COLUMNS) * (SIDE + HEAD) + HEAD, (place % COLUMNS) * (SIDE + GAP) + GAP // 2
        sheet[top : top + SIDE, left : left + SIDE] = _array(prediction)
        said = "no answer" if prediction.predicted == NO_ANSWER else f"read as {prediction.predicted}"
        title = f"{prediction.true}" if prediction.right else f"\N{HEAVY BALLOT X} {prediction.true}, {said}"
        colour = ON_PAPER.ink if prediction.right else "#b3261e"
        axes.text(left + SIDE / 2, top - 1, title, ha="center", va="bottom", fontsize=9, color=colour)
    axes.imshow(sheet, cmap="gray_r", vmin=0, vmax=255)
    return figure


def save(figure: Figure, file: Path) -> None:
    """Save a figure as PNG."""
    figure.savefig(file, dpi=DPI, metadata={"Software": None})


def svg(figure: Figure, name: str, label: str) -> Markup:
    """A figure in the colours OF_THE_PAGE as SVG to be put into the page.

    Args:
        figure: what to draw.
        name: tells its ids from those of the page's other plots.
        label: says what it shows, for those who do not see it.
    """
    file = io.StringIO()
    with mpl.rc_context(SVG_STYLE):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawn = file.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'<g id="\w+">', "<g>", drawn)  # names of nothing that is referred to
    drawn = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", drawn)
    drawn = re.sub("|".join(_PAGES_NAMES), lambda found: _PAGES_NAMES[found[0]], drawn)
    drawn = re.sub(r"font-family: [^;\"]*;? ?", "", drawn)  # text takes the page's
    view = re.search(r'viewBox="[^"]*"', drawn)
    if view is None:
        raise RuntimeError("Matplotlib's SVG has no viewBox")
    body = drawn[drawn.index(">") + 1 :]
    head = Markup('<svg role="img" aria-label="{}" {} xmlns:xlink="http://www.w3.org/1999/xlink">')
    return head.format(label, Markup(view[0])) + Markup(body)  # noqa: S704  Matplotlib wrote it, of numbers alone


def png(prediction: Prediction) -> str:
    """The image of a prediction as the address that an <img> takes, dark on light."""
    file = io.BytesIO()
    image.imsave(file, _array(prediction), cmap="gray_r", vmin=0, vmax=255, format="png", metadata={"Software": ""})
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def _array(prediction: Prediction) -> np.ndarray:
    return np.frombuffer(prediction.pixels, dtype=np.uint8).reshape(SIDE, SIDE)
