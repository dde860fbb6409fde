"""Curves and what is written beside them: labels, titles and ticks of a training's history."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from grader.checks.figures import words
from grader.checks.figures.figure import Axes, Line, is_near

# Words of a label at x that name something else than epochs, and words that say nothing by themselves.
NO_EPOCHS = re.compile(
    r"[xy]|ax[ei]s|values?|predict\w*|true|actual|labels?|class(es)?|digits?|images?|pixels?|rates?|size|"
    r"seconds?|secs?|s|ms|minutes?|mins?|hours?|h|precision|recall|frequency|scores?|probabilit(y|ies)|confidence"
)
BESIDE = re.compile(r"an?|the|of|in|on|for|per|by|and|time|learning|training|batch|numbers?|nr|no|counts?|index|data")
# Names of the two measures, and words that may stand beside them in a title without making it one of something else.
NAMES = {
    "accuracy": re.compile(r"(val|train(ing)?|test)?acc(urac\w*)?"),
    "loss": re.compile(r"(val|train(ing)?|test)?loss(es)?"),
}
OF_A_TITLE = re.compile(
    r"during|after|each|every|development|functions?|cnn|keras|mean|average|cross|entropy|vs|versus"
)
NUMBER = re.compile(r"(?P<number>-?\d+(\.(?P<decimals>\d*))?) ?(?P<percent>%?)")
ALMOST_ONE = 0.99  # epoch, by which a rounded number at a tick does not differ
POWERS = [10.0**power for power in range(-3, 7)]  # by which an axis may multiply its numbers: 100 for percent
ROUNDED = 0.051  # by which numbers that are rounded to one decimal differ from exact ones


def is_name_of(text: str, measure: str) -> bool:
    """Whether a label or title is nothing but the name of "accuracy" or of "loss", as "val_loss" and "Model loss" are.

    >>> is_name_of("Model accuracy", "accuracy"), is_name_of("lowest loss: epoch 3", "loss")
    (True, False)
    """
    parts = _words(text)
    named = {name for name, known in NAMES.items() if any(map(known.fullmatch, parts))}
    others = [part for part in parts if not any(known.fullmatch(part) for known in (*NAMES.values(), OF_A_TITLE))]
    return named == {measure} and words.is_silent(" ".join(others))


def names_no_epochs(label: str) -> bool:
    """Whether a label at x clearly names something else: "x" and "learning rate", but no word of another language.

    >>> names_no_epochs("value"), names_no_epochs("Epoche"), names_no_epochs("seconds per epoch")
    (True, False, False)
    """
    parts = _words(label)
    known = all(NO_EPOCHS.fullmatch(part) or BESIDE.fullmatch(part) for part in parts)
    return known and any(map(NO_EPOCHS.fullmatch, parts)) and not words.says_passes(label)


def names_epochs_alone(label: str) -> bool:
    """Whether a label says epochs and nothing else: "number of epochs", but not "value per epoch"."""
    parts = [part for part in _words(label) if part not in ("per", "by", "data")]
    beside = all(words.PASSES.fullmatch(part) or BESIDE.fullmatch(part) for part in parts)
    return beside and len(parts) == len(_words(label)) and words.says_passes(label)


def tell_nothing_apart(training: str, validation: str) -> bool:
    """Whether two labels are of the same part of the images, or of none.

    >>> tell_nothing_apart("line 1", "line 2"), tell_nothing_apart("accuracy", "val_accuracy")
    (True, False)
    """
    labels = (training, validation)
    if any(len(part) == 1 for label in labels for part in _words(label)):  # "t" and "v" are short for them
        return False
    parts = {(words.are_exchanged("validation", label), words.are_exchanged(label, "training")) for label in labels}
    return len(parts) == 1 and (False, False) not in parts


def say_the_same(one: Axes, other: Axes) -> bool:
    """Whether all that is written in and beside two axes is the same, in whatever language."""
    said = [(axes.words, axes.ylabel, [line.label for line in axes.lines], axes.legend) for axes in (one, other)]
    return said[0] == said[1]


def misnumbered_x(axes: Axes) -> tuple[float, str] | None:
    """The place and the label of a tick at x whose number is that of another epoch, or None."""
    if "x" in axes.multiplied:
        return None
    for place, label in _ticks_in_view(axes.xticks, axes.view[:2]):
        found = _number_of(label)
        if found is not None and abs(float(found["number"]) - place) >= ALMOST_ONE:
            return place, label
    return None


def misnumbered_y(axes: Axes) -> tuple[float, str] | None:
    """The place and the label of a tick at y whose number is not that of its place, or None; 80 and 80% are 0.8."""
    if "y" in axes.multiplied:
        return None
    for place, label in _ticks_in_view(axes.yticks, axes.view[2:]):
        found = _number_of(label)
        if found is None:
            continue
        step = 10.0 ** -len(found["decimals"] or "")  # of the last digit, as far as rounding may change it
        times = [100.0] if found["percent"] else POWERS
        if all(abs(float(found["number"]) - place * factor) > 1.01 * step for factor in times):
            return place, label
    return None


def why_missing(lines: Iterable[Line], values: Sequence[float]) -> str:
    """What some line shows instead of all of these values as they are; "" if none comes close to them."""
    wanted = np.asarray(values, dtype=np.float64)
    for line in lines:
        if line.shows(np.multiply(values, 100)):
            return "A line shows 100 times them: draw the numbers of the history as they are."
        if line.y.shape == wanted.shape and np.allclose(line.y, wanted, rtol=0, atol=ROUNDED):
            return "A line comes close to them: draw the numbers of the history as they are, not rounded."
        points = len(line.y)
        windows = (wanted[start : start + points] for start in range(len(wanted) - points + 1))
        if 1 < points < len(wanted) and any(is_near(line.y, window) for window in windows):
            return f"A line has {points} points of {len(wanted)}: draw the whole list."
    return ""


def _ticks_in_view(ticks: list[tuple[float, str]], ends: Sequence[float]) -> list[tuple[float, str]]:
    low, high = sorted(ends)
    return [(place, label) for place, label in ticks if low <= place <= high]


def _number_of(label: str) -> re.Match[str] | None:
    """The number that is all of a tick's label; None for other labels, such as "$10^{-2}$"."""
    return NUMBER.fullmatch(label.strip().replace("\N{MINUS SIGN}", "-"))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text[: words.LONGEST].lower())
