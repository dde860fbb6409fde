"""Checks of plot_confusion_matrix."""

import numpy as np

from grader.checks.expect import cases, fixed, untouched
from grader.checks.figures import content as figure_content
from grader.checks.figures import figure, words
from grader.checks.fresh import fresh
from grader.checks.generators import confusion_matrices

THREE = fixed([[5, 1, 0], [2, 6, 3], [1, 0, 7]])
TEN = fixed(np.diag([1234, 980, 300, 256, 255, 90, 50, 7, 1, 0]) + np.eye(10, k=1, dtype=int) * 4)

TWELVE = fixed(np.diag(range(50, 62)) + np.eye(12, k=-1, dtype=int) * 3)  # more than digits have

FAINT = 0.5  # alpha of a text


@cases(
    "cm",
    {
        "three classes": THREE,
        "two classes, strongly unbalanced": fixed([[9990, 2], [10, 0]]),
        "ten classes, counts above 1,000": TEN,
        "twelve classes": TWELVE,
    },
)
def check_shows_the_matrix_as_an_image(plot_confusion_matrix, cm):
    """The cell in row t and column p is shaded by cm[t, p], and all of it is in view."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    assert not (figure_content.is_shaded_by(image.data, cm.T) and not figure_content.is_shaded_by(image.data, cm)), (
        "The image is transposed: true classes belong in rows, predicted ones in columns."
    )
    assert figure_content.is_shaded_by(image.data, cm), (
        "The numbers in the image are not those of the matrix: draw cm itself, with axes.imshow(cm)."
    )
    alike = None if image.colors is None else figure_content.alike(image.colors, cm)
    assert alike is None, (
        f"The cells with the counts {alike[0]} and {alike[1]} have the same colour: "
        "leave norm, vmin, vmax and alpha out of imshow, and choose colours from light to dark, such as cmap='Blues'."
    )
    cut = figure_content.cut_off(axes, image)
    assert cut is None, (
        f"The edge of the axes cuts off the cell in row {cut[0]} and column {cut[1]}: leave set_xlim and set_ylim out."
    )


@cases("cm", {"three classes": THREE, "ten classes, counts above 1,000": TEN, "twelve classes": TWELVE})
def check_writes_every_count_in_its_cell(plot_confusion_matrix, cm):
    """Every cell has its count as text, zeros too, and no other count."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    written = axes.texts_by_cell(image)

    assert written, "No text can be seen in the image: write the count in each cell."
    for (row, column), count in np.ndenumerate(cm):
        texts = written.get((row, column))
        cell = f"The cell in row {row} and column {column}, which counts {count},"
        assert texts, f"{cell} has no text in it: write str(cm[{row}, {column}]) there."
        assert any(words.says_count(text, count) for text in texts), (
            f"{cell} has the text {texts[0]!r}: write the count there."
        )
        other = figure_content.other_count(texts, cm, row, column)
        assert other is None, f"{cell} has the text {other!r}: write no other count there."


@cases("cm", {"three classes": THREE, "ten classes, counts above 1,000": TEN})
def check_counts_can_be_seen(plot_confusion_matrix, cm):
    """The count in a cell is clearly lighter or darker than the cell: it can be read."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    for (row, column), texts in axes.placed_texts(image).items():
        counts = [text for text in texts if words.says_count(text.text, cm[row, column])]
        if image.colors is not None and counts:
            where = f"The count {counts[0].text!r} in row {row} and column {column}"
            seen = any(figure_content.is_seen(text, image.colors[row, column]) for text in counts)
            assert seen or counts[0].color[3] > FAINT, f"{where} can hardly be read: leave alpha out of axes.text."
            assert seen, (
                f"{where} is nearly as {figure_content.shade_of(image.colors[row, column])} as its cell, and can "
                "hardly be read: write light on dark cells and dark on light ones."
            )


@cases("cm", {"three classes": THREE, "ten classes": TEN, "twelve classes": TWELVE})
def check_has_a_tick_for_every_class(plot_confusion_matrix, cm):
    """Both axes have a tick at the middle of each row and column, labelled with the class, and for no other class."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    for axis in ("x", "y"):
        _assert_is_drawn(axes, axis)
        for label, ticks in enumerate(axes.tick_labels(image, axis)):
            assert any(ticks), f"The {axis} axis has no labelled tick for class {label}: set_{axis}ticks places them."
            read = [figure.whole_numbers(tick) for tick in ticks]
            assert any(label in numbers for numbers in read), (
                f"The tick of class {label} on the {axis} axis is labelled {ticks[0]!r}: label it {label}."
            )
        beside = figure_content.tick_beside(axes, image, axis)
        assert beside is None, (
            f"The {axis} axis has a tick labelled {beside!r} beside the matrix, whose last class is {len(cm) - 1}: "
            f"place one tick for each class, set_{axis}ticks(range(len(cm)))."
        )


def check_says_which_is_true_and_which_predicted(plot_confusion_matrix):
    """The y label says that rows are true classes, the x label that columns are predicted classes."""
    _assert_axes_are_named(plot_confusion_matrix, THREE)


def _assert_axes_are_named(plot_confusion_matrix, cm):
    axes, _ = _matrix_of(plot_confusion_matrix.once(cm), cm)
    x, y = axes.xlabel, axes.ylabel

    for axis, label in (("x", x), ("y", y)):
        if not label:
            _assert_is_drawn(axes, axis)
    assert x, "The x axis has no label: axes.set_xlabel writes it."
    assert y, "The y axis has no label: axes.set_ylabel writes it."
    assert not figure_content.are_swapped(x, y), (
        f"The labels {x!r} at x and {y!r} at y are swapped: columns are the predicted classes, rows the true ones."
    )
    assert x != y, f"Both axes are labelled {x!r}: label x as predicted, and y as true."
    assert figure_content.says_predicted(x), f"The x axis is labelled {x!r}; columns are the predicted classes: say so."
    assert figure_content.says_true(y), f"The y axis is labelled {y!r}; rows are the true classes: say so."


def check_plotting_leaves_the_matrix_alone(plot_confusion_matrix):
    """Your function does not change the matrix that it receives."""
    (after,) = plot_confusion_matrix.arguments_after(THREE)

    assert after == untouched(THREE)


def _assert_is_drawn(axes, axis):
    assert axis not in axes.hidden, (
        f"The {axis} axis is hidden, and with it its ticks and its label: leave axis('off') and set_visible(False) out."
    )


def _matrix_of(answer, cm):
    """The axes and the image that show a matrix of this shape, the matrix itself if possible."""
    axes = figure.read(answer)
    found = figure_content.find_matrix(axes, cm)
    others = [image.data.shape for one in axes for image in one.images if min(image.data.shape) > 1]
    other = f"; it has one of {others[0][0]} x {others[0][1]}: draw the whole matrix" if others else ": draw the matrix"
    assert found, f"The figure has no image of {len(cm)} x {len(cm)} cells{other} with axes.imshow(cm)."
    return found


@fresh(2, cm=confusion_matrices(counts=(20, 500, 5000)))
def check_draws_fresh_matrices(plot_confusion_matrix, cm):
    """Any matrix is drawn with every count to be read in its cell, a tick for every class, and labels."""
    check_shows_the_matrix_as_an_image(plot_confusion_matrix, cm)
    check_writes_every_count_in_its_cell(plot_confusion_matrix, cm)
    check_has_a_tick_for_every_class(plot_confusion_matrix, cm)
    check_counts_can_be_seen(plot_confusion_matrix, cm)
    _assert_axes_are_named(plot_confusion_matrix, cm)
