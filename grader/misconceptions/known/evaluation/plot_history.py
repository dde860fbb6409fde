"""What goes wrong in plot_history."""

from typing import TYPE_CHECKING

import numpy as np

from grader.checks.figures import content, figure, words
from grader.misconceptions.known.evaluation.evaluation_shared import _drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def curves(
    history,
    names=("accuracy", "loss"),
    labels=("training", "validation"),
    points=lambda values: (range(1, len(values) + 1), values),
    values=lambda history, key: history.get(key),
    place=lambda name, validation: ("accuracy", "loss").index(name),
    xlabel="epoch",
    ylabels=("accuracy", "loss"),
    legend=True,
):
    """The plot that is asked for, where the parameters are these."""
    figure = Figure(figsize=(8, 4))
    axes = figure.subplots(ncols=2)
    for name in names:
        for validation, label in enumerate(labels):
            found = values(history, f"val_{name}" if validation else name)
            if found is not None:
                axes[place(name, validation)].plot(*points(found), label=label)
    for one, ylabel in zip(axes, ylabels, strict=True):
        one.set(xlabel=xlabel, ylabel=ylabel)
        if legend and one.lines:
            one.legend()
    return figure


def _of_history(call):
    """The deviations of the plot of a history from the contract."""
    given = {name: values for name, values in call.args[0].items() if name.removeprefix("val_") in ("accuracy", "loss")}
    axes = figure.read(call.returned)
    shown = {
        name: [(one, line) for one in axes for line in one.lines if line.shows(values)]
        for name, values in given.items()
    }
    missing = {name for name, lines in shown.items() if not lines}
    if missing:
        return {_of_missing(given, axes, shown, missing)}
    place = {name: next(at for at, one in enumerate(axes) if one is lines[0][0]) for name, lines in shown.items()}
    found = _of_places(place)
    for name, values in given.items():
        one, line = shown[name][0]
        x, epochs = line.x, np.arange(1, len(values) + 1)
        if not figure.is_near(x, epochs):
            found.add("epochs_from_zero" if figure.is_near(x, epochs - 1) else "other epochs")
        elif not one.shows_whole(line):
            found.add("cut_off_the_curves")
    if any(one.is_empty and not any(one.lies_on(other) for other in axes) for one in axes):
        found.add("left_a_third_axes_empty")
    if "val_loss" in given:
        found |= _of_legend(axes, {name: lines[0][1].label for name, lines in shown.items()})
    if found & {"drew_both_into_one_axes", "split_by_training_and_validation"}:
        return found  # anything else in its labels is not a separate mistake
    found |= _of_axis_labels(axes, {name: axes[place[name]] for name in ("accuracy", "loss")})
    if "val_loss" not in given and any(sum(bool(line.label) for line in axes[place[name]].lines) > 1 for name in given):
        found.add("made_up_the_validation")
    drawn = {line.label for one in axes for line in one.lines}
    if "val_loss" not in given and any(set(axes[place[name]].line_entries) - drawn for name in given):
        found.add("named_a_line_that_is_not_there")
    return found


def _of_missing(given, axes, shown, missing):
    lines = [line for one in axes for line in one.lines]
    accuracies, losses = ({name for name in given if kind in name} for kind in ("accuracy", "loss"))
    if missing in (accuracies, set(given)) and all(
        any(line.shows(np.multiply(given[name], 100)) for line in lines) for name in missing
    ):
        return "drew_percent"
    if missing == set(given) and all(
        any(figure.is_near(line.x, values) for line in lines) for values in given.values()
    ):
        return "exchanged_epochs_and_values"
    twice = all(len(shown[name]) == 2 for name in set(given) - missing)
    if missing in (accuracies, losses) and (len(lines) == len(given) - len(missing) or twice):
        return "drew_one_of_the_two"
    if axes and not lines:
        return "drew_no_lines"
    training, validation = {"accuracy", "loss"}, {"val_accuracy", "val_loss"}
    for absent, name in ((validation, "without_the_validation"), (training, "without_the_training")):
        if missing == absent and len(lines) == 2:
            return name
    if missing == validation and all(len(shown[name]) == 2 for name in training):
        return "drew_training_as_validation"
    return "other lines"


def _of_places(place):
    if "val_loss" not in place:
        return {"drew_both_into_one_axes"} if place["accuracy"] == place["loss"] else set()
    groups = {at: {name for name in place if place[name] == at} for at in set(place.values())}
    wanted = [{"accuracy", "val_accuracy"}, {"loss", "val_loss"}]
    if all(group in wanted for group in groups.values()):
        return set()
    if len(groups) == 1:
        return {"drew_both_into_one_axes"}
    if sorted(map(sorted, groups.values())) == [["accuracy", "loss"], ["val_accuracy", "val_loss"]]:
        return {"split_by_training_and_validation"}
    return {"split_every_curve" if len(groups) == 4 else "other axes"}


def _of_legend(axes, labels):
    entries = {entry for one in axes for entry in one.legend}
    if not entries:
        early = any(one.has_legend for one in axes) and content.are_labelled(labels.values())
        return {"called_legend_before_the_lines" if early else "without_a_legend"}
    for name in ("accuracy", "loss"):
        training, validation = labels[name], labels[f"val_{name}"]
        if content.is_spelled(training, validation):
            return {"labelled_with_letters"}
        if not {training, validation} <= entries or not training or not validation:
            return {"without_a_legend_at_one_axes"}
        if training == validation:
            return {"labelled_both_lines_alike"}
        if words.are_exchanged(training, validation):
            return {"exchanged_the_line_labels"}
    return set()


def _of_axis_labels(axes, places):
    found = set()
    for name, other in (("accuracy", "loss"), ("loss", "accuracy")):
        one = places[name]
        xlabel = next((near.xlabel for near in axes if near.xlabel and near.stands_under(one)), "")
        named = f"{one.ylabel} {one.title} {' '.join(line.label for line in one.lines)}"
        ylabel, said = one.ylabel, words.measures(named)
        if not xlabel or not ylabel:
            hidden = ("x" in one.hidden and not xlabel) or ("y" in one.hidden and not ylabel)
            found.add("hid_the_axes" if hidden else "without_axis_labels")
        elif words.measures(xlabel) and not words.says_passes(xlabel):
            found.add("exchanged_the_labels_of_x_and_y")
        elif words.measures(ylabel) == {other}:
            found.add("called_one_the_other")
        elif name not in said and (other in said or words.is_silent(named)):
            found.add("left_unsaid_what_y_is")
    return found


history_mistake = _drawn(_of_history)


@history_mistake("plot_history")
def epochs_from_zero(history):
    """Your x values are 0, 1, 2, ...: plot counts from 0 if you give it only the values. Epochs count from 1."""
    return curves(history, points=lambda values: (values,))


@history_mistake("plot_history")
def without_the_validation(history):
    """You draw only the training. If the history has val_accuracy and val_loss, draw them as lines, too."""
    return curves(history, labels=("training",))


@history_mistake("plot_history")
def without_the_training(history):
    """You draw the validation and leave out the training. Draw each list of the history as a line."""
    names = {"val_accuracy", "val_loss"} & set(history)
    return curves(history, values=lambda history, key: history.get(key) if key in names or not names else None)


@history_mistake("plot_history")
def drew_training_as_validation(history):
    """You draw the training twice, and label it validation once. The validation is in val_accuracy and val_loss."""
    return curves(history, values=lambda history, key: history[key.replace("val_", "")] if key in history else None)


@history_mistake("plot_history")
def made_up_the_validation(history):
    """You draw a line for the validation, but this history has none. Without its lists, draw one line in each axes."""
    return curves(history, values=lambda history, key: history.get(key, history[key.replace("val_", "")]))


@history_mistake("plot_history")
def needed_the_validation(history):
    """You read val_accuracy and val_loss even if they are missing.

    Without validation, the history has only two lists.
    """
    return curves(history, values=lambda history, key: history[key])


@history_mistake("plot_history")
def read_names_of_old(history):
    """You read the list by its old name, acc. Keras now calls it accuracy, and its validation val_accuracy."""
    return curves(history, values=lambda history, key: history.get(key.replace("accuracy", "acc"), history["acc"]))


@history_mistake("plot_history")
def took_the_object_of_keras(history):
    """You treat history as the object that fit returns. It is already the dict inside it: write history["loss"]."""
    return curves(history.history)


@history_mistake("plot_history")
def fixed_number_of_epochs(history):
    """You draw a fixed number of epochs. There are as many epochs as a list of the history has numbers."""
    return curves(history, points=lambda values: (range(1, 11), values))


@history_mistake("plot_history")
def miscounted_the_epochs(history):
    """Your epochs are one too few or one too many: range(1, n) ends at n - 1, and range(n + 1) begins at 0.

    A list of n numbers has the epochs range(1, n + 1).
    """
    return curves(history, points=lambda values: (range(1, len(values)), values))


@history_mistake("plot_history")
def drew_both_into_one_axes(history):
    """You draw accuracy and loss in the same axes. The contract asks for one axes for each of them."""
    return curves(history, place=lambda name, validation: 0)


@history_mistake("plot_history")
def split_by_training_and_validation(history):
    """You draw the training in one axes and the validation in the other. Use one axes for accuracy, one for loss."""
    return curves(history, place=lambda name, validation: validation)


@history_mistake("plot_history")
def split_every_curve(history):
    """You draw every list in its own axes. Training and validation must share one, so that you can compare them."""
    figure = Figure(figsize=(8, 8))
    for axes, key in zip(figure.subplots(2, 2).ravel(), history, strict=False):
        axes.plot(range(1, len(history[key]) + 1), history[key], label=key)
        axes.set(xlabel="epoch", ylabel=key)
        axes.legend()
    return figure


@history_mistake("plot_history")
def drew_one_of_the_two(history):
    """Your figure shows only accuracy or only loss. The contract asks for both in one figure, in two axes."""
    return curves(history, names=("loss",))


@history_mistake("plot_history")
def drew_no_lines(history):
    """Your figure has neither lines nor points: bars are not curves. Draw each list as a line, with axes.plot."""
    figure = Figure()
    for axes, name in zip(figure.subplots(1, 2), ("accuracy", "loss"), strict=True):
        for key in (name, f"val_{name}"):
            axes.bar(range(1, len(history.get(key, [])) + 1), history.get(key, []), label=key)
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
    return figure


@history_mistake("plot_history")
def drew_percent(history):
    """You draw percent: 100 times what the history has. Draw its values as they are; accuracy is 0 to 1."""
    scale = lambda key: 100 if "accuracy" in key else 1  # noqa: E731  as a student has it
    return curves(
        history, values=lambda history, key: np.multiply(history[key], scale(key)) if key in history else None
    )


@history_mistake("plot_history")
def cut_off_the_curves(history):
    """Part of a curve is outside of its axes, because xlim or ylim is too narrow for it. Leave both out."""
    figure = curves(history)
    for axes in figure.axes:
        axes.set_ylim(0.5, 1)
    return figure


@history_mistake("plot_history")
def left_a_third_axes_empty(history):
    """Your figure has an empty axes besides the two. Make two axes: one for accuracy and one for loss."""
    figure = curves(history)
    figure.add_axes((0.92, 0.1, 0.06, 0.8))
    return figure


@history_mistake("plot_history")
def named_a_line_that_is_not_there(history):
    """Your legend names a validation that this history does not have. Call plot only for lists that are there."""
    return curves(history, values=lambda history, key: history.get(key, []))


@history_mistake("plot_history")
def hid_the_axes(history):
    """You hide the x or y axis, and its label with it. Leave axis("off") and set_visible(False) out."""
    figure = curves(history)
    for axes in figure.axes:
        axes.set_axis_off()
    return figure


@history_mistake("plot_history")
def exchanged_epochs_and_values(history):
    """You draw epochs over values. The contract asks for values over epochs: epochs are x."""
    return curves(history, points=lambda values: (values, range(1, len(values) + 1)))


@history_mistake("plot_history")
def without_a_legend(history):
    """There is no legend. Give every line a label, and show the labels with axes.legend()."""
    return curves(history, legend=False)


@history_mistake("plot_history")
def called_legend_before_the_lines(history):
    """You call legend before the lines are drawn, so it is empty. Call axes.legend() after the last plot."""
    figure = curves(history, legend=False)
    for axes in figure.axes:
        axes.legend(handles=[])
    return figure


@history_mistake("plot_history")
def labelled_with_letters(history):
    """You give legend one string, and each of its letters becomes a label. Give it a list of labels."""
    figure = curves(history)
    for axes in figure.axes:
        axes.legend("training validation"[: len(axes.lines)])
    return figure


@history_mistake("plot_history")
def without_a_legend_at_one_axes(history):
    """One of your lines is not in a legend. Give both axes a legend, with a label for each line."""
    figure = curves(history)
    figure.axes[0].get_legend().remove()
    figure.axes[0].lines[0].set_label("accuracy of the training")
    return figure


@history_mistake("plot_history")
def labelled_both_lines_alike(history):
    """Two lines in the same axes have the same label. Their labels must tell training from validation."""
    return curves(history, labels=("curve", "curve"))


@history_mistake("plot_history")
def exchanged_the_line_labels(history):
    """You label the training line validation, and the validation line training. Swap their labels."""
    return curves(history, labels=("validation", "training"))


@history_mistake("plot_history")
def without_axis_labels(history):
    """One of your axes has an x or y without a label. The contract asks for labels of x and y on both axes."""
    return curves(history, xlabel="")


@history_mistake("plot_history")
def exchanged_the_labels_of_x_and_y(history):
    """You label x with the measured value, and y with the epochs. Swap them: epochs are on x."""
    figure = curves(history)
    for axes in figure.axes:
        axes.set(xlabel=axes.get_ylabel(), ylabel=axes.get_xlabel(), title=axes.get_ylabel())
    return figure


@history_mistake("plot_history")
def called_one_the_other(history):
    """You label loss as accuracy, or accuracy as loss: look at the label of y in both axes."""
    return curves(history, ylabels=("accuracy", "accuracy"))


@history_mistake("plot_history")
def left_unsaid_what_y_is(history):
    """Neither title nor label says which axes is accuracy and which is loss. Name it in the label of y."""
    return curves(history, ylabels=("value", "value"))
