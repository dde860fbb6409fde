"""Which mistakes the plot of a history shows, by name; what has blanks in it is no misconception's name."""

from itertools import pairwise

import numpy as np

from grader.checks.figures import content, drawn_history, figure, words
from grader.sandbox.worker import wire

MEASURES = ("accuracy", "loss")


def _of_history(call):
    """The deviations of the plot of a history from the contract."""
    given = _lists_of(call)
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
        found |= _of_points(*shown[name][0], np.arange(1, len(values) + 1))
    if any(one.is_empty and not any(one.lies_on(other) for other in axes) for one in axes):
        found.add("left_a_third_axes_empty")
    if "val_loss" in given:
        found |= _of_legend(axes, {name: lines[0][1] for name, lines in shown.items()})
    if _of_places(place):
        found.discard("drew_both_lines_alike")  # in two axes they may
    if found & {"drew_both_into_one_axes", "split_by_training_and_validation"}:
        return found  # anything else in its labels is not a separate mistake
    measured = {name: axes[place[name]] for name in MEASURES}
    return (
        found
        | _of_repeats(axes, shown)
        | _of_axis_labels(axes, measured)
        | _of_ticks(measured)
        | _of_extras(axes, given, measured)
    )


def _keeps_earlier_curves(evidence):
    """Whether a figure also shows all lists of the call before, of another length."""
    calls = [call for call in evidence.calls if isinstance(call.returned, wire.Figure)]
    for earlier, later in pairwise(calls):
        before, now = _lists_of(earlier), _lists_of(later)
        lines = [line for one in figure.read(later.returned) for line in one.lines]
        if len(before["loss"]) != len(now["loss"]) and all(
            any(line.shows(values) for line in lines) for values in before.values()
        ):
            return True
    return False


def _lists_of(call):
    """The lists of the history that was given."""
    return {name: values for name, values in call.args[0].items() if name.removeprefix("val_") in MEASURES}


def _of_missing(given, axes, shown, missing):
    lines = [line for one in axes for line in one.lines]
    accuracies, losses = ({name for name in given if kind in name} for kind in MEASURES)
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
    if not lines and "val_loss" not in given:
        return "drew_nothing_without_validation"
    if axes and not lines:
        return "drew_no_lines"
    training, validation = set(MEASURES), {"val_accuracy", "val_loss"}
    for absent, name in ((validation, "without_the_validation"), (training, "without_the_training")):
        if missing == absent and len(lines) == 2 and validation <= set(given):
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


def _of_points(one, line, epochs):
    if figure.is_near(line.x, epochs):
        return set() if one.shows_whole(line) else {"cut_off_the_curves"}
    if not figure.is_near(line.x, epochs - 1):
        return {"other epochs"}
    first = next((label for place, label in one.xticks if place == 0), "0")
    return {"epochs_from_zero" if not first or first.startswith("0") else "gave_the_epochs_as_text"}


def _of_legend(axes, lines):
    entries = {entry for one in axes for entry in one.legend}
    if entries == {""}:
        return {"a legend that cannot be read"}
    if not entries:
        early = any(one.has_legend for one in axes) and content.are_labelled(line.label for line in lines.values())
        hidden = all(line.given.startswith("_") and not line.given.startswith("_child") for line in lines.values())
        return {"called_legend_before_the_lines" if early else "hidden labels" if hidden else "without_a_legend"}
    return set().union(*(_of_pair(name, lines[name], lines[f"val_{name}"], entries) for name in MEASURES))


def _of_pair(name, training, validation, entries):
    """What is wrong with the labels and the looks of two lines that belong together."""
    labels = training.label, validation.label
    if content.is_spelled(*labels):
        return {"labelled_with_letters"}
    if not {*labels} <= entries or not all(labels):
        return {"without_a_legend_at_one_axes"}
    if labels[0] == labels[1]:
        return {"labelled_both_lines_alike"}
    if all(drawn_history.is_name_of(label, measure) for label, measure in zip(labels, MEASURES, strict=True)):
        return {"labelled_the_parts_as_measures"}
    if any(drawn_history.is_name_of(label, other) for label in labels for other in {*MEASURES} - {name}):
        return {"called_one_the_other"}
    if words.are_exchanged(*labels):
        in_order = {training.given, validation.given} == {*labels} and training.given != training.label
        return {"named_the_lines_in_another_order" if in_order else "exchanged_the_line_labels"}
    if drawn_history.tell_nothing_apart(*labels):
        return {"labels that say nothing"}
    return {"drew_both_lines_alike"} if training.look == validation.look else set()


def _of_repeats(axes, shown):
    """Whether a list is drawn again, in another axes or at other epochs."""
    for lines in shown.values():
        place, first = lines[0]
        for one, line in lines[1:]:
            elsewhere = one is not place and one.share_within(place.place) < 1
            if elsewhere or not figure.is_near(line.x, first.x):
                return {"drew_a_list_twice"}
    return set()


def _of_axis_labels(axes, places):
    found = set()
    for name, other in (MEASURES, MEASURES[::-1]):
        one = places[name]
        xlabel = next((near.xlabel for near in (one, *axes) if near.xlabel and near.stands_under(one)), "")
        named = f"{one.ylabel} {one.title} {' '.join(line.label for line in one.lines)}"
        ylabel, said = one.ylabel, words.measures(named)
        if not xlabel or not ylabel:
            hidden = ("x" in one.hidden and not xlabel) or ("y" in one.hidden and not ylabel)
            found.add("hid_the_axes" if hidden else "without_axis_labels")
            continue
        elsewhere = (words.measures(xlabel) and not words.says_passes(xlabel)) or drawn_history.names_no_epochs(xlabel)
        if drawn_history.names_epochs_alone(ylabel):
            found.add("exchanged_the_labels_of_x_and_y" if elsewhere else "epochs at y")
        elif elsewhere:
            found.add("named_x_otherwise")
        elif words.measures(ylabel) == {other} or drawn_history.is_name_of(one.title, other):
            found.add("called_one_the_other")
        elif name not in said and (other in said or words.is_silent(named)):
            found.add("left_unsaid_what_y_is")
    if not found and drawn_history.say_the_same(*places.values()):
        found.add("left_unsaid_what_y_is")
    return found


def _of_ticks(places):
    found = set()
    for one in places.values():
        at_x, at_y = drawn_history.misnumbered_x(one), drawn_history.misnumbered_y(one)
        found |= {"numbered_the_ticks_otherwise"} if at_x else set()
        found |= {"took_shares_for_percent" if at_y[1].endswith("%") else "other numbers at y"} if at_y else set()
    return found


def _of_extras(axes, given, places):
    """What else is drawn or named: a validation that there is not, or lines of something else."""
    found = set()
    if "val_loss" not in given:
        drawn = {line.label for one in axes for line in one.lines if len(line.y) > 1}
        for name, one in places.items():
            shown = [line for line in one.lines if line.label and line.shows(given[name])]
            found |= {"made_up_the_validation"} if len({line.label for line in shown}) > 1 else set()
            found |= (
                {"named_a_line_that_is_not_there"} if set(one.line_entries) - drawn and len(given[name]) > 1 else set()
            )
    for line in (line for one in axes for line in one.lines if line.label and len(line.y) > 1):
        over_epochs = figure.is_near(line.x, np.arange(1, len(line.x) + 1))
        if over_epochs and not any(line.shows(values) for values in given.values()):
            found.add("further lines")
    return found
