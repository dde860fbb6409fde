"""A mark tells the axes of wrong predictions from those of right ones: whether there is one, and what it says."""

import colorsys
import re
from collections.abc import Hashable, Iterable, Sequence

from grader.checks.figures import words
from grader.checks.figures.figure import Axes

NEAR_RED = 17  # degrees of the colour wheel: "orangered" is 16 from red, "tab:orange" 28
VIVID, BRIGHT = 0.5, 0.35  # least saturation and value of a colour that has a name of its own
BROWN = (0.8, 0.7)  # and of a red one that is dull and dark below both

MARKED = ("title", "box of the title", "axis labels", "spines", "texts")  # aspects that most people mark


def are_set_apart(wrong: Sequence[Axes], right: Sequence[Axes]) -> bool:
    """Whether an aspect, or the words around the labels, tell the wrong ones from the right ones.

    No right one may look like a wrong one, and one of the groups has to look alike: a colour for every digit is another
    in each image, and marks none of them.
    """
    around = _differ(*([re.sub(r"\d+", "#", one.words) for one in group] for group in (wrong, right)))
    return around or _have_words_apart(wrong, right) or any(_look_apart(wrong, right, look) for look in right[0].looks)


def is_marked(one: Axes, right: Sequence[Axes]) -> bool:
    """Whether an axes is set apart from right ones that all look alike."""
    return any(
        len(alike := {other.looks.get(aspect) for other in right}) == 1 and one.looks.get(aspect) not in alike
        for aspect in right[0].looks
    )


def look_alike(axes: Iterable[Axes]) -> bool:
    """Whether no title, frame or text is another than those of the other axes, but for its words."""
    return len({tuple(one.looks.get(aspect) for aspect in MARKED) for one in axes}) == 1


def _differ(some: Sequence[Hashable], others: Sequence[Hashable]) -> bool:
    return not set(some) & set(others) and 1 in (len(set(some)), len(set(others)))


def _look_apart(wrong: Sequence[Axes], right: Sequence[Axes], aspect: str) -> bool:
    return _differ([one.looks.get(aspect) for one in wrong], [one.looks.get(aspect) for one in right])


def _have_words_apart(wrong: Sequence[Axes], right: Sequence[Axes]) -> bool:
    """Whether a word or a sign is in all of one group and in none of the other, whatever the digits are called."""
    some, others = [words.tokens(one.words) for one in wrong], [words.tokens(one.words) for one in right]
    return any(
        set[str].intersection(*one) - set[str]().union(*other) for one, other in ((some, others), (others, some))
    )


def are_reversed(wrong: Sequence[Axes], right: Sequence[Axes]) -> bool:
    """Whether the right ones, and none of the wrong ones, are called wrong or are red."""
    return any(
        any(map(says, right)) and not any(map(says, wrong))
        for says in (is_red, lambda one: words.says_wrong(one.words))
    )


def is_red(axes: Axes) -> bool:
    """Whether its title, its frame or a label of it is red, which orange and brown are not."""
    looks = (axes.looks.get(aspect, "") for aspect in ("title", "axis labels", "spines"))
    for found in (color for look in looks for color in re.findall(COLOR, look)):
        turn, saturation, value = colorsys.rgb_to_hsv(*map(float, found[:3]))
        brown = saturation < BROWN[0] and value < BROWN[1]
        if 360 * min(turn, 1 - turn) <= NEAR_RED and saturation >= VIVID and value >= BRIGHT and not brown:
            return True
    return False


_NUMBER = r"(\d\.\d+(?:e-\d+)?)"
COLOR = rf"\({_NUMBER}, {_NUMBER}, {_NUMBER}, {_NUMBER}\)"
