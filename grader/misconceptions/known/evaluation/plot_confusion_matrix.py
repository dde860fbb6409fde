"""What goes wrong in plot_confusion_matrix."""

import re
from typing import TYPE_CHECKING

import numpy as np

from grader.checks.figures import content, figure, words
from grader.misconceptions.known.evaluation.evaluation_shared import CLASSES, _drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SAME_SHARE = 0.006  # between a share and what is written of it, with two digits
SAME_COUNT = 0.06  # share by which a count differs from one that was shortened to two digits
ON_CORNER = 0.01  # of a cell
SAME_COLOR = 0.2  # of red, green and blue each, between two colours that nobody tells apart


def heatmap(
    cm,
    shown=None,
    write=str,
    at=lambda row, column: (column, row),
    ticks=lambda size: range(size),
    names=lambda size: [str(label) for label in range(size)],
    xlabel="predicted digit",
    ylabel="true digit",
    look=None,
    color="black",
):
    """The plot that is asked for, where the parameters are these."""
    figure = Figure()
    axes = figure.subplots()
    axes.imshow(cm if shown is None else shown, **{"cmap": "Wistia", **(look or {})})  # on which black can be read
    for (row, column), count in np.ndenumerate(cm):
        text = write(count)
        if text:
            axes.text(*at(row, column), text, ha="center", va="center", color=color)
    if ticks is not None:
        axes.set_xticks(ticks(len(cm)), names(len(cm)))
        axes.set_yticks(ticks(len(cm)), names(len(cm)))
    axes.set(xlabel=xlabel, ylabel=ylabel)
    return figure


def _of_matrix(call):
    """The deviations of the plot of a matrix from the contract."""
    cm = np.asarray(call.args[0])
    read = figure.read(call.returned)
    found = content.find_matrix(read, cm)
    if found is None:
        cut = any(image.data.shape == (CLASSES, CLASSES) for one in read for image in one.images)
        return {"needed_ten_classes" if cut else "no image"}
    axes, image = found
    written = axes.texts_by_cell(image)
    if len(cm) > CLASSES and set(written) == set(np.ndindex(CLASSES, CLASSES)):
        return {"needed_ten_classes"}
    shades, texts = _of_shades(image.data, cm), _of_texts(written, cm)
    if not texts and any(content.other_count(written[cell], cm, *cell) for cell in written):
        texts = "wrote_other_counts_too"
    if texts and _stand_on_corners(axes.texts, image, cm):
        texts = "wrote_between_the_cells"
    if shades == texts == "transposed":
        found = {"transposed_the_matrix"}
    else:
        names = {
            "transposed": ("transposed_the_image", "transposed_the_texts"),
            "shares": ("shaded_by_shares", "wrote_shares"),
        }
        found = {names[shades][0] if shades in names else shades, names[texts][1] if texts in names else texts}
        if found == {"shaded_by_shares", "wrote_shares"}:
            found = {"wrote_shares"}
    # One explains the other: a colour that is chosen by a count fits no other cell.
    explained = {"gave_counts_one_colour"} if shades else set()
    explained |= {"wrote_dark_on_dark"} if shades or texts else set()
    colors = _of_colors(axes, image, cm) - explained
    words = {"hid_the_ticks_and_labels"} if axes.hidden else _of_ticks(axes, image, len(cm)) | _of_words(axes)
    if content.cut_off(axes, image):
        words.add("cut_off_the_cells")
    return (found | colors | words) - {""}


def _shares(cm):
    """The matrix as shares: of each row, of each column and of all."""
    with np.errstate(all="ignore"):
        return [
            np.nan_to_num(cm / total)
            for total in (cm.sum(axis=1, keepdims=True), cm.sum(axis=0, keepdims=True), cm.sum())
        ]


def _of_shades(data, cm):
    if content.is_shaded_by(data, cm):
        return ""
    if content.is_shaded_by(data, cm.T):
        return "transposed"
    if any(np.allclose(np.nan_to_num(data), scale * shares) for shares in _shares(cm) for scale in (1, 100)):
        return "shares"
    return "other shades"


def _of_texts(written, cm):
    written = {cell: said for cell, texts in written.items() if (said := [text for text in texts if text.strip()])}
    if not written:
        return "without_the_counts"
    cells = [cell for cell, _ in np.ndenumerate(cm)]

    def have(counts, some=cells):
        return all(any(words.says_count(text, counts[cell]) for text in written.get(cell, [])) for cell in some)

    if have(cm):
        return ""
    if have(cm.T):
        return "transposed"
    empty = {cell for cell in cells if cell not in written}
    if empty and have(cm, set(cells) - empty):
        return "left_the_zeros_out" if all(cm[cell] == 0 for cell in empty) else "left_counts_out"
    decimals = {cell: _decimal(written[cell][0]) for cell in cells if cell in written}
    if any(decimal is None for decimal in decimals.values()) or empty:
        return "other texts"
    found = np.array([decimals[cell] for cell in cells], dtype=float).reshape(cm.shape)
    if any(np.allclose(found, s * shares, atol=s * SAME_SHARE, rtol=0) for shares in _shares(cm) for s in (1, 100)):
        return "shares"
    return "shortened_the_counts" if np.allclose(found, cm, rtol=SAME_COUNT, atol=0.5) else "other texts"


def _stand_on_corners(texts, image, cm):
    """Whether every count is at the far corner of its cell."""
    (left, right), (first, last), size = image.x, image.y, len(cm)
    corners = {}
    for text in texts:
        with np.errstate(all="ignore"):
            column = np.float64(text.x - left) / (right - left) * size
            row = np.float64(text.y - first) / (last - first) * size
        if not (abs(column - np.round(column)) < ON_CORNER and abs(row - np.round(row)) < ON_CORNER):
            return False
        corners[int(np.round(row)), int(np.round(column))] = text.text
    return all(
        words.says_count(corners.get((row + 1, column + 1), ""), count) for (row, column), count in np.ndenumerate(cm)
    )


def _of_colors(axes, image, cm):
    if image.colors is None:
        return set()
    found = {"gave_counts_one_colour"} if content.alike(image.colors, cm) else set()
    for (row, column), texts in axes.placed_texts(image).items():
        counts = [text for text in texts if words.says_count(text.text, cm[row, column])]
        cell = image.colors[row, column]
        if counts and not any(content.is_seen(text, cell) for text in counts):
            same = min(np.abs(np.array(text.color[:3]) - cell).max() * text.color[3] for text in counts) < SAME_COLOR
            found.add("wrote_in_the_colour_of_the_cell" if same else "wrote_dark_on_dark")
    if "wrote_in_the_colour_of_the_cell" in found:
        found -= {"wrote_dark_on_dark"}
    return found


def _decimal(text):
    """The number that a text is, "97.5 %" and "1.2e+03" among them; the share of a row without counts may be NaN."""
    if text.strip(" %").lower() == "nan":
        return 0.0
    match = re.fullmatch(r"\s*(\d{1,15}(?:\.\d{0,15})?(?:[eE][+-]?\d{1,2})?)\s*([%kK]?)\s*", text)
    return None if match is None else float(match[1]) * (1000 if match[2] in ("k", "K") else 1)


def _of_ticks(axes, image, size):
    found = set()
    for axis in ("x", "y"):
        labels = axes.tick_labels(image, axis)
        read = [[n for tick in ticks for n in figure.whole_numbers(tick)] for ticks in labels]
        wrong = [label for label, numbers in enumerate(read) if label not in numbers]
        if not wrong:
            continue
        if all(label + 1 in numbers for label, numbers in enumerate(read)):
            found.add("ticks_from_one")
        elif any(read[label] for label in wrong):
            others = all(number < size for numbers in read for number in numbers)
            found.add("ticks_of_other_classes" if others else "other ticks")
        else:
            found.add("other ticks" if all(any(ticks) for ticks in labels) else "without_a_tick_for_each_class")
    if any(content.tick_beside(axes, image, axis) for axis in ("x", "y")):
        found.add("placed_ticks_beside_the_matrix")
    return found


def _of_words(axes):
    x, y = axes.xlabel, axes.ylabel
    if not x or not y:
        return {"left_out_axis_labels"}
    if content.says_predicted(x) and content.says_true(y) and x != y and not content.are_swapped(x, y):
        return set()
    return {"exchanged_the_axis_labels" if content.are_swapped(x, y) else "left_unsaid_which_is_true"}


matrix_mistake = _drawn(_of_matrix)


@matrix_mistake("plot_confusion_matrix")
def transposed_the_matrix(cm):
    """You draw the matrix with true classes in columns. They belong in rows: row t, column p is cm[t, p]."""
    return heatmap(cm.T)


@matrix_mistake("plot_confusion_matrix")
def transposed_the_image(cm):
    """The shades are those of the transposed matrix; the counts in the cells are correct. Use cm[t, p] for both."""
    return heatmap(cm, shown=cm.T)


@matrix_mistake("plot_confusion_matrix")
def transposed_the_texts(cm):
    """The counts are in the wrong cells: text takes x first, which is the column, and then y, the row."""
    return heatmap(cm, at=lambda row, column: (row, column))


@matrix_mistake("plot_confusion_matrix")
def wrote_between_the_cells(cm):
    """The counts are half a cell off, on the corners. In imshow, the middle of a cell is at column, row itself."""
    return heatmap(cm, at=lambda row, column: (column + 0.5, row + 0.5))


@matrix_mistake("plot_confusion_matrix")
def shaded_by_shares(cm):
    """You shade the cells by shares of their row or column. Shade each cell by its count."""
    return heatmap(cm, shown=cm / np.maximum(cm.sum(axis=1, keepdims=True), 1))


@matrix_mistake("plot_confusion_matrix")
def wrote_shares(cm):
    """You write shares in the cells. The contract asks for the counts: whole numbers."""
    total = cm.sum()
    return heatmap(cm, write=lambda count: f"{count / total:.2f}")


@matrix_mistake("plot_confusion_matrix")
def needed_ten_classes(cm):
    """You count on ten classes. A matrix may have fewer or more: there are len(cm) of them."""
    return heatmap(np.array([[cm[row, column] for column in range(10)] for row in range(10)]))


@matrix_mistake("plot_confusion_matrix")
def without_the_counts(cm):
    """No numbers can be seen in the cells. The contract asks for every count as text in its cell, zeros too."""
    return heatmap(cm, write=lambda count: "")


@matrix_mistake("plot_confusion_matrix")
def wrote_other_counts_too(cm):
    """A cell has other counts beside its own. Write one text for each cell: cm[t, p] in row t and column p."""
    figure = heatmap(cm)
    for (row, column), count in np.ndenumerate(cm):
        figure.axes[0].text(row, column, str(count))
    return figure


@matrix_mistake("plot_confusion_matrix")
def left_the_zeros_out(cm):
    """The cells with count 0 are empty. The contract asks for every count, zeros too."""
    return heatmap(cm, write=lambda count: str(count) if count else "")


@matrix_mistake("plot_confusion_matrix")
def left_counts_out(cm):
    """Some cells have no number. The contract asks for every count in its cell: on the diagonal and off it."""
    return heatmap(cm, write=lambda count: str(count) if count < 2 else "")


@matrix_mistake("plot_confusion_matrix")
def shortened_the_counts(cm):
    """You shorten large counts, such as 1.2e+03: a format with few digits does that.

    Write integers, with the format d.
    """
    return heatmap(cm, write=lambda count: f"{count:.2g}")


@matrix_mistake("plot_confusion_matrix")
def gave_counts_one_colour(cm):
    """Cells with small and large counts have the same colour. The contract asks for cells shaded by their count."""
    return heatmap(cm, look={"vmin": -2, "vmax": -1})


@matrix_mistake("plot_confusion_matrix")
def wrote_in_the_colour_of_the_cell(cm):
    """Some counts have the colour of their cell and cannot be read. Write black on light cells, white on dark ones."""
    return heatmap(cm, look={"cmap": "Blues"}, color="white")


@matrix_mistake("plot_confusion_matrix")
def wrote_dark_on_dark(cm):
    """Some counts are hardly lighter or darker than their cells: dark on dark, or light on light.

    Choose the colour of each count by the shade of its cell.
    """
    return heatmap(cm, look={"cmap": "Blues"})


@matrix_mistake("plot_confusion_matrix")
def cut_off_the_cells(cm):
    """The edges of the axes cut cells off, because xlim or ylim is too narrow. Leave both out."""
    figure = heatmap(cm)
    figure.axes[0].set(xlim=(0, len(cm) - 1), ylim=(len(cm) - 1, 0))
    return figure


@matrix_mistake("plot_confusion_matrix")
def hid_the_ticks_and_labels(cm):
    """You hide an axis, and its ticks and label with it. Leave axis("off") and set_visible(False) out."""
    figure = heatmap(cm)
    figure.axes[0].set_axis_off()
    return figure


@matrix_mistake("plot_confusion_matrix")
def without_a_tick_for_each_class(cm):
    """A class has no labelled tick. The contract asks for one at the middle of each row and each column."""
    return heatmap(cm, ticks=None)


@matrix_mistake("plot_confusion_matrix")
def ticks_from_one(cm):
    """Your ticks label the first class 1. The classes are the digits, starting at 0."""
    return heatmap(cm, names=lambda size: [str(label + 1) for label in range(size)])


@matrix_mistake("plot_confusion_matrix")
def ticks_of_other_classes(cm):
    """A tick carries the label of another class. ax.set_xticks(range(k), labels) labels every class."""
    return heatmap(cm, names=lambda size: ["", *(str(label) for label in range(size - 1))])


@matrix_mistake("plot_confusion_matrix")
def placed_ticks_beside_the_matrix(cm):
    """You place ticks for classes that cm does not have: it has len(cm) classes, and their ticks are range(len(cm))."""
    return heatmap(cm, ticks=lambda size: range(size + 1), names=lambda size: [str(label) for label in range(size + 1)])


@matrix_mistake("plot_confusion_matrix")
def exchanged_the_axis_labels(cm):
    """Your labels say that true classes are in columns. In cm they are in rows: label y as true, x as predicted."""
    return heatmap(cm, xlabel="true digit", ylabel="predicted digit")


@matrix_mistake("plot_confusion_matrix")
def left_out_axis_labels(cm):
    """An axis has no label. The contract asks you to say which axis is true, y, and which is predicted, x."""
    return heatmap(cm, xlabel="", ylabel="")


@matrix_mistake("plot_confusion_matrix")
def left_unsaid_which_is_true(cm):
    """Your axis labels do not say which axis is true and which is predicted. The contract asks for these words."""
    return heatmap(cm, xlabel="digit", ylabel="digit")
