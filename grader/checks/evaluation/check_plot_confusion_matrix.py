"""Checks of plot_confusion_matrix."""

import numpy as np

from grader.checks.expect import cases, fixed, untouched
from grader.checks.figures import content as figure_content
from grader.checks.figures import figure, words
from grader.checks.fresh import fresh
from grader.checks.generators import confusion_matrices

THREE = fixed([[5, 1, 0], [2, 6, 3], [1, 0, 7]])
TEN = fixed(np.diag([1234, 980, 300, 256, 255, 90, 50, 7, 1, 0]) + np.eye(10, k=1, dtype=int) * 4)


@cases(
    "cm",
    {
        "three classes": THREE,
        "two classes, strongly unbalanced": fixed([[9990, 2], [10, 0]]),
        "ten classes, counts above 1,000": TEN,
    },
)
def check_shows_the_matrix_as_an_image(plot_confusion_matrix, cm):
    """The cell in row t and column p is shaded by cm[t, p], and all of it is in view."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    assert not (figure_content.is_shaded_by(image.data, cm.T) and not figure_content.is_shaded_by(image.data, cm)), (
        "The image is transposed: true classes belong in rows, predicted ones in columns."
    )
    assert figure_content.is_shaded_by(image.data, cm), "The numbers in the image are not those of the matrix."
    alike = None if image.colors is None else figure_content.alike(image.colors, cm)
    assert alike is None, (
        f"The cells with the counts {alike[0]} and {alike[1]} have the same colour: "
        "leave norm, vmin and vmax out of imshow."
    )
    cut = figure_content.cut_off(axes, image)
    assert cut is None, (
        f"The edge of the axes cuts off the cell in row {cut[0]} and column {cut[1]}: leave set_xlim and set_ylim out."
    )


@cases("cm", {"three classes": THREE, "ten classes, counts above 1,000": TEN})
def check_writes_every_count_in_its_cell(plot_confusion_matrix, cm):
    """Every cell has its count as text, zeros too."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    written = axes.texts_by_cell(image)

    assert written, "No text can be seen in the image: write the count in each cell."
    for (row, column), count in np.ndenumerate(cm):
        texts = written.get((row, column))
        cell = f"The cell in row {row} and column {column}, which counts {count},"
        assert texts, f"{cell} has no text in it."
        assert any(words.says_count(text, count) for text in texts), f"{cell} has the text {texts[0]!r}."


@cases("cm", {"three classes": THREE, "ten classes, counts above 1,000": TEN})
def check_counts_can_be_seen(plot_confusion_matrix, cm):
    """The count in a cell is clearly lighter or darker than the cell: it can be read."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    for (row, column), texts in axes.placed_texts(image).items():
        counts = [text for text in texts if words.says_count(text.text, cm[row, column])]
        if image.colors is not None and counts:
            assert any(figure_content.is_seen(text, image.colors[row, column]) for text in counts), (
                f"The count {counts[0].text!r} in row {row} and column {column} is nearly as "
                f"{figure_content.shade_of(image.colors[row, column])} as its cell, and can hardly be read: "
                "write light on dark cells and dark on light ones."
            )


@cases("cm", {"three classes": THREE, "ten classes": TEN})
def check_has_a_tick_for_every_class(plot_confusion_matrix, cm):
    """Both axes have a tick at the middle of each row and column, labelled with the class."""
    axes, image = _matrix_of(plot_confusion_matrix.once(cm), cm)

    for axis in ("x", "y"):
        _assert_is_drawn(axes, axis)
        for label, ticks in enumerate(axes.tick_labels(image, axis)):
            assert any(ticks), f"The {axis} axis has no labelled tick for class {label}: set_{axis}ticks places them."
            read = [figure.whole_numbers(tick) for tick in ticks]
            assert any(label in numbers for numbers in read), (
                f"The tick of class {label} on the {axis} axis is labelled {ticks[0]!r}."
            )


def check_says_which_is_true_and_which_predicted(plot_confusion_matrix):
    """The y label says that rows are true classes, the x label that columns are predicted classes."""
    axes, _ = _matrix_of(plot_confusion_matrix.once(THREE), THREE)
    x, y = axes.xlabel, axes.ylabel

    for axis, label in (("x", x), ("y", y)):
        if not label:
            _assert_is_drawn(axes, axis)
    assert x, "The x axis has no label."
    assert y, "The y axis has no label."
    says_it = figure_content.says_predicted(x) and figure_content.says_true(y)  # whatever else it says
    assert says_it or not (figure_content.says_true(x) and figure_content.says_predicted(y)), (
        f"The labels {x!r} at x and {y!r} at y are swapped."
    )
    assert figure_content.says_predicted(x), f"The x axis is labelled {x!r}; columns are the predicted classes."
    assert figure_content.says_true(y), f"The y axis is labelled {y!r}; rows are the true classes."


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
    found = figure_content.find_matrix(figure.read(answer), cm)
    assert found, f"No axes has an image of {len(cm)} x {len(cm)} cells: draw the matrix with axes.imshow."
    return found


@fresh(2, cm=confusion_matrices(counts=(20, 500, 5000)))
def check_draws_fresh_matrices(plot_confusion_matrix, cm):
    """Any matrix is drawn with every count in its cell and a tick for every class."""
    check_shows_the_matrix_as_an_image(plot_confusion_matrix, cm)
    check_writes_every_count_in_its_cell(plot_confusion_matrix, cm)
    check_has_a_tick_for_every_class(plot_confusion_matrix, cm)
