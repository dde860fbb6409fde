"""What several files about evaluation use."""

import re
from functools import lru_cache

from grader.misconceptions.registry import misconception
from grader.sandbox.calls import StudentError
from grader.sandbox.worker import wire

MOST_IMAGES = 25
CLASSES = 10  # digits, of which a matrix may have fewer
UNEQUAL = "x and y of unequal lengths"  # all calls together tell which mistake that is


# What plots have in common.


def _drawn(read):
    """A decorator: the misconception is seen where its name is all that `read` finds in the calls."""
    found = lru_cache(maxsize=1)(lambda evidence: _all_of(evidence, read))  # one after the other asks about the same

    def decorator(*functions):
        return lambda wrong: misconception(*functions, seen=lambda evidence: found(evidence) == {wrong.__name__})(wrong)

    return decorator


def _all_of(evidence, read):
    """Names of all that is otherwise than asked for, in any call; what has blanks in it is no misconception's name."""
    found = set()
    for call in evidence.calls:
        found |= _no_figure(call) or read(call)
        found |= {"changed_what_it_was_given"} if call.changed else set()
    if UNEQUAL in found:
        found = found - {UNEQUAL} | _of_lengths(evidence)
    for whole, part in PARTS:
        if whole in found:
            found -= {part}
    return found


# The first is one mistake, of which the second is a part.
PARTS = (
    ("split_by_training_and_validation", "drew_both_into_one_axes"),
    ("drew_no_lines", "drew_nothing_without_validation"),
    ("gave_the_epochs_as_text", "numbered_the_ticks_otherwise"),
    ("ticks_of_other_classes", "without_a_tick_for_each_class"),
    ("placed_ticks_beside_the_matrix", "without_a_tick_for_each_class"),
    ("transposed_the_matrix", "exchanged_the_axis_labels"),
    ("drew_the_images_alone", "without_titles"),
    ("titled_some_of_the_images", "without_titles"),
    ("marked_by_something_else", "marked_none_of_the_wrong_ones"),
    ("marked_by_something_else", "marked_some_of_the_wrong_ones"),
    ("drew_both_into_one_axes", "left_a_third_axes_empty"),
    ("split_by_training_and_validation", "left_a_third_axes_empty"),
    ("split_every_curve", "left_a_third_axes_empty"),
    ("column_by_column", "drew_another_grid"),
    ("column_by_column", "left_axes_empty"),
    ("drew_more_than_25", "drew_another_grid"),
    ("drew_fewer_than_25", "drew_another_grid"),
)


def _no_figure(call):
    if call.error is not None:
        return _of_error(call)
    match call.returned:
        case wire.Figure():
            return set()
        case None:
            return {"returned_no_figure"}
        case wire.Foreign(type="module"):
            return {"returned_pyplot"}
        case wire.Foreign(type=kind, text=text) if "Axes" in kind or "Axes" in text:
            return {"returned_the_axes"}
        case [*parts] | tuple(parts) if parts and any(isinstance(part, wire.Figure) for part in parts):
            several = all(isinstance(part, wire.Figure) for part in parts)
            return {"returned_several_figures" if several else "returned_figure_and_axes"}
        case [*parts] if parts and all(isinstance(part, wire.Foreign) and "Axes" in part.type for part in parts):
            return {"returned_the_axes"}
    return {"no figure"}


_LENGTHS = re.compile(r"same first dimension, but have shapes \((\d+),\) and \((\d+),\)")


def _of_lengths(evidence):
    """The mistake in the number of epochs, where Matplotlib refuses to draw other lengths of x and y."""
    said = [str(call.error.args[0]) for call in evidence.calls if isinstance(call.error, StudentError)]
    lengths = [tuple(map(int, found.groups())) for found in map(_LENGTHS.search, said) if found]
    if {x - y for x, y in lengths} in ({1}, {-1}):
        return {"miscounted_the_epochs"}
    return {"fixed_number_of_epochs" if len({x for x, _ in lengths}) == 1 else "other epochs"}


def _of_error(call):
    if not isinstance(call.error, StudentError):
        return {"an error"}
    kind, message = call.error.types[0], str(call.error.args[0])  # str() of a KeyError quotes it once more
    given = call.args[0]
    if isinstance(given, dict):
        if kind == "KeyError" and message in ("'acc'", "'val_acc'"):
            return {"read_names_of_old"}
        if kind == "KeyError" and re.search(r"'val_\w+'", message) and "val_loss" not in given:
            return {"needed_the_validation"}
        if kind == "AttributeError" and "'dict' object has no attribute" in message:
            return {"took_the_object_of_keras"}
        return {UNEQUAL if _LENGTHS.search(message) else "an error"}
    if len(call.args) == 1 and len(given) != CLASSES:
        size = len(given)
        ends = kind == "IndexError" and f"index {size} is out of bounds for axis" in message
        labels = kind == "ValueError" and f"({size})" in message and f"labels ({CLASSES})" in message
        return {"needed_ten_classes" if ends or labels else "an error"}
    if len(call.args) == 3 and kind in ("IndexError", "ValueError"):
        few = len(given) < MOST_IMAGES and kind == "IndexError"
        full = len(given) > MOST_IMAGES and re.search(
            r"num must be an integer.*not 26|index 25 is out of bounds for axis 0 with size 25", message
        )
        return {"needed_25_images" if few else "drew_more_than_25" if full else "an error"}
    return {"an error"}
