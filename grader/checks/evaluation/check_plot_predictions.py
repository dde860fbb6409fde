"""Checks of plot_predictions."""

import numpy as np

from grader.checks.expect import cases, fixed, untouched
from grader.checks.figures import content as figure_content
from grader.checks.figures import figure, words
from grader.checks.fresh import fresh
from grader.checks.generators import answered_images

IMAGES = fixed(np.random.default_rng(0).integers(0, 256, size=(30, 28, 28)), dtype=np.uint8)
STRETCHED = figure_content.stretched(IMAGES)
DIGITS = fixed(np.arange(30) % 10)

# Two of five are wrong, 5 taken for 9 and 8 for 5; no label is the number of an image that is wrong.
Y_TRUE, Y_PRED = fixed([7, 5, 9, 8, 6]), fixed([7, 9, 9, 5, 6])


@cases(
    ("y_true", "y_pred", "drawn"),
    {
        "the first 25 of 30": (DIGITS, DIGITS, 25),
        "all of seven": (DIGITS[:7], DIGITS[:7], 7),
        "a single one": (DIGITS[:1], DIGITS[:1], 1),
        "right and wrong ones": (Y_TRUE, Y_PRED, 5),
    },
)
def check_draws_the_first_images_in_a_grid(plot_predictions, y_true, y_pred, drawn):
    """The figure shows the first 25 images, or all if there are fewer, five in a row, each in its own axes."""
    count = len(y_true)
    axes = figure.read(plot_predictions.once(IMAGES[:count], y_true, y_pred))
    pictured = _pictured(axes, STRETCHED)
    numbers = [number for number, _ in pictured]

    if not numbers:
        ways = [way for one in axes if one.images and (way := figure_content.turned(one, STRETCHED))]
        assert not ways, f"The images are {ways[0]}: imshow(image) draws row 0 at the top and column 0 at the left."
    assert numbers, "No axes shows one of the images: draw each with imshow in its own axes."
    assert len(numbers) == drawn, f"Of {count} images, it shows {len(numbers)}; it should show {drawn}."
    assert numbers == list(range(drawn)), (
        f"From left to right and from top to bottom, it shows images {figure.listed(numbers)}; "
        f"it should show images 0 to {drawn - 1} in order."
    )
    misplaced = figure_content.misplaced(one for _, one in pictured)
    assert misplaced is None, misplaced
    empty = [one for one in axes if not one.images]
    assert not empty, f"{len(empty)} axes are empty: hide them with axes.axis('off'), or do not make them."


def check_titles_name_both_labels(plot_predictions):
    """The title of every image names its true and its predicted label."""
    for index, one in _captioned(plot_predictions.once(IMAGES[:5], Y_TRUE, Y_PRED)).items():
        numbers = figure.whole_numbers(one.words)
        true, predicted = int(Y_TRUE[index]), int(Y_PRED[index])
        image = f"Image {index}, a {true} taken for a {predicted},"
        assert one.words.strip(), f"{image} has no title."
        assert {true, predicted} <= set(numbers), f"{image} has the title {one.words.strip()!r}."
        assert not words.is_exchanged(one.words, true, predicted), (
            f"{image} has the title {one.words.strip()!r}: the two labels are exchanged."
        )


def check_marks_the_wrong_ones(plot_predictions):
    """Wrong predictions are marked with a colour, a frame or a sign that no correct one has."""
    captioned = _captioned(plot_predictions.once(IMAGES[:5], Y_TRUE, Y_PRED))
    wrong = [one for index, one in captioned.items() if Y_TRUE[index] != Y_PRED[index]]
    right = [one for index, one in captioned.items() if Y_TRUE[index] == Y_PRED[index]]

    assert figure_content.are_set_apart(wrong, right), (
        "Images 1 and 3 are wrong and look like the right ones: color their titles, for example."
    )
    reversed_colors = any(map(figure_content.is_red, right)) and not any(map(figure_content.is_red, wrong))
    assert not reversed_colors, "The right ones are red, and the wrong ones, images 1 and 3, are not."


def check_plotting_leaves_images_and_labels_alone(plot_predictions):
    """Your function does not change the images and labels that it receives."""
    images, y_true, y_pred = plot_predictions.arguments_after(IMAGES[:5], Y_TRUE, Y_PRED)

    assert images == untouched(IMAGES[:5])
    assert y_true == untouched(Y_TRUE)
    assert y_pred == untouched(Y_PRED)


def _pictured(axes, stretched):
    """The axes with one of the images, row by row from the top, each with the image's number."""
    numbered = [
        (figure_content.number_of(one, stretched), one) for one in figure_content.in_reading_order(axes) if one.images
    ]
    return [(number, one) for number, one in numbered if number is not None]


def _captioned(answer):
    """The axes of the five images, by the number of the image."""
    found = dict(_pictured(figure.read(answer), STRETCHED))
    missing = [number for number in range(5) if number not in found]
    assert not missing, f"No axes shows image {missing[0]}."
    return {number: found[number] for number in range(5)}


@fresh(2, given=answered_images)
def check_draws_fresh_images(plot_predictions, given):
    """Any images are drawn in their order, and titled with their labels."""
    axes = figure.read(plot_predictions.once(given["images"], given["y_true"], given["y_pred"]))
    shown = dict(_pictured(axes, figure_content.stretched(given["images"])))
    wanted = list(range(min(len(given["images"]), 25)))

    assert list(shown) == wanted, (
        f"From left to right and from top to bottom, it shows images {figure.listed(list(shown))}; "
        f"it should show {len(wanted)} images in order."
    )
    misplaced = figure_content.misplaced(shown.values())
    assert misplaced is None, misplaced
    for index, one in shown.items():
        true, predicted = int(given["y_true"][index]), int(given["y_pred"][index])
        assert {true, predicted} <= set(figure.whole_numbers(one.words)), (
            f"Image {index}, a {true} taken for a {predicted}, has the title {one.words.strip()!r}."
        )
