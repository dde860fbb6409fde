"""Tests of what is read out of a figure: cells have one colour only where a reader would say so."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import Colormap, ListedColormap, LogNorm, Normalize, PowerNorm, to_rgba

from grader.checks.figures import content, marks
from grader.checks.figures.figure import Axes
from grader.checks.fresh import Draws, Fresh
from tests.checks.test_figure import module_of

MATRICES = 300
# Neighbours at the dark end of each scale below, with nothing but zeros beside them.
NEAR = ([[0, 125], [0, 123]], [[0, 319], [0, 305]], [[4722, 0, 0], [4229, 0, 0], [0, 0, 0]], [[0, 391], [392, 390]])
BLUES = colormaps["Blues"]
SIX = ListedColormap([BLUES((place + 1) / 7) for place in range(6)])  # as many as seaborn's palettes have

Shade = Callable[[np.ndarray], np.ndarray]


def shaded(scale: Callable[[], Normalize], colors: Colormap, of: Shade = np.asarray) -> Shade:
    """How imshow colours a matrix with this norm and these colours: red, green and blue."""

    def shade(cm: np.ndarray) -> np.ndarray:
        data = of(cm)
        norm = scale()
        norm.autoscale_None(data)
        return np.asarray(colors(norm(data)))[..., :3]

    return shade


SHADES = {
    "as imshow does": shaded(Normalize, BLUES),
    "from zero": shaded(lambda: Normalize(vmin=0), BLUES),
    "by a power": shaded(lambda: PowerNorm(0.4, vmin=0), BLUES),
    "by logarithms": shaded(Normalize, BLUES, np.log1p),
    "by logarithms without zeros": shaded(LogNorm, BLUES, lambda cm: np.ma.masked_less_equal(cm, 0)),
    "in six colours": shaded(Normalize, SIX),
    "in six colours by logarithms": shaded(Normalize, SIX, np.log1p),
}


def drawn(number: int) -> np.ndarray:
    """A matrix as a grading draws it."""
    check = module_of("plot_confusion_matrix").check_draws_fresh_matrices
    [[fresh]] = next(mark.args[1] for mark in check.pytestmark if mark.name == "parametrize")
    assert isinstance(fresh, Fresh)
    cm: np.ndarray = fresh.generator(Draws(np.random.default_rng(number)))
    return cm


@pytest.mark.parametrize("shade", SHADES.values(), ids=SHADES)
def test_no_right_scale_gives_counts_that_are_far_apart_one_colour(shade: Shade) -> None:
    matrices = [np.array(cm) for cm in NEAR] + [drawn(number) for number in range(MATRICES)]

    assert [cm.tolist() for cm in matrices if content.alike(shade(cm), cm)] == []


@pytest.mark.parametrize(
    ("most", "pair"),
    [(0, (9990, 0)), (1, (9990, 2)), (1000, (9990, 1990))],
    ids=["all cells", "all that are not 0", "all large ones"],
)
def test_counts_that_are_far_apart_have_different_colours(most: float, pair: tuple[int, int]) -> None:
    shade = shaded(lambda: Normalize(vmin=-1 if most else -2, vmax=most or -1), BLUES)

    assert content.alike(shade(cm := np.array([[9990, 2], [1990, 0]])), cm) == pair


REDS = ["red", "tab:red", "crimson", "darkred", "firebrick", "tomato", "orangered", "maroon"]
OTHERS = ["tab:orange", "orange", "brown", "tab:brown", "saddlebrown", "black", "grey", "white", "tab:blue", "magenta"]
OTHERS += ["green", "tab:green", "lime"]


@pytest.mark.parametrize(("color", "red"), [*((each, True) for each in REDS), *((each, False) for each in OTHERS)])
def test_a_colour_is_red_where_a_reader_says_so(color: str, red: bool) -> None:
    one = cast("Axes", SimpleNamespace(looks={"title": repr((tuple(map(float, to_rgba(color))), "bold"))}))

    assert marks.is_red(one) == red


@pytest.mark.parametrize(
    ("xlabel", "ylabel", "swapped"),
    [
        ("predicted", "true", False),
        ("predicted digit (compare with the true digit at the left)", "true digit (rows), predicted in columns", False),
        ("label predicted by the model (not its real label)", "true label, whatever the network's output", False),
        ("digit", "digit", False),
        ("ypredicted", "ytrue", False),
        ("predicted", "predicted", False),
        ("true", "predicted", True),
        ("actual digit", "answer of the network", True),
        ("true (columns: predicted)", "predicted (rows: true)", True),
    ],
)
def test_labels_are_swapped_where_each_says_what_the_other_is(xlabel: str, ylabel: str, swapped: bool) -> None:
    assert content.are_swapped(xlabel, ylabel) == swapped


@pytest.mark.parametrize("label", ["untrue label", "surreal label", "not true", "constructed"])
def test_a_word_within_another_does_not_say_what_is_true(label: str) -> None:
    assert not content.says_true(label)


CM = np.array([[5, 1, 0], [2, 6, 3], [1, 0, 7]])


@pytest.mark.parametrize("text", ["1", "1\n17 %", "1 (17%)", "1/6", "1 of 25", "n=1", "0, 1: 1", "1\n(17)", "\u2713"])
def test_sums_shares_and_places_may_stand_beside_a_count(text: str) -> None:
    assert content.other_count([text], CM, 0, 1) is None


@pytest.mark.parametrize("text", ["1 2", "5 1 0", str(CM), "2"])
def test_the_counts_of_other_cells_are_found(text: str) -> None:
    assert content.other_count(["1", text], CM, 0, 1) == text


def pictured(words: str = "", **looks: str) -> Axes:
    """An axes with these words and looks."""
    return cast("Axes", SimpleNamespace(words=words, looks={"title": "", "spines": "", **looks}))


@pytest.mark.parametrize(
    ("wrong", "right", "apart"),
    [
        ([pictured(title="red")] * 2, [pictured()] * 3, True),
        ([pictured(title="red")] * 2, [pictured(title=color) for color in "abc"], True),
        ([pictured(title=color) for color in "de"], [pictured()] * 3, True),
        ([pictured("five, not nine"), pictured("two, not one")], [pictured("one"), pictured("nine")], True),
        ([pictured(title=color) for color in "de"], [pictured(title=color) for color in "abc"], False),
        ([pictured("five nine"), pictured("two one")], [pictured("one one"), pictured("six six")], False),
        ([pictured("5 9"), pictured("2 1")], [pictured("1 1"), pictured("6 6")], False),
        ([pictured(title="red"), pictured()], [pictured()] * 3, False),
    ],
    ids=[
        *("red titles", "red ones among others in any colour", "other colours than black", "a word"),
        *("another colour in each", "names of digits", "numbers", "one of two"),
    ],
)
def test_a_mark_tells_all_wrong_ones_from_all_right_ones(wrong: list[Axes], right: list[Axes], apart: bool) -> None:
    assert marks.are_set_apart(wrong, right) == apart
