"""Checks of plot_predictions."""

import numpy as np

from grader.checks.expect import cases, fixed, untouched
from grader.checks.figures import content as figure_content
from grader.checks.figures import figure, marks, words
from grader.checks.fresh import fresh
from grader.checks.generators import answered_images

IMAGES = fixed(np.random.default_rng(0).integers(0, 256, size=(30, 28, 28)), dtype=np.uint8)
STRETCHED = figure_content.stretched(IMAGES)
DIGITS = fixed(np.arange(30) % 10)

# Images 1, 2 and 6 are wrong: in two rows, odd and even, with a label that is too high and others too low. Their labels
# occur among the right ones too, so that no colour for every digit tells them apart, and none is the image's number.
Y_TRUE, Y_PRED = fixed([7, 5, 9, 8, 5, 9, 8, 5]), fixed([7, 9, 5, 8, 5, 9, 7, 5])
MIXED = len(Y_TRUE)
WRONG = np.flatnonzero(Y_TRUE != Y_PRED).tolist()

LEAST_SPAN = 0.1  # of red, green or blue, between the pixels of an image that can be seen; some fade right ones to 0.3
MOST_NUMBERS = 5  # different ones in the words of an image: its labels, its own number, and two shares


@cases(
    ("y_true", "y_pred", "drawn"),
    {
        "the first 25 of 30": (DIGITS, DIGITS, 25),
        "all of seven": (DIGITS[:7], DIGITS[:7], 7),
        "a single one": (DIGITS[:1], DIGITS[:1], 1),
        "right and wrong ones": (Y_TRUE, Y_PRED, MIXED),
    },
)
def check_draws_the_first_images_in_a_grid(plot_predictions, y_true, y_pred, drawn):
    """The figure shows the first 25 images, or all if there are fewer, five in a row, each in its own axes."""
    count = len(y_true)
    axes = figure.read(plot_predictions.once(IMAGES[:count], y_true, y_pred))
    pictured = _pictured(axes, STRETCHED)
    numbers = [number for number, _ in pictured]

    if not numbers:
        reasons = [reason for one in axes if one.images and (reason := figure_content.why_unlike(one, STRETCHED))]
        assert not reasons, reasons[0]
    assert numbers, "No axes shows one of the images: draw each with imshow in its own axes."
    assert len(numbers) == drawn, f"Of {count} images, it shows {len(numbers)}; it should show {drawn}."
    assert numbers == list(range(drawn)), (
        f"From left to right and from top to bottom, it shows images {figure.listed(numbers)}; "
        f"it should show images 0 to {drawn - 1} in order."
    )
    pale = [number for number, one in pictured if max(image.span for image in one.images) < LEAST_SPAN]
    assert not pale, (
        f"Image {pale[0]} cannot be seen, as all its pixels have nearly one colour: "
        "leave vmin, vmax, norm and alpha out of imshow, draw the pixels as they are, and choose another cmap."
    )
    misplaced = figure_content.misplaced(one for _, one in pictured)
    assert misplaced is None, misplaced
    empty = [one for one in axes if not one.images]
    assert not empty, f"{len(empty)} axes are empty: hide them with axes.axis('off'), or do not make them."


def check_titles_name_both_labels(plot_predictions):
    """The title of every image names its true and its predicted label."""
    answer = plot_predictions.once(IMAGES[:MIXED], Y_TRUE, Y_PRED)
    for index, one in _captioned(answer).items():
        true, predicted = int(Y_TRUE[index]), int(Y_PRED[index])
        image = _named(index, true, predicted)
        if answer.texts:
            assert one.words.strip(), f"{image} has no title: suptitle is for the figure, axes.set_title for one image."
        _assert_is_titled(one, index, true, predicted)
        title = f"{image} has the title {one.words.strip()!r}"
        assert not words.is_exchanged(one.words, true, predicted), f"{title}: the two labels are exchanged. Swap them."
        assert not words.calls_both_alike(one.words, true, predicted), f"{title}: say which label is predicted."


def check_marks_the_wrong_ones(plot_predictions):
    """Wrong predictions are marked with a colour, a frame or a sign that no correct one has."""
    _assert_wrong_ones_are_marked(_captioned(plot_predictions.once(IMAGES[:MIXED], Y_TRUE, Y_PRED)), WRONG)


def check_plotting_leaves_images_and_labels_alone(plot_predictions):
    """Your function does not change the images and labels that it receives."""
    images, y_true, y_pred = plot_predictions.arguments_after(IMAGES[:MIXED], Y_TRUE, Y_PRED)

    assert images == untouched(IMAGES[:MIXED])
    assert y_true == untouched(Y_TRUE)
    assert y_pred == untouched(Y_PRED)


def _pictured(axes, stretched):
    """The axes with one of the images, row by row from the top, each with the image's number."""
    numbered = [
        (figure_content.number_of(one, stretched), one) for one in figure_content.in_reading_order(axes) if one.images
    ]
    return [(number, one) for number, one in numbered if number is not None]


def _captioned(answer):
    """The axes of the right and wrong images, by the number of the image."""
    found = dict(_pictured(figure.read(answer), STRETCHED))
    missing = [number for number in range(MIXED) if number not in found]
    assert not missing, f"No axes shows image {missing[0]}: draw each with imshow in its own axes."
    return {number: found[number] for number in range(MIXED)}


def _assert_is_titled(one, index, true, predicted):
    """Some text of the axes has both labels, and few other numbers."""
    image, title = _named(index, true, predicted), one.words.strip()
    numbers = set(figure.whole_numbers(title))
    assert title, f"{image} has no title: call axes.set_title for every image."
    assert {true, predicted} <= numbers, (
        f"{image} has the title {title!r}: name its true label, {true}, and its predicted label, {predicted}."
    )
    assert len(numbers) <= MOST_NUMBERS, f"{image} has the title {title!r}: name its own two labels alone."


def _named(index, true, predicted):
    of = f"a {true} taken for a {predicted}" if true != predicted else f"a correctly predicted {true}"
    return f"Image {index}, {of},"


def _assert_wrong_ones_are_marked(captioned, numbers):
    """The axes of the images with these numbers are marked, and no others."""
    wrong = [one for index, one in captioned.items() if index in numbers]
    right = [one for index, one in captioned.items() if index not in numbers]

    assert marks.are_set_apart(wrong, right), _unmarked(captioned, numbers)
    assert not marks.are_reversed(wrong, right), (
        f"The right ones are marked as wrong, and the wrong ones, {_images(numbers)}, are not: swap the two marks."
    )


def _unmarked(captioned, numbers):
    """What is wrong with the marks, as a sentence with what to do."""
    right = [one for index, one in captioned.items() if index not in numbers]
    marked = [index for index in numbers if marks.is_marked(captioned[index], right)]
    left_out = [index for index in numbers if index not in marked]
    if marked and left_out:
        return f"You mark {_images(marked)}, and not {_images(left_out)}: mark all images whose labels differ."
    one = len(numbers) == 1
    if not marks.look_alike(captioned.values()):
        return (
            f"Your marks do not tell {_images(numbers)}, which {'is' if one else 'are'} wrong, from the others: mark "
            f"{'this one' if one else 'these'}, and no right one."
        )
    alike = (
        "is wrong and looks like the right ones: mark it"
        if one
        else "are wrong and look like the right ones: mark these"
    )
    return f"{_images(numbers).capitalize()} {alike} alone, with red titles, for example."


def _images(numbers):
    *first, last = map(str, numbers)
    return f"images {', '.join(first)} and {last}" if first else f"image {last}"


@fresh(2, given=answered_images)
def check_draws_fresh_images(plot_predictions, given):
    """Any images are drawn in their order, titled with their labels, and marked where these differ."""
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
        _assert_is_titled(one, index, int(given["y_true"][index]), int(given["y_pred"][index]))
    wrong = np.flatnonzero(given["y_true"] != given["y_pred"]).tolist()
    if 0 < len(wrong) < len(shown):
        _assert_wrong_ones_are_marked(shown, wrong)
