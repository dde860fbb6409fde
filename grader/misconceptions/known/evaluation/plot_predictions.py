"""What goes wrong in plot_predictions."""

from typing import TYPE_CHECKING

import numpy as np

from grader.checks.figures import content, figure, marks, words
from grader.misconceptions.known.evaluation.evaluation_shared import MOST_IMAGES, _drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def gallery(
    images,
    y_true,
    y_pred,
    chosen=None,
    place=lambda at: at + 1,
    show=lambda image: image,
    title=lambda true, predicted: f"true {true}, predicted {predicted}",
    colors=("black", "red"),
    rows=5,
    columns=5,
):
    """The plot that is asked for, where the parameters are these."""
    figure = Figure(figsize=(9, 9))
    for at, i in enumerate(range(min(25, len(images))) if chosen is None else chosen):
        axes = figure.add_subplot(rows, columns, place(at), xticks=[], yticks=[])
        axes.imshow(show(images[i]), cmap="gray_r")
        axes.set_title(title(y_true[i], y_pred[i]), fontsize=7, color=colors[int(y_true[i] != y_pred[i])])
    return figure


def _of_images(call):
    """The deviations of the plot of predictions from the contract."""
    images, y_true, y_pred = (np.asarray(arg) for arg in call.args)
    axes = figure.read(call.returned)
    known = content.stretched(images)
    pictured = [one for one in content.in_reading_order(axes) if one.images]
    numbered = [(number, one) for one in pictured if (number := content.number_of(one, known)) is not None]
    found = _of_choice([number for number, _ in numbered], pictured, images, y_true != y_pred)
    if "drew_all_into_one_axes" in found:
        return found  # what is said of one image says nothing of the others
    if found <= {"drew_more_than_25", "drew_fewer_than_25"} and content.misplaced(one for _, one in numbered):
        found.add("drew_another_grid")
    if not found and any(not one.images for one in axes):
        found.add("left_axes_empty")
    if not found and any(
        (read := figure.whole_numbers(one.words)) and int(y_true[i]) not in read
        for i, one in numbered[:MOST_IMAGES]
        if y_true[i] == y_pred[i]
    ):
        found.add("other labels")
    wrong = [(number, one) for number, one in numbered if y_true[number] != y_pred[number]]
    right = [one for number, one in numbered if y_true[number] == y_pred[number]]
    titled = [bool(one.words.strip()) for _, one in numbered]
    if titled and not any(titled):
        found.add("without_titles")
    elif not all(titled):
        found.add("titled_some_of_the_images")
    elif wrong:
        found |= set.union(*(_of_title(one.words, int(y_true[i]), int(y_pred[i])) for i, one in wrong))
    if wrong and right:
        found |= _of_marks([one for _, one in wrong], right, titled="without_titles" not in found)
    return found


def _of_choice(numbers, pictured, images, wrong):
    """The deviations in which images are shown where."""
    wanted = list(range(min(len(images), MOST_IMAGES)))
    if numbers == wanted:
        return set()
    if any(len(one.images) > 1 for one in pictured) or (len(wanted) > 1 and numbers == wanted[-1:]):
        return {"drew_all_into_one_axes"}
    if not numbers:
        turned = content.stretched(images.transpose(0, 2, 1))
        shown = [content.number_of(one, turned) for one in pictured]
        if shown and None not in shown:
            return {"transposed_the_images"}
        if pictured and all(content.turned(one, content.stretched(images)) for one in pictured):
            return {"turned_the_images_over"}
        return set() if not pictured and not wrong.any() else {"other images"}
    if wrong.any() and numbers == np.flatnonzero(wrong)[:MOST_IMAGES].tolist():
        return {"drew_the_wrong_ones_alone"}
    if len(set(numbers)) == 1 and len(numbers) > 1:
        return {"drew_one_image_again_and_again"}
    if numbers == list(range(len(numbers))):
        return {"drew_more_than_25" if len(numbers) > len(wanted) else "drew_fewer_than_25"}
    if sorted(numbers) == wanted:
        places = [(one.place[0], -one.place[1]) for one in pictured]
        columns = [number for _, number in sorted(zip(places, numbers, strict=False))]
        return {"column_by_column" if len(places) == len(numbers) and columns == wanted else "chose_other_images"}
    return {"chose_other_images"}


def _of_marks(wrong, right, titled):
    """The deviations in which images are marked."""
    if marks.are_set_apart(wrong, right):
        return {"marked_the_right_ones"} if marks.are_reversed(wrong, right) else set()
    if not titled:
        return {"drew_the_images_alone"}
    marked = [marks.is_marked(one, right) for one in wrong]
    if any(marked) and not all(marked):
        return {"marked_some_of_the_wrong_ones"}
    alike = marks.look_alike([*wrong, *right])
    return {"marked_none_of_the_wrong_ones" if alike else "marked_by_something_else"}


def _of_title(title, true, predicted):
    numbers = figure.whole_numbers(title)
    if {true, predicted} <= set(numbers):
        return {"exchanged_the_labels_in_titles"} if words.is_exchanged(title, true, predicted) else set()
    if true in numbers or predicted in numbers:
        return {"named_one_of_the_labels"}
    return {"named_no_label"}


predictions_mistake = _drawn(_of_images)


@predictions_mistake("plot_predictions")
def drew_more_than_25(images, y_true, y_pred):
    """You draw all images. The contract asks for the first 25, however many there are."""
    return gallery(images, y_true, y_pred, chosen=range(len(images)), rows=6)


@predictions_mistake("plot_predictions")
def drew_fewer_than_25(images, y_true, y_pred):
    """You draw too few images. The contract asks for the first 25, or all if there are fewer."""
    return gallery(images, y_true, y_pred, chosen=range(min(len(images), 9)))


@predictions_mistake("plot_predictions")
def needed_25_images(images, y_true, y_pred):
    """You always draw 25 images. If there are fewer, the contract asks for all of them."""
    return gallery(images, y_true, y_pred, chosen=range(25))


@predictions_mistake("plot_predictions")
def chose_other_images(images, y_true, y_pred):
    """You choose other images, or another order: at random, from the end, by label. Draw the first 25 in order."""
    return gallery(images, y_true, y_pred, chosen=range(len(images))[::-1][:25])


@predictions_mistake("plot_predictions")
def drew_the_wrong_ones_alone(images, y_true, y_pred):
    """You draw only the images that were labelled wrongly. The contract asks for the first 25, right and wrong ones."""
    return gallery(images, y_true, y_pred, chosen=np.flatnonzero(y_true != y_pred)[:25])


@predictions_mistake("plot_predictions")
def drew_one_image_again_and_again(images, y_true, y_pred):
    """You draw the same image in every axes. Image i belongs in axes i."""
    return gallery(np.array([images[0]] * len(images)), y_true, y_pred)


@predictions_mistake("plot_predictions")
def drew_all_into_one_axes(images, y_true, y_pred):
    """You draw all images in a single axes, one over the other. Give each image its own axes."""
    figure = Figure()
    axes = figure.subplots()
    for i in range(min(25, len(images))):
        axes.imshow(images[i])
        axes.set_title(f"true {y_true[i]}, predicted {y_pred[i]}", color="red" if y_true[i] != y_pred[i] else "black")
    return figure


@predictions_mistake("plot_predictions")
def column_by_column(images, y_true, y_pred):
    """Your images run down the columns. The contract asks for them row by row, from left to right."""
    return gallery(images, y_true, y_pred, place=lambda at: 1 + at // 5 + 5 * (at % 5))


@predictions_mistake("plot_predictions")
def transposed_the_images(images, y_true, y_pred):
    """Your images are turned on their side: rows and columns are swapped. Draw each image as it is."""
    return gallery(images, y_true, y_pred, show=lambda image: image.T)


@predictions_mistake("plot_predictions")
def turned_the_images_over(images, y_true, y_pred):
    """Your images are upside down or mirrored. Draw each as imshow does by itself, with row 0 at the top."""
    return gallery(images, y_true, y_pred, show=lambda image: image[::-1])


@predictions_mistake("plot_predictions")
def drew_another_grid(images, y_true, y_pred):
    """Your rows do not have five images each. Draw image i in row i // 5 and column i % 5, in five columns."""
    return gallery(images, y_true, y_pred, columns=6)


@predictions_mistake("plot_predictions")
def left_axes_empty(images, y_true, y_pred):
    """With fewer than 25 images, some of your axes stay empty.

    Make only as many as there are images, or hide the rest.
    """
    figure = gallery(images, y_true, y_pred)
    for place in range(len(images), 25):
        figure.add_subplot(5, 5, place + 1)
    return figure


@predictions_mistake("plot_predictions")
def without_titles(images, y_true, y_pred):
    """Your images have no titles. The contract asks for the true and the predicted label in each title."""
    figure = gallery(images, y_true, y_pred, title=lambda true, predicted: "")
    for axes, true, predicted in zip(figure.axes, y_true, y_pred, strict=False):
        axes.spines[:].set_color("black" if true == predicted else "red")
    return figure


@predictions_mistake("plot_predictions")
def drew_the_images_alone(images, y_true, y_pred):
    """You draw only the images. The contract asks for titles with both labels, and for a mark on the wrong ones."""
    return gallery(images, y_true, y_pred, title=lambda true, predicted: "", colors=("black", "black"))


@predictions_mistake("plot_predictions")
def named_one_of_the_labels(images, y_true, y_pred):
    """Your titles have only one of the two labels. The contract asks for both, the true and the predicted one."""
    return gallery(images, y_true, y_pred, title=lambda true, predicted: f"predicted {predicted}")


@predictions_mistake("plot_predictions")
def exchanged_the_labels_in_titles(images, y_true, y_pred):
    """Your titles call the true label predicted and the predicted one true. Swap the two."""
    return gallery(images, y_true, y_pred, title=lambda true, predicted: f"true {predicted}, predicted {true}")


@predictions_mistake("plot_predictions")
def marked_none_of_the_wrong_ones(images, y_true, y_pred):
    """Nothing tells the wrong images from the right ones. Mark the wrong ones: with a colour, a frame or a sign."""
    return gallery(images, y_true, y_pred, colors=("black", "black"))


@predictions_mistake("plot_predictions")
def marked_some_of_the_wrong_ones(images, y_true, y_pred):
    """You mark only some of the wrong images. Mark every image whose two labels differ."""
    figure = gallery(images, y_true, y_pred, colors=("black", "black"))
    for axes, true, predicted in zip(figure.axes, y_true, y_pred, strict=False):
        axes.title.set_color("red" if true < predicted else "black")
    return figure


@predictions_mistake("plot_predictions")
def marked_by_something_else(images, y_true, y_pred):
    """Your marks follow something else than whether the labels differ: the digit, or the image's place, for example.

    Mark image i where y_true[i] != y_pred[i], and no other.
    """
    figure = gallery(images, y_true, y_pred)
    for i, axes in enumerate(figure.axes):
        axes.title.set_color(f"C{y_true[i]}")
    return figure


@predictions_mistake("plot_predictions")
def titled_some_of_the_images(images, y_true, y_pred):
    """Only some of your images have a title. The contract asks for both labels above every image, right or wrong."""
    figure = gallery(images, y_true, y_pred)
    for axes, true, predicted in zip(figure.axes, y_true, y_pred, strict=False):
        if true == predicted:
            axes.set_title("")
    return figure


@predictions_mistake("plot_predictions")
def marked_the_right_ones(images, y_true, y_pred):
    """You mark the right images in red, or call them wrong. Mark the wrong ones instead."""
    return gallery(images, y_true, y_pred, colors=("red", "black"))
