"""What goes wrong in plot_history."""

from typing import TYPE_CHECKING

import numpy as np

from grader.misconceptions.known.evaluation.evaluation_shared import _drawn
from grader.misconceptions.known.evaluation.plot_history_seen import _keeps_earlier_curves, _of_history
from grader.misconceptions.registry import misconception

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


history_mistake = _drawn(_of_history)


@history_mistake("plot_history")
def epochs_from_zero(history):
    """The x values of a line are 0, 1, 2, ...: plot counts from 0 if you give it only the values.

    Epochs count from 1: give each line range(1, n + 1).
    """
    return curves(history, points=lambda values: (values,))


@history_mistake("plot_history")
def gave_the_epochs_as_text(history):
    """You give the epochs as strings, which Matplotlib draws at 0, 1, 2, ... Give numbers: range(1, n + 1)."""
    return curves(history, points=lambda values: ([str(epoch + 1) for epoch in range(len(values))], values))


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
    """No line or point can be seen in your figure, and bars or areas are not curves. Draw each list with axes.plot."""
    figure = Figure()
    for axes, name in zip(figure.subplots(1, 2), ("accuracy", "loss"), strict=True):
        for key in (name, f"val_{name}"):
            axes.bar(range(1, len(history.get(key, [])) + 1), history.get(key, []), label=key)
        axes.set(xlabel="epoch", ylabel=name)
        axes.legend()
    return figure


@history_mistake("plot_history")
def drew_nothing_without_validation(history):
    """You draw nothing if the history has no validation. Draw accuracy and loss in any case."""
    return curves(history if "val_loss" in history else {})


@history_mistake("plot_history")
def drew_a_list_twice(history):
    """You draw a list twice. Draw each once: accuracy and val_accuracy in one axes, loss and val_loss in the other."""
    figure = curves(history)
    for key in ("accuracy", "val_accuracy"):
        if key in history:
            figure.axes[1].plot(range(1, len(history[key]) + 1), history[key], label=key)
    figure.axes[1].legend()
    return figure


@misconception("plot_history", seen=_keeps_earlier_curves)
def drew_into_one_figure(history, _figures=[]):  # noqa: B006  that the default is kept is the mistake
    """You draw every history into the same figure, where the earlier curves still are. Make it inside the function."""
    if not _figures:
        _figures.append(curves({}))
    for axes, name in zip(_figures[0].axes, ("accuracy", "loss"), strict=True):
        for key, label in ((name, "training"), (f"val_{name}", "validation")):
            if key in history:
                axes.plot(range(1, len(history[key]) + 1), history[key], label=label)
        axes.legend()
    return _figures[0]


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
def named_the_lines_in_another_order(history):
    """Your legend shows the labels the other way round: legend([...]) names lines in the order in which you drew them.

    Your lines have labels: call axes.legend() without a list.
    """
    figure = curves(history)
    for axes in figure.axes:
        axes.legend(["validation", "training"][-len(axes.lines) :])
    return figure


@history_mistake("plot_history")
def labelled_the_parts_as_measures(history):
    """You label the lines of an axes accuracy and loss. Both show one measure: label them training and validation."""
    return curves(history, labels=("accuracy", "loss"))


@history_mistake("plot_history")
def drew_both_lines_alike(history):
    """Training and validation look the same, so that nobody can tell them apart. Give them two colors or styles."""
    figure = curves(history)
    for axes in figure.axes:
        for line in axes.lines:
            line.set_color("blue")
        axes.legend()
    return figure


@history_mistake("plot_history")
def numbered_the_ticks_otherwise(history):
    """Your curves are at the right epochs, but the ticks are labelled as others. Leave set_xticklabels out."""
    figure = curves(history)
    for axes in figure.axes:
        epochs = range(len(history["loss"]))
        axes.set_xticks([epoch + 1 for epoch in epochs], [str(epoch) for epoch in epochs])
    return figure


@history_mistake("plot_history")
def took_shares_for_percent(history):
    """PercentFormatter() writes 0.8 as 0.8%: it takes 100 as 100%. Write PercentFormatter(1), which writes 80%."""
    from matplotlib.ticker import PercentFormatter

    figure = curves(history)
    for axes in figure.axes:
        axes.yaxis.set_major_formatter(PercentFormatter())
    return figure


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
def named_x_otherwise(history):
    """You label x as something else. x counts the epochs: label it "epoch"."""
    return curves(history, xlabel="value")


@history_mistake("plot_history")
def called_one_the_other(history):
    """You call loss accuracy, or accuracy loss. Correct the label of y, the title and the legend of both axes."""
    return curves(history, ylabels=("accuracy", "accuracy"))


@history_mistake("plot_history")
def left_unsaid_what_y_is(history):
    """Neither title nor label says which axes is accuracy and which is loss. Name one in each label of y."""
    return curves(history, ylabels=("value", "value"))
