"""Checks of plot_history."""

import numpy as np

from grader.checks.expect import cases, untouched
from grader.checks.figures import content as figure_content
from grader.checks.figures import figure, words
from grader.checks.fresh import fresh
from grader.checks.generators import histories


def history():
    """Three epochs in Keras' order, no list like another."""
    return {
        "accuracy": [0.70, 0.85, 0.90],
        "loss": [1.00, 0.50, 0.40],
        "val_accuracy": [0.75, 0.80, 0.82],
        "val_loss": [0.90, 0.60, 0.65],
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


def check_curves_are_in_view(plot_history):
    """All of each line is within its axes."""
    given = history()  # and no other: a tutorial's axes begin at an accuracy of 0.5, which good trainings are above
    axes = figure.read(plot_history.once(given))

    for name, values in given.items():
        one, line = _line_of(axes, name, values)
        assert one.shows_whole(line), (
            f"Part of the curve of {name!r} is outside of the axes, which shows x from {one.view[0]:g} to "
            f"{one.view[1]:g} and y from {one.view[2]:g} to {one.view[3]:g}: leave xlim and ylim out."
        )


def check_accuracy_and_loss_have_axes_of_their_own(plot_history):
    """Accuracy and its validation share one axes, loss and its validation another, and there is no third."""
    given = history()
    axes = figure.read(plot_history.once(given))
    place = {name: _line_of(axes, name, values)[0] for name, values in given.items()}

    assert place["accuracy"] is not place["loss"], "Accuracy and loss are in the same axes; draw each in its own."
    for name in ("accuracy", "loss"):
        validation = f"val_{name}"
        assert place[name] is place[validation], f"The lines of {name!r} and {validation!r} belong in the same axes."
    empty = [one for one in axes if one.is_empty and not any(one.lies_on(other) for other in axes)]
    assert not empty, "There is an empty axes beside the two: make two, or hide it with axes.axis('off')."


def check_legend_tells_the_lines_apart(plot_history):
    """Every line has a label that a legend shows, and the labels tell training from validation."""
    given = history()
    axes = figure.read(plot_history.once(given))
    shown = {entry for one in axes for entry in one.legend}
    labels = {name: _line_of(axes, name, values)[1].label for name, values in given.items()}

    early = any(one.has_legend for one in axes) and figure_content.are_labelled(labels.values())
    assert shown or not early, "The legend is empty: call axes.legend() after the lines are drawn."
    assert shown, "There is no legend: give every line a label, and call axes.legend()."
    for name, label in labels.items():
        assert label, f"The line of {name!r} has no label."
        assert label in shown, f"The line of {name!r} is labelled {label!r}, which no legend shows."
    for name in ("accuracy", "loss"):
        training, validation = labels[name], labels[f"val_{name}"]
        assert not figure_content.is_spelled(training, validation), (
            f"The lines of {name!r} and 'val_{name}' are labelled {training!r} and {validation!r}, letters of "
            "a single string: give legend a list of labels."
        )
        assert training != validation, f"The lines of {name!r} and 'val_{name}' are both labelled {training!r}."
        assert not words.are_exchanged(training, validation), (
            f"The line of {name!r} is labelled {training!r}, that of 'val_{name}' {validation!r}: "
            "the two labels are exchanged."
        )


def check_history_axes_are_labelled(plot_history):
    """Both axes say what x and y are: epochs, and accuracy or loss."""
    given = history()
    axes = figure.read(plot_history.once(given))

    for name, other in (("accuracy", "loss"), ("loss", "accuracy")):
        one, _ = _line_of(axes, name, given[name])
        assert one.ylabel, f"The axes of {name!r} has no label at its y axis{_hidden(one, 'y')}."
        named = f"{one.ylabel} {one.title} {' '.join(line.label for line in one.lines)}"
        said, at_y = words.measures(named), words.measures(one.ylabel)
        unsaid = name not in said and (other in said or words.is_silent(named))
        assert not unsaid, f"The axes of {name!r} is labelled {one.ylabel!r}, which does not say {name}."
        assert at_y != {other}, f"The y axis of {name!r} is labelled {one.ylabel!r}."
        # Stacked axes and twins may share the label of x.
        xlabels = [near.xlabel for near in axes if near.xlabel and near.stands_under(one)]
        assert xlabels, f"The axes of {name!r} has no label at its x axis{_hidden(one, 'x')}."
        is_measure = words.measures(xlabels[0]) and not words.says_passes(xlabels[0])
        assert not is_measure, f"The x axis of {name!r} is labelled {xlabels[0]!r}; x is the epochs."


def check_without_validation_there_is_one_line_each(plot_history):
    """Without validation lists, each of the two axes has a single line, and so has its legend."""
    given = history_without_validation()
    axes = figure.read(plot_history.once(given))
    drawn = {line.label for one in axes for line in one.lines}

    for name, values in given.items():
        one, _ = _line_of(axes, name, values)
        drawn_through = [line for line in one.lines if len(line.y) == len(values)]  # not one that marks an epoch
        labels = list(dict.fromkeys(line.label for line in drawn_through if line.label))
        assert len(labels) <= 1, f"The axes of {name!r} has {len(labels)} lines, labelled {', '.join(labels)}."
        others = [entry for entry in one.line_entries if entry not in drawn]
        assert not others, (
            f"The legend of {name!r} has an entry {others[0]!r}, of which there is no line: "
            "call plot only for lists that the history has."
        )


def check_plotting_leaves_the_history_alone(plot_history):
    """Your function does not change the history that it receives."""
    (after,) = plot_history.arguments_after(history())

    assert after == untouched(history())


def _hidden(one, axis):
    return ", which is hidden: leave axis('off') and set_visible(False) out" if axis in one.hidden else ""


def _line_of(axes, name, values):
    """The axes and the line that show a list of the history."""
    found = [(one, line) for one in axes for line in one.lines if line.shows(values)]
    percent = any(line.shows(np.multiply(values, 100)) for one in axes for line in one.lines)
    assert found or not percent, f"A line shows 100 times {name!r}: draw the numbers of the history as they are."
    assert found, f"No line shows {name!r}, which is {figure.listed(values)}."
    return found[0]


@fresh(2, given=histories)
def check_draws_fresh_histories(plot_history, given):
    """Histories of any length are drawn over the epochs 1, 2, 3, ..."""
    check_draws_every_list_over_epochs_from_one(plot_history, given)
