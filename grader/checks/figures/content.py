"""A drawing is the content of a figure: which matrix or which images are where, and what the text says about them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from grader.checks.figures import words
from grader.checks.figures.figure import IN_VIEW, Axes, Image, Text, whole_numbers

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])  # of linear sRGB
# Ratio of the lighter to the darker, from 1 to 21, as the Web Content Accessibility Guidelines define it. They ask for
# 3 where letters are large; that would refuse what libraries draw by themselves: the numbers of seaborn's heatmap come
# down to 2.3, those of scikit-learn's display too, and white from half of the largest count on, as tutorials write it,
# to 1.84 (on "GnBu"). Black on the darkest of "Blues" has 1.65, black on the darkest of "viridis" 1.4, white on
# its yellow 1.3: those are hard to read, or cannot be read at all.
LEAST_CONTRAST = 1.8
# Distance of two colours in the plane of hues (a and b of CIELAB): red on grey or blue as light can be read, with
# 104 and more; white on viridis' yellow, which cannot, has 86, and black on the darkest of "Blues" 40.
LEAST_HUE = 100
DARK = 0.18  # relative luminance; grey that looks half as light as white
STEP = 0.01  # of the largest count
SAME_COLOR = 0.01  # of red, green and blue each, of 1
# Two counts are far apart if one is a quarter of the largest more than the other, and either five times as large or
# both are the extremes. Six colours, as seaborn's palettes have, tell them apart: along a scale, and up to counts of
# 5 ** 6 along a logarithmic one.
TIMES, QUARTER = 5, 0.25
LABELS = ("training", "validation", "accuracy", "loss")  # with which the labels of lines begin
TRUE = r"(?<!un)true|truth|actual|(?<![a-z])real|target"
PREDICTED = r"predict|pred\b|guess|output"
BESIDE = 0.2  # of a cell; the edge itself may have a tick
PER_ROW = 5  # images, as the contract of plot_predictions has it


def find_matrix(axes: Sequence[Axes], cm: np.ndarray) -> tuple[Axes, Image] | None:
    """The axes and the image that show a matrix of this shape, the matrix itself if possible; None if none does."""
    found = [(one, image) for one in axes for image in _matrices(one, cm.shape)]
    return next((pair for pair in found if is_shaded_by(pair[1].data, cm)), found[0] if found else None)


def _matrices(axes: Axes, shape: tuple[int, ...]) -> list[Image]:
    """The images of this shape: layers that leave room for each other as one, and coloured ones by their lightness."""
    plain = [image for image in axes.images if image.data.shape == shape]
    coloured = [image for image in axes.images if image.data.ndim > len(shape) and image.data.shape[:2] == shape]
    lightness = [
        replace(image, data=way * (_linear(image.colors) @ TO_XYZ[1]))
        for image in coloured
        if image.colors is not None
        for way in (-1, 1)
    ]
    return [*_overlaid(plain), *plain, *lightness]


def _overlaid(layers: Sequence[Image]) -> list[Image]:
    """The image that layers make together of which each draws other cells; none where they do not."""
    if len(layers) < 2 or any(image.masked is None or image.colors is None for image in layers):
        return []
    drawn = [~image.masked for image in layers if image.masked is not None]
    if len({(image.x, image.y) for image in layers}) > 1 or not (np.sum(drawn, axis=0) == 1).all():
        return []
    colors = [image.colors for image in layers if image.colors is not None]
    data = np.select(drawn, [image.data for image in layers])
    return [Image(data, layers[0].x, layers[0].y, np.select([each[..., np.newaxis] for each in drawn], colors))]


def is_shaded_by(data: np.ndarray, cm: np.ndarray) -> bool:
    """Whether larger counts have larger data and equal ones equal data: the counts, or their logarithms.

    Counts that differ by less than a hundredth of the largest may have equal data, as in an image of 256 shades.
    """
    shades = np.nan_to_num(data, nan=-np.inf, posinf=np.inf, neginf=-np.inf)  # some leave zeros out
    order = np.argsort(cm, axis=None)
    counts, sorted_shades = cm.ravel()[order], shades.ravel()[order]
    with np.errstate(invalid="ignore"):
        equal = np.isclose(sorted_shades[1:], sorted_shades[:-1], rtol=1e-9)
    rising = (sorted_shades[1:] > sorted_shades[:-1]) & ~equal
    below = np.searchsorted(counts, counts - STEP * counts[-1], side="right") - 1  # the next that is a step below
    nothing_below = (below < 0) | (counts[-1] == 0)
    stepping = sorted_shades[np.maximum(below, 0)] < sorted_shades
    kept = np.where(counts[1:] > counts[:-1], rising | equal, equal)
    return bool(kept.all() and (stepping | nothing_below).all())


def alike(colors: np.ndarray, cm: np.ndarray) -> tuple[int, int] | None:
    """Two counts that are far apart and whose cells have the same colour, the larger first; the extremes first."""
    counts, places = np.unique(cm, return_index=True)
    of_count = dict(zip(counts.tolist(), colors.reshape(-1, 3)[places], strict=True))
    extremes = int(counts[-1]), int(counts[0])
    pairs = [
        extremes,
        *((large, small) for large in reversed(of_count) for small in of_count if large >= TIMES * small),
    ]
    for large, small in pairs:
        far = large - small >= QUARTER * extremes[0]
        if far and np.allclose(of_count[large], of_count[small], atol=SAME_COLOR):
            return large, small
    return None


def cut_off(axes: Axes, image: Image) -> tuple[int, int] | None:
    """The row and column of a cell of which a large part is out of view, or None."""
    rows, columns = image.data.shape[:2]
    corners = [(row, column) for row in (0, rows - 1) for column in (0, columns - 1)]
    return next((corner for corner in corners if image.share_in(axes.view, corner) < IN_VIEW), None)


def other_count(texts: Iterable[str], cm: np.ndarray, row: int, column: int) -> str | None:
    """The text that writes another count in a cell than its own, or None.

    Beside its own, there may be its row and column, the sums that it is part of, and its share of each in percent.
    """
    count = int(cm[row, column])
    sums = {int(part.sum()) for part in (cm[row], cm[:, column], cm)}
    known = {row, column, *sums, *(round(100 * count / total) for total in sums if total)}
    return next((text for text in texts if words.other_counts(text, count) - known), None)


def tick_beside(axes: Axes, image: Image, axis: str) -> str | None:
    """The label of a tick beside the image, with a number, as of a class that is not there; None if there is none."""
    ends, view, ticks = (image.x, axes.view[:2], axes.xticks) if axis == "x" else (image.y, axes.view[2:], axes.yticks)
    cells = image.data.shape[1 if axis == "x" else 0]
    margin = abs(ends[1] - ends[0]) / cells * BESIDE
    seen = [(place, label) for place, label in ticks if min(view) <= place <= max(view) and whole_numbers(label)]
    return next((label for place, label in seen if not min(ends) - margin < place < max(ends) + margin), None)


def is_seen(text: Text, cell: np.ndarray) -> bool:
    """Whether a text is clearly lighter or darker than its cell, or is set off from it."""
    *color, alpha = text.color
    seen = alpha * np.array(color) + (1 - alpha) * cell
    apart = float(np.hypot(*(hue(seen) - hue(cell))))
    return text.set_off or contrast(seen, cell) >= LEAST_CONTRAST or apart >= LEAST_HUE


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """How many times as bright the brighter of two colours is: 1 for the same, 21 for black and white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: np.ndarray) -> float:
    """How bright a colour (red, green, blue of 1) is to the eye, 0 to 1."""
    return float(_linear(color) @ TO_XYZ[1])


def hue(color: np.ndarray) -> np.ndarray:
    """The position of a colour between green and red, and between blue and yellow: a and b of CIELAB."""
    shares = TO_XYZ @ _linear(color) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(shares > 0.008856, np.cbrt(shares), 7.787 * shares + 16 / 116)
    return np.array([500 * (x - y), 200 * (y - z)])


def _linear(color: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return found


def shade_of(color: np.ndarray) -> str:
    """Whether a colour is dark or light, as a word."""
    return "dark" if luminance(color) < DARK else "light"


def are_labelled(labels: Iterable[str]) -> bool:
    """Whether every one of these labels of lines says something."""
    return all(label.strip() for label in labels)


def is_spelled(first: str, second: str) -> bool:
    """Whether two labels are the first letters of a word: `legend` takes a single string letter by letter."""
    letters = f"{first}{second}".lower()
    return len(first) == len(second) == 1 and any(word.startswith(letters) for word in LABELS)


def says_true(label: str) -> bool:
    """Whether it is about true labels."""
    return _first(TRUE, label) is not None


def says_predicted(label: str) -> bool:
    """Whether it is about predicted labels."""
    return _first(PREDICTED, label) is not None


def are_swapped(xlabel: str, ylabel: str) -> bool:
    """Whether the label at x says that true classes are there, or that at y that predicted ones are.

    Of two labels that each say both, as "true digit (rows), predicted in columns", the first word of each counts.
    """
    if says_true(xlabel) and says_predicted(xlabel) and says_true(ylabel) and says_predicted(ylabel):
        x, y = ((_first(TRUE, label) or 0) - (_first(PREDICTED, label) or 0) for label in (xlabel, ylabel))
        return x < 0 < y
    one_swapped = says_true(xlabel) or says_predicted(ylabel)
    return one_swapped and not says_predicted(xlabel) and not says_true(ylabel)


def _first(word: str, label: str) -> int | None:
    """Where a word stands in a label for the first time, without a "not" before it."""
    found = re.search(word, re.sub(rf"\b(?:not|non)[ -]?(?:{word})", "", label.lower()))
    return None if found is None else found.start()


def stretched(images: np.ndarray) -> np.ndarray:
    """Images whose pixels span 0 to 1, each its own."""
    low, high = images.min(axis=(1, 2), keepdims=True), images.max(axis=(1, 2), keepdims=True)
    with np.errstate(all="ignore"):
        spanned: np.ndarray = (images - low) / (high - low)
    return spanned


def number_of(axes: Axes, images: np.ndarray) -> int | None:
    """The number of the image that a reader sees in an axes, or None if it is none of these.

    Scaled or inverted, it is the same; upside down, or in part, it is not.

    Args:
        axes: one with an image.
        images: stretched ones, of 28 x 28 pixels.
    """
    data = axes.images[0].seen_from(axes.view)
    if data.shape[:2] != (28, 28) or axes.images[0].share_in(axes.view) < IN_VIEW:  # the first is a colour bar
        return None
    for ink in np.moveaxis(data.reshape(28, 28, -1), -1, 0):  # of a coloured one any of its colours, or alpha
        grey = stretched(ink[np.newaxis])
        for wanted in (images, 1 - images):
            equal = (np.abs(wanted - grey) < 0.01).all(axis=(1, 2))
            if equal.any():
                return int(equal.argmax())
    return None


def turned(axes: Axes, images: np.ndarray) -> str | None:
    """How an image of these is turned that an axes shows in another way than they are, or None."""
    ways = {
        "upside down": images[:, ::-1],
        "mirrored": images[:, :, ::-1],
        "upside down and mirrored": images[:, ::-1, ::-1],
        "on their side": images.transpose(0, 2, 1),
        "turned to the left": np.rot90(images, axes=(1, 2)),
        "turned to the right": np.rot90(images, -1, axes=(1, 2)),
    }
    return next((way for way, seen in ways.items() if number_of(axes, seen) is not None), None)


def why_unlike(axes: Axes, images: np.ndarray) -> str | None:
    """Why the image in an axes is none of these, as a sentence with what to do, or None."""
    image = axes.images[0]
    rows, columns = image.data.shape[:2]
    if (rows, columns) != (28, 28):
        return (
            f"An image of {rows} x {columns} cells is drawn: draw each image with its 28 x 28 pixels, by imshow(image)."
        )
    if way := turned(axes, images):
        return f"The images are {way}: imshow(image) draws row 0 at the top and column 0 at the left."
    if image.share_in(axes.view) < IN_VIEW:
        return "The edges of the axes cut the images off: leave set_xlim and set_ylim out."
    return None


def misplaced(axes: Iterable[Axes]) -> str | None:
    """What is wrong with the grid of axes with images, five in each row, as a sentence; None if it is right."""
    grid = rows_of(axes)
    sizes = [len(row) for row in grid]
    if any(size != PER_ROW for size in sizes[:-1]) or any(size > PER_ROW for size in sizes):
        return (
            f"Its rows have {', '.join(map(str, sizes))} images; image i belongs in row i // 5 and column i % 5: "
            "draw five in each row, as add_subplot(5, 5, i + 1) does."
        )
    for row in grid[1:]:
        for column, (one, first) in enumerate(zip(row, grid[0], strict=False)):
            if abs(_center(one) - _center(first)) > first.place[2] / 2:
                return f"Image {column} of a row is not in column {column}: start every row at the left."
    return None


def in_reading_order(axes: Iterable[Axes]) -> list[Axes]:
    """Axes row by row from the top, each row from the left."""
    return [one for row in rows_of(axes) for one in row]


def rows_of(axes: Iterable[Axes]) -> list[list[Axes]]:
    """Rows of axes from the top, each from the left."""
    rows: list[list[Axes]] = []
    for one in sorted(axes, key=_middle, reverse=True):
        if rows and _middle(rows[-1][0]) - _middle(one) < one.place[3] / 2:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda one: one.place[0]) for row in rows]


def _middle(axes: Axes) -> float:
    return axes.place[1] + axes.place[3] / 2


def _center(axes: Axes) -> float:
    return axes.place[0] + axes.place[2] / 2
