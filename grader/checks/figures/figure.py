"""A figure on the near side: its axes with their lines, images and texts, read from the worker's description.

The description comes from where the student's code runs, so that anything may stand in it. `read` takes what has the
right form and raises AssertionError with a sentence for everything else; nothing later trips over odd data.
"""

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks.expect import kind_of
from grader.checks.figures import places
from grader.sandbox.worker import wire

NEAR = 1e-4  # relative and absolute; some draw with float32, or place a line by a computation
THOUSANDS = ",'_\u2009\u202f"  # separators of thousands and hundreds; the last two are narrow blanks
MOST_AXES = 200  # of a figure; a grid of all 25 images with a colour bar for each has 50
SAME_PLACE = 0.02  # of the figure's width; constrained layout shifts stacked axes by less
PAGE = (0.0, 0.0, 1.0, 1.0)  # the place of all of a figure
LEAST_SIDE = 0.02  # of the figure's width or height, of which the longer side of a colour bar has more
IN_VIEW = 0.75  # share of a cell, or of an image, from which on it counts as seen; half a cell is what ylim cuts off


@dataclass(frozen=True)
class Line:
    """A line and the name that the legend has for it.

    Attributes:
        label: the name by which a reader knows it; empty if there is none.
        x, y: its points.
        given: the label that it was drawn with, which the legend need not show.
        look: its colours, strokes and markers, as a text to compare.
    """

    label: str
    x: np.ndarray
    y: np.ndarray
    given: str = ""
    look: str = ""

    def shows(self, values: Any) -> bool:
        """Whether its heights are these."""
        return is_near(self.y, values)


@dataclass(frozen=True)
class Text:
    """A text within an axes, at a place in the coordinates of its data.

    Attributes:
        text: what it says.
        x, y: its place.
        color: red, green, blue and alpha, 0.0 to 1.0.
        set_off: whether it has a box or an outline, so that its own colour is not all that makes it seen.
    """

    text: str
    x: float
    y: float
    color: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    set_off: bool = False


@dataclass(frozen=True)
class Image:
    """An image in an axes: numbers in rows and columns, and the positions of the first and the last.

    `colors` are red, green and blue of each cell (rows, columns, 3), 0.0 to 1.0, or None if they are not known;
    `masked` are the cells that are not drawn, or None where all are; `span` is how far apart its colours are, 0.0 to
    1.0.
    """

    data: np.ndarray
    x: tuple[float, float]
    y: tuple[float, float]
    colors: np.ndarray | None = None
    masked: np.ndarray | None = None
    span: float = 1.0

    def seen_from(self, view: tuple[float, float, float, float]) -> np.ndarray:
        """Its numbers as they are on the screen, from top to bottom and from left to right."""
        rows = 1 if places.run_alike(self.y, (view[3], view[2])) else -1
        columns = 1 if places.run_alike(self.x, (view[0], view[1])) else -1
        return self.data[::rows, ::columns]

    def share_in(self, view: tuple[float, float, float, float], cell: tuple[int, int] | None = None) -> float:
        """The share of the image, or of one of its cells, that is in view, across or down: the lesser of the two."""
        rows, columns = self.data.shape[:2]
        row, column = cell or (0, 0)
        x = places.part_of(self.x, column, columns if cell else 1)
        y = places.part_of(self.y, row, rows if cell else 1)
        return min(places.overlap(x, (view[0], view[1])), places.overlap(y, (view[2], view[3])))

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the cell at a place, or None outside the image."""
        rows, columns = self.data.shape[:2]
        row, column = places.index_of(y, self.y, rows), places.index_of(x, self.x, columns)
        return None if row is None or column is None else (row, column)


@dataclass(frozen=True)
class Axes:
    """One axes, of which what nobody can see is left out.

    Attributes:
        title: its title.
        xlabel, ylabel: its own labels, or those that all axes of the figure have in common.
        words: all text in it and beside it.
        hidden: names of those of its axis ("x", "y") that are not drawn.
        shown: whether there is anything to be seen of it.
        framed: whether it has a frame round it, even if it is empty.
        place: left, bottom, width and height, as shares of the figure.
        view: where x begins and ends, and y.
        zorder: what is drawn over what; of two axes with the same, the later over the earlier.
        opaque: whether what is behind it cannot be seen.
        multiplied: names of those of its axis whose numbers are not those of the ticks alone, as in "1e-3".
        has_legend: whether it or the figure has a legend, even an empty one.
        legend: the texts of its legend, or of the figure's.
        line_entries: those of them that stand for a line.
        looks: the aspects that may set it apart from others, each as a text to compare.
    """

    title: str
    xlabel: str
    ylabel: str
    words: str
    hidden: list[str]
    shown: bool
    framed: bool
    place: tuple[float, float, float, float]
    view: tuple[float, float, float, float]
    zorder: float
    opaque: bool
    multiplied: list[str]
    xticks: list[tuple[float, str]]
    yticks: list[tuple[float, str]]
    lines: list[Line]
    images: list[Image]
    texts: list[Text]
    has_legend: bool
    legend: list[str]
    line_entries: list[str]
    looks: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether it is a frame with nothing in it."""
        return self.framed and not (self.lines or self.images or self.texts)

    def shows_whole(self, line: Line) -> bool:
        """Whether every point of a line is in view."""
        low_x, high_x, low_y, high_y = *sorted(self.view[:2]), *sorted(self.view[2:])
        near = [NEAR * (high_x - low_x), NEAR * (high_y - low_y)]
        inside = (line.x >= low_x - near[0]) & (line.x <= high_x + near[0])
        return bool((inside & (line.y >= low_y - near[1]) & (line.y <= high_y + near[1])).all())

    def share_of(self, line: Line) -> float:
        """The share of the axes' width or height that a line takes, the lesser of the two."""
        width, height = abs(self.view[1] - self.view[0]), abs(self.view[3] - self.view[2])
        shares = [float(np.ptp(points)) / size for points, size in ((line.x, width), (line.y, height)) if size]
        return min((share for share in shares if math.isfinite(share)), default=0.0)

    def texts_by_cell(self, image: Image) -> dict[tuple[int, int], list[str]]:
        """The text in the image, by row and column."""
        return {cell: [text.text for text in texts] for cell, texts in self.placed_texts(image).items()}

    def placed_texts(self, image: Image) -> dict[tuple[int, int], list[Text]]:
        """The texts in the image, by row and column."""
        found: dict[tuple[int, int], list[Text]] = {}
        for text in self.texts:
            if (cell := image.cell(text.x, text.y)) is not None:
                found.setdefault(cell, []).append(text)
        return found

    def tick_labels(self, image: Image, axis: str) -> list[list[str]]:
        """For each column (axis "x") or row (axis "y") of the image, the labels of the ticks near its middle."""
        rows, columns = image.data.shape[:2]
        ends, count, ticks = (image.x, columns, self.xticks) if axis == "x" else (image.y, rows, self.yticks)
        labels: list[list[str]] = [[] for _ in range(count)]
        for position, label in ticks:
            place = places.place_of(position, ends, count)
            if place is not None and 0 <= place < count and abs(place % 1 - 0.5) < 0.3:
                labels[int(place)].append(label)
        return labels

    def lies_on(self, other: "Axes") -> bool:
        """Whether it is another axes at the same place, as a twin is."""
        return self is not other and self.place == other.place

    def share_within(self, place: tuple[float, float, float, float]) -> float:
        """The share of its area that lies within a place on the figure."""
        (left, bottom, width, height), (other_left, other_bottom, other_width, other_height) = self.place, place
        across = places.overlap((left, left + width), (other_left, other_left + other_width))
        return across * places.overlap((bottom, bottom + height), (other_bottom, other_bottom + other_height))

    def stands_under(self, other: "Axes") -> bool:
        """Whether the two take the same part of the figure's width, as stacked axes and twins do."""
        (left, _, width, _), (other_left, _, other_width, _) = self.place, other.place
        return abs(left - other_left) < SAME_PLACE and abs(width - other_width) < SAME_PLACE


def read(answer: Any) -> list[Axes]:
    """The axes of a figure, those left out that are hidden as a whole.

    Raises:
        AssertionError: it is not a figure, cannot be drawn, its description could not be read, or it has an axes that
            nobody can see.
    """
    if not isinstance(answer, wire.Figure):
        raise AssertionError(_no_figure(answer))
    if isinstance(answer.axes, list) and len(answer.axes) > MOST_AXES:
        raise AssertionError(f"The figure has {len(answer.axes):,} axes; the grader reads at most {MOST_AXES}.")
    try:
        axes = [_axes(described) for described in _list(answer.axes)]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise AssertionError("The description of the figure could not be read.") from error
    shown = [one for one in axes if one.shown]
    unseen = next(filter(None, (_unseen(shown, place) for place in range(len(shown)))), None)
    if unseen is not None:
        raise AssertionError(unseen)
    return shown


def _unseen(axes: list[Axes], place: int) -> str | None:
    """Why nobody can see what an axes shows, or None if it can be seen or shows nothing."""
    one = axes[place]
    above = [other for at, other in enumerate(axes) if (other.zorder, at) > (one.zorder, place) and other.opaque]
    if not (one.lines or one.images):
        return None
    if max(one.place[2:]) < LEAST_SIDE:
        return "An axes is too small to be seen: place it with plt.subplots."
    if one.share_within(PAGE) < IN_VIEW:
        return "An axes is outside of the figure, which begins at 0 and ends at 1: place it with plt.subplots."
    if any(one.share_within(other.place) > IN_VIEW for other in above):
        return "An axes is hidden behind another one: give each a place of its own, with plt.subplots."
    return None


def is_near(found: np.ndarray, values: Any) -> bool:
    """Whether two arrays have the same shape and, nearly, the same numbers."""
    wanted = np.asarray(values, dtype=np.float64)
    return found.shape == wanted.shape and bool(np.allclose(found, wanted, rtol=NEAR, atol=NEAR))


def whole_numbers(text: str) -> list[int]:
    """The whole numbers in a text, "1,234" and "3.0" among them, "0.97" and "1.2e+03" not.

    >>> whole_numbers("true 7, predicted 1 (97.5 %)")
    [7, 1]
    """
    found = re.findall(rf"(?<!\.)\d+(?:[{THOUSANDS}]\d{{3}}(?!\d))*(?:\.\d+)?(?:[eE][+-]?\d+)?", text)
    plain = (re.sub(f"[{THOUSANDS}]", "", number) for number in found)
    return [int(float(number)) for number in plain if re.fullmatch(r"\d{1,15}(\.0*)?", number)]


def listed(values: Any) -> str:
    """The first eight numbers of any that there are, as a message names them."""
    shown = ", ".join(f"{value:g}" for value in np.ravel(values)[:8])
    return f"{shown}, …" if np.size(values) > 8 else shown


def _no_figure(answer: Any) -> str:
    """Say why it is not a figure, and what to return instead."""
    match answer:
        case None:
            return "It returned nothing. End with `return figure`."
        case wire.Foreign(type="Figure"):
            return f"The figure {answer.text}"
        case wire.Foreign(type="module"):
            return "It is a module; return the Figure. pyplot's current one is plt.gcf()."
        case wire.Foreign(type=kind) if "Axes" in kind:
            return f"It is {kind_of(answer)}; return the Figure it belongs to: axes.figure."
        case tuple() | list() if any(isinstance(part, wire.Figure) for part in answer):
            return f"It is {kind_of(answer)}; return the Figure alone."
    return f"It is {kind_of(answer)}; return a Matplotlib Figure."


# Every field by its form; what has another raises one of the errors that `read` catches.


def _axes(described: Any) -> Axes:
    fields = _dict(described)
    legend = [_text(entry).strip() for entry in _list(fields["legend"] or [])]
    left, bottom, width, height = _numbers(fields["place"], 4)
    x_begins, x_ends, y_begins, y_ends = _numbers(fields["view"], 4)
    title, xlabel, ylabel = (_text(fields[name]).strip() for name in ("title", "xlabel", "ylabel"))
    texts = [_placed_text(text) for text in _list(fields["texts"])]
    return Axes(
        title=title,
        xlabel=xlabel or _text(fields["shared_xlabel"]),
        ylabel=ylabel or _text(fields["shared_ylabel"]),
        words=" ".join([title, xlabel, ylabel, *(text.text for text in texts)]),
        hidden=[_text(name) for name in _list(fields["hidden"])],
        shown=fields["visible"] is True and not _is_bare(fields),
        framed=fields["framed"] is True,
        place=(left, bottom, width, height),
        view=(x_begins, x_ends, y_begins, y_ends),
        zorder=_numbers([fields["zorder"]], 1)[0],
        opaque=fields["opaque"] is True,
        multiplied=[_text(name) for name in _list(fields["multiplied"])],
        xticks=[_tick(tick) for tick in _list(fields["xticks"])],
        yticks=[_tick(tick) for tick in _list(fields["yticks"])],
        lines=_lines(_list(fields["lines"]), legend),
        images=[image for image in map(_image, _list(fields["images"])) if image is not None],
        texts=texts,
        has_legend=fields["legend"] is not None,
        legend=legend,
        line_entries=[_text(entry).strip() for entry in _list(fields["line_entries"])],
        looks={_text(aspect): _text(look) for aspect, look in _dict(fields["looks"]).items()},
    )


def _is_bare(fields: dict[Any, Any]) -> bool:
    """Whether it is an unused part of a grid: its axis off, and nothing on it."""
    return fields["axis_shown"] is False and not any(fields[part] for part in ("lines", "images", "texts", "title"))


def _lines(described: list[Any], legend: list[str]) -> list[Line]:
    """The lines by the names that a reader has for them.

    That is the entry of the legend that looks like the line. If there are several or none: its own label or, as in
    `legend(["a", "b"])`, that at its place in the legend.
    """
    parts = [_dict(line) for line in described]
    labels = [_text(part["label"]).strip() for part in parts]
    own = ["" if label.startswith("_") else label for label in labels]
    named = own if any(own) and set(own) <= {"", *legend} else [*legend, *own[len(legend) :]]
    return [_line(part, label) for part, label in zip(parts, named, strict=False)]


def _line(part: dict[Any, Any], label: str) -> Line:
    alike = {_text(entry).strip() for entry in _list(part["shown_as"])}
    seen_as = alike.pop() if len(alike) == 1 else label
    x, y = _real_array(part["x"]), _real_array(part["y"])
    return Line(seen_as, x, y, given=_text(part["given"]).strip(), look=_text(part["look"]))


def _image(described: Any) -> Image | None:
    """The image, or None for one without a cell."""
    fields = _dict(described)
    data = _real_array(fields["data"])
    x, y = _numbers(fields["x"], 2), _numbers(fields["y"], 2)
    if data.ndim < 2 or not data.size:
        return None
    colors = None if fields["colors"] is None else _real_array(fields["colors"])
    if colors is not None and (colors.shape != (*data.shape[:2], 3) or not ((colors >= 0) & (colors <= 1)).all()):
        raise ValueError("no colours of these cells")
    masked = None if fields["masked"] is None else _real_array(fields["masked"]).astype(bool)
    if masked is not None and masked.shape != data.shape:
        raise ValueError("no cells of this image")
    return Image(data, (x[0], x[1]), (y[0], y[1]), colors, masked, *_numbers([fields["span"]], 1))


def _placed_text(described: Any) -> Text:
    fields = _dict(described)
    x, y = _numbers((fields["x"], fields["y"]), 2)
    red, green, blue, alpha = _numbers(fields["color"], 4)
    if not all(0 <= part <= 1 for part in (red, green, blue, alpha)):
        raise ValueError("no colour")
    return Text(_text(fields["text"]), x, y, (red, green, blue, alpha), fields["set_off"] is True)


def _tick(described: Any) -> tuple[float, str]:
    place, label = _list(described)
    return _numbers([place], 1)[0], _text(label)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _dict(value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise TypeError("no dict")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError("no list")
    return list(value)


def _numbers(values: Any, count: int) -> list[float]:
    """So many floats, which may be infinite or NaN."""
    found = [float(value) for value in _list(values) if isinstance(value, int | float)]
    if len(found) != count:
        raise ValueError("not so many numbers")
    return found


def _real_array(value: Any) -> np.ndarray:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        raise TypeError("no array of real numbers")
    return value.astype(np.float64)
