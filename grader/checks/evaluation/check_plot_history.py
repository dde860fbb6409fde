"""Checks of plot_history."""

import numpy as np

from grader.checks.expect import cases, untouched
from grader.checks.figures import content, drawn_history, figure, words
from grader.checks.fresh import fresh
from grader.checks.generators import histories

LEAST_SHARE = 0.01  # of the width and the height of an axes; 2 pixels of a figure as Matplotlib makes it


def history():
    """Three epochs in Keras' order, no list like another."""
    return {
        "accuracy": [0.70, 0.85, 0.90],
        "loss": [1.00, 0.50, 0.40],
        "val_accuracy": [0.75, 0.80, 0.82],
        "val_loss": [0.90, 0.60, 0.65],
    }


def long_history():
    """Twelve epochs that begin as a network that guesses does: with a loss near log(10)."""
    return {
        "loss": [2.30, 1.40, 0.95, 0.72, 0.60, 0.52, 0.46, 0.41, 0.37, 0.34, 0.31, 0.29],
        "accuracy": [0.70, 0.74, 0.77, 0.80, 0.83, 0.85, 0.87, 0.89, 0.91, 0.93, 0.95, 0.97],
        "val_loss": [2.10, 1.25, 0.90, 0.70, 0.61, 0.54, 0.49, 0.45, 0.43, 0.42, 0.44, 0.47],
        "val_accuracy": [0.72, 0.75, 0.78, 0.79, 0.81, 0.84, 0.86, 0.865, 0.875, 0.885, 0.89, 0.895],
    }


def history_without_validation():
    """Four epochs, the loss first."""
    return {"loss": [0.9, 0.5, 0.4, 0.3], "accuracy": [0.6, 0.7, 0.8, 0.85]}


@cases(
    "given",
    {
        "with validation": history(),
        "without validation": history_without_validation(),
        "a single epoch": {"accuracy": [0.8], "loss": [0.7], "val_accuracy": [0.75], "val_loss": [0.9]},
    },
)
def check_draws_every_list_over_epochs_from_one(plot_history, given):
    """Each list of the history is a line over the epochs 1, 2, 3, ...: the first epoch is 1."""
    axes = figure.read(plot_history.once(given))

    for name, values in given.items():
        _, line = _line_of(axes, name, values)
        epochs = np.arange(1, len(values) + 1)
        assert figure.is_near(line.x, epochs), (
            f"The line of {name!r} has x = {figure.listed(line.x)}; epochs count from 1: {figure.listed(epochs)}."
        )


@cases(  # with an accuracy of 0.5 and more: there a tutorial's axes begin, which good trainings are above
    "given", {"a short training": history(), "a long training that begins with a large loss": long_history()}
)
def check_curves_are_in_view(plot_history, given):
    """All of each line is within its axes, and large enough to be read."""
    axes = figure.read(plot_history.once(given))

    for name, values in given.items():
        one, line = _line_of(axes, name, values)
        view = _view(one)
        _assert_is_in_view(one, line, name)
        assert one.share_of(line) >= LEAST_SHARE, (
            f"The curve of {name!r} is too small to be read in an axes that shows {view}: leave xlim and ylim out."
        )


def check_accuracy_and_loss_have_axes_of_their_own(plot_history):
    """Accuracy and its validation share one axes, loss and its validation another, and there is no third."""
    given = history()
    axes = figure.read(plot_history.once(given))
    place = {name: _line_of(axes, name, values)[0] for name, values in given.items()}

    assert place["accuracy"] is not place["loss"], "Accuracy and loss are in the same axes; draw each in its own."
    for name in ("accuracy", "loss"):
        validation = f"val_{name}"
        assert place[name] is place[validation], (
            f"The lines of {name!r} and {validation!r} are in two axes: draw both in the same one."
        )
    used = list(place.values())
    empty = [one for one in axes if one.is_empty and not any(one.lies_on(other) for other in axes)]
    assert not empty, "There is an empty axes beside the two: make two, or hide it with axes.axis('off')."
    assert all(one in used or not one.framed or one.lines or one.images for one in axes), (
        "There is a third axes, with a text in it: make two, or hide its frame with axes.axis('off')."
    )


def check_draws_each_list_once(plot_history):
    """No list is drawn again, in another axes or at other epochs."""
    given = history()
    axes = figure.read(plot_history.once(given))

    for name, values in given.items():
        place, line = _line_of(axes, name, values)
        for one, other in _lines_of(axes, values):
            assert one is place or one.share_within(place.place) == 1, (  # an inset may show a part of the curve
                f"{name!r} is drawn twice, in two axes: draw it only in that of {name.removeprefix('val_')!r}."
            )
            assert figure.is_near(other.x, line.x), (
                f"{name!r} is drawn twice, over x = {figure.listed(line.x)} and over x = {figure.listed(other.x)}: "
                "draw it once."
            )


def check_makes_a_figure_for_each_call(plot_history):
    """Each call draws in a new figure, which has no curves of an earlier call."""
    earlier = history()
    plot_history.once(earlier)
    axes = figure.read(plot_history(history_without_validation()))

    for name, values in earlier.items():
        assert not _lines_of(axes, values), (
            f"The figure also shows {name!r} of the history of an earlier call: make a new figure inside the function."
        )


def check_legend_tells_the_lines_apart(plot_history):
    """Every line has a label that a legend shows, and label and look tell training from validation."""
    _assert_legend_tells_apart(plot_history, history())


def _assert_legend_tells_apart(plot_history, given):
    axes = figure.read(plot_history.once(given))
    shown = {entry for one in axes for entry in one.legend if entry}
    lines = {name: _line_of(axes, name, values)[1] for name, values in given.items()}
    labels = {name: line.label for name, line in lines.items()}

    assert shown, _why_no_legend(axes, lines.values())
    for name, label in labels.items():
        assert label, f"The line of {name!r} has no label: give plot a label."
        assert label in shown, f"The line of {name!r} is labelled {label!r}, which no legend shows: call axes.legend()."
    for name, other in (("accuracy", "loss"), ("loss", "accuracy")):
        training, validation = labels[name], labels[f"val_{name}"]
        assert not content.is_spelled(training, validation), (
            f"The lines of {name!r} and 'val_{name}' are labelled {training!r} and {validation!r}, letters of "
            "a single string: give legend a list of labels."
        )
        for label, key in ((training, name), (validation, f"val_{name}")):
            assert not drawn_history.is_name_of(label, other), (
                f"The line of {key!r} is labelled {label!r}, which names the {other}: label each line as what it shows."
            )
        assert training != validation, (
            f"The lines of {name!r} and 'val_{name}' are both labelled {training!r}: give each its own label."
        )
        assert not words.are_exchanged(training, validation), (
            f"The line of {name!r} is labelled {training!r}, that of 'val_{name}' {validation!r}: "
            "the two labels are exchanged."
        )
        assert not drawn_history.tell_nothing_apart(training, validation), (
            f"The labels {training!r} and {validation!r} do not say which line is the validation: "
            "call them 'training' and 'validation'."
        )
        looks = [{(id(one), line.look) for one, line in _lines_of(axes, given[key])} for key in (name, f"val_{name}")]
        assert looks[0] != looks[1], (
            f"The lines of {name!r} and 'val_{name}' look the same: draw them in two colors or styles."
        )


def check_history_axes_are_labelled(plot_history):
    """Both axes say what x and y are: epochs, and accuracy or loss."""
    _assert_axes_are_labelled(plot_history, history())


def _assert_axes_are_labelled(plot_history, given):
    axes = figure.read(plot_history.once(given))
    place = {name: _line_of(axes, name, given[name])[0] for name in ("accuracy", "loss")}

    for name, other in (("accuracy", "loss"), ("loss", "accuracy")):
        one = place[name]
        assert one.ylabel, f"The axes of {name!r} has no label at its y axis{_to_label(one, 'y', name)}"
        named = f"{one.ylabel} {one.title} {' '.join(line.label for line in one.lines)}"
        said, at_y = words.measures(named), words.measures(one.ylabel)
        unsaid = name not in said and (other in said or words.is_silent(named))
        assert not unsaid, (
            f"The axes of {name!r} is labelled {one.ylabel!r}, which does not say {name}: call set_ylabel({name!r})."
        )
        assert at_y != {other}, f"The y axis of {name!r} is labelled {one.ylabel!r}: call set_ylabel({name!r})."
        assert not drawn_history.is_name_of(one.title, other), (
            f"The axes of {name!r} has the title {one.title!r}: give each axes the title of what it shows."
        )
        assert not drawn_history.names_epochs_alone(one.ylabel), (
            f"The y axis of {name!r} is labelled {one.ylabel!r}; epochs are x: call set_ylabel({name!r})."
        )
        # Stacked axes and twins may share the label of x.
        xlabels = [near.xlabel for near in (one, *axes) if near.xlabel and near.stands_under(one)]
        assert xlabels, f"The axes of {name!r} has no label at its x axis{_to_label(one, 'x', 'epoch')}"
        is_measure = words.measures(xlabels[0]) and not words.says_passes(xlabels[0])
        is_other = is_measure or drawn_history.names_no_epochs(xlabels[0])
        assert not is_other, f"The x axis of {name!r} is labelled {xlabels[0]!r}; x is the epochs: label it 'epoch'."
    assert not drawn_history.say_the_same(place["accuracy"], place["loss"]), (
        f"Both axes are labelled {place['loss'].ylabel!r}, and nothing says which is accuracy and which is loss: "
        "name it in the label of y."
    )


def check_ticks_have_the_numbers_of_their_places(plot_history):
    """A number at a tick is the epoch, or the value, at that place."""
    given = history()
    axes = figure.read(plot_history.once(given))

    for name in ("accuracy", "loss"):
        one, _ = _line_of(axes, name, given[name])
        for axis, wrong in (("x", drawn_history.misnumbered_x(one)), ("y", drawn_history.misnumbered_y(one))):
            assert wrong is None, (
                f"In the axes of {name!r}, the tick at {axis} = {wrong[0]:g} is labelled {wrong[1]!r}: leave the "
                "labels of the ticks to Matplotlib. PercentFormatter(1) writes 0.8 as 80%."
            )


def check_without_validation_there_is_one_line_each(plot_history):
    """Without validation lists, each of the two axes has a single line, and so has its legend."""
    absent = _labels_of_validation(plot_history)  # first: feedback is about the last call
    given = history_without_validation()
    axes = figure.read(plot_history.once(given))
    drawn = {line.label for one in axes for line in one.lines}

    for name, values in given.items():
        one, _ = _line_of(axes, name, values)
        drawn_through = [line for line in one.lines if len(line.y) == len(values)]  # not one that marks an epoch
        labels = list(dict.fromkeys(line.label for line in drawn_through if line.label))
        assert len(labels) <= 1, (
            f"The axes of {name!r} has {len(labels)} lines, labelled {', '.join(labels)}: "
            "draw only lists that the history has."
        )
        others = [entry for entry in one.line_entries if entry not in drawn]
        others += [entry for entry in one.legend if entry in absent]
        assert not others, (
            f"The legend of {name!r} has an entry {others[0]!r}, of which there is no line: "
            "call plot only for lists that the history has."
        )


def check_plotting_leaves_the_history_alone(plot_history):
    """Your function does not change the history that it receives."""
    (after,) = plot_history.arguments_after(history())

    assert after == untouched(history())


def _view(one):
    return f"x from {one.view[0]:g} to {one.view[1]:g} and y from {one.view[2]:g} to {one.view[3]:g}"


def _assert_is_in_view(one, line, name):
    assert one.shows_whole(line), (
        f"Part of the curve of {name!r} is outside of the axes, which shows {_view(one)}: leave xlim, ylim and "
        "transform out."
    )


def _why_no_legend(axes, lines):
    """The likeliest reason why there is nothing in a legend."""
    if not any(one.has_legend for one in axes):
        return "There is no legend: give every line a label, and call axes.legend()."
    if any(one.legend for one in axes):
        return "No text of the legend can be read: leave its colors and its size as they are."
    if content.are_labelled(line.label for line in lines):
        return "The legend is empty: call axes.legend() after the lines are drawn."
    if all(line.given.startswith("_") and not line.given.startswith("_child") for line in lines):
        return "The legend is empty: Matplotlib leaves out labels that begin with '_'. Begin them with a letter."
    return "The legend is empty: give every line a label, and call axes.legend() after that."


def _labels_of_validation(plot_history):
    """The labels that the lines of the validation have, if there is one, and no other line has."""
    given = history()
    axes = figure.read(plot_history.once(given))
    labels = {name: line.label for name, values in given.items() for _, line in _lines_of(axes, values)[:1]}
    others = {label for name, label in labels.items() if not name.startswith("val_")}
    return set(labels.values()) - others - {""}


def _to_label(one, axis, text):
    """What to do where an axis has no label that can be seen."""
    if axis in one.hidden:
        return ", which is hidden: leave axis('off') and set_visible(False) out."
    return f": call set_{axis}label({text!r})."


def _lines_of(axes, values):
    """Each line that shows a list of the history, with its axes."""
    return [(one, line) for one in axes for line in one.lines if line.shows(values)]


def _line_of(axes, name, values):
    """The axes and the line that show a list of the history."""
    found = _lines_of(axes, values)
    why = drawn_history.why_missing((line for one in axes for line in one.lines), values)
    assert found, (
        f"No line shows {name!r}, which is {figure.listed(values)}. "
        f"{why or 'Draw each list of the history with axes.plot, so that it can be seen.'}"
    )
    return found[0]


@fresh(2, given=histories)
def check_draws_fresh_histories(plot_history, given):
    """Histories of any length are drawn over the epochs 1, 2, 3, ..., in view, and labelled."""
    check_draws_every_list_over_epochs_from_one(plot_history, given)
    axes = figure.read(plot_history.once(given))
    for name, values in given.items():
        _assert_is_in_view(*_line_of(axes, name, values), name)
    _assert_axes_are_labelled(plot_history, given)
    if "val_loss" in given:
        _assert_legend_tells_apart(plot_history, given)
