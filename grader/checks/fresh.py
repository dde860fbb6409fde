"""Fresh inputs: what a check asks beyond its examples, drawn for one grading and reduced to the smallest failure.

    @fresh(cm=confusion_matrices())
    def check_counts_fresh_matrices(one_vs_rest_counts, cm):
        \"\"\"Counts are right for every confusion matrix.\"\"\"
        assert one_vs_rest_counts(cm) == each(COUNTS, [array(part) for part in counts(cm)])

A generator draws whole numbers from `Draws` and makes an input of them. The numbers are the input's recipe: smaller and
fewer numbers make a simpler input of the same generator, so reducing one never leaves the contract. This is
hypothesis' idea (MacIver and Donaldson 2020, "Test-Case Reduction via Test-Case Generation"). Its own engine cannot
start from an input that is already known to fail, and takes 0.15 s to import.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

Recipe = list[np.ndarray]
INPUTS = 50  # of a check, in a grading; a function that is wrong for one input in ten passes once in 200 gradings
ATTEMPTS = 6  # for each input that is asked, to reduce one that fails: so this takes no more than six times the asking


class Draws:
    """Gives whole numbers: drawn, or those of a recipe as far as it has them and 0 above the lowest after that.

    Args:
        source: draws the numbers, or a recipe to be followed.
    """

    def __init__(self, source: "np.random.Generator | Recipe") -> None:
        self._source = source
        self.recipe: Recipe = []  # how far each number is above the lowest that it may be

    def integers(self, low: int, high: int, shape: tuple[int, ...] = ()) -> np.ndarray:
        """Numbers from `low` to `high`, both included, as int64 of this shape; `low` is the simplest."""
        size = math.prod(shape)
        if isinstance(self._source, np.random.Generator):
            above = self._source.integers(0, high - low, size, endpoint=True)
        else:
            place = len(self.recipe)
            given = self._source[place][:size] if place < len(self._source) else np.zeros(0, np.int64)
            above = np.zeros(size, np.int64)
            above[: len(given)] = np.clip(given, 0, high - low)
        self.recipe.append(above)
        return (low + above).reshape(shape)

    def integer(self, low: int, high: int) -> int:
        """One number from `low` to `high`, both included."""
        return int(self.integers(low, high)[()])

    def choice(self, options: Sequence[Any]) -> Any:
        """One of the options; the first is the simplest."""
        return options[self.integer(0, len(options) - 1)]


Generator = Callable[[Draws], Any]


@dataclass(frozen=True)
class Fresh:
    """The mark that `fresh` attaches to a parameter of a check.

    Attributes:
        generator: makes the inputs.
        count: how many inputs a grading asks.
    """

    generator: Generator
    count: int


def fresh(count: int = INPUTS, /, **generators: Generator) -> pytest.MarkDecorator:
    """Ask a check with inputs from these generators, by the names of its parameters, `count` times in a grading.

    Raises:
        TypeError: one of them is something else.
    """
    for name, generator in generators.items():
        if not callable(generator):
            made = "Give it one of grader/checks/generators.py, such as confusion_matrices()."
            raise TypeError(f"@fresh({name}={generator!r}): this is not a generator. {made}")
    values = tuple(Fresh(generator, count) for generator in generators.values())
    return pytest.mark.parametrize(tuple(generators), [values], ids=["fresh inputs"])


@dataclass(frozen=True)
class FreshInput:
    """One input of a check: its values by parameter, and the recipe that makes them."""

    values: dict[str, Any]
    recipe: Recipe


def make(parameters: dict[str, Fresh], source: "np.random.Generator | Recipe") -> FreshInput:
    """Draw, or follow a recipe."""
    draws = Draws(source)
    values = {name: each.generator(draws) for name, each in parameters.items()}
    return FreshInput(values, draws.recipe)


def count_of(parameters: dict[str, Fresh]) -> int:
    """How many inputs a grading asks."""
    return max(each.count for each in parameters.values())


def reduce(parameters: dict[str, Fresh], failing: FreshInput, fails: Callable[[FreshInput], bool]) -> FreshInput:
    """The simplest input found that still fails, in `ATTEMPTS` for each input that is asked."""
    best, attempts, most = failing, 0, ATTEMPTS * count_of(parameters)
    tried: set[bytes] = set()
    improved = True
    while improved and attempts < most:
        improved = False
        for recipe in _simpler(parameters, best.recipe):
            candidate = make(parameters, recipe)
            name = _name(candidate.recipe)
            if name in tried or _size(candidate.recipe) >= _size(best.recipe):
                continue
            tried.add(name)
            attempts += 1
            if fails(candidate):
                best, improved = candidate, True
                break
            if attempts >= most:
                break
    return best


def _simpler(parameters: dict[str, Fresh], recipe: Recipe) -> Iterator[Recipe]:
    """Recipes with smaller or fewer numbers, the boldest first."""
    for place, block in enumerate(recipe):
        if block.any():
            yield _with(recipe, place, np.zeros_like(block))
    for place, block in enumerate(recipe):
        if block.size == 1 and block[0]:
            for smaller in _lower(int(block[0])):
                yield _with(recipe, place, np.array([smaller]))
            yield from _without_one(parameters, recipe, place)
    for place, block in enumerate(recipe):
        if block.size > 1:
            for part in _parts(block):
                if block[part].any():
                    zeroed = block.copy()
                    zeroed[part] = 0
                    yield _with(recipe, place, zeroed)
    for place, block in enumerate(recipe):
        for index in np.flatnonzero(block)[:50]:
            for smaller in _lower(int(block[index])):
                changed = block.copy()
                changed[index] = smaller
                yield _with(recipe, place, changed)


def _without_one(parameters: dict[str, Fresh], recipe: Recipe, place: int) -> Iterator[Recipe]:
    """Recipes in which a length is one less, and one of the things that it counts is left out of every block."""
    shorter = _with(recipe, place, recipe[place] - 1)
    sizes = [block.size for block in make(parameters, shorter).recipe]
    if len(sizes) != len(recipe):
        return
    lost = [old.size - new for old, new in zip(recipe, sizes, strict=True)]
    chunks = [chunk if chunk > 0 and block.size % chunk == 0 else 0 for chunk, block in zip(lost, recipe, strict=True)]
    items = {block.size // chunk for chunk, block in zip(chunks, recipe, strict=True) if chunk}
    for item in range(min(items, default=0)):
        yield [
            np.delete(block, slice(item * chunk, (item + 1) * chunk)) if chunk else block
            for chunk, block in zip(chunks, shorter, strict=True)
        ]


def _lower(number: int) -> Iterator[int]:
    """Half of a number, three quarters and so on up to one less: few steps to the lowest that fails, wherever it is."""
    step = number
    while step > 1:
        step = (step + 1) // 2
        yield number - step


def _parts(block: np.ndarray) -> Iterator[slice]:
    """Halves, quarters and so on, down to single numbers."""
    length = block.size
    while length > 1:
        length = (length + 1) // 2
        for start in range(0, block.size, length):
            yield slice(start, start + length)


def _with(recipe: Recipe, place: int, block: np.ndarray) -> Recipe:
    return [*recipe[:place], block, *recipe[place + 1 :]]


def _size(recipe: Recipe) -> tuple[int, int, int]:
    """The size of a recipe; a simpler one has fewer numbers, then fewer that are not the lowest, then lower ones."""
    return (
        sum(block.size for block in recipe),
        sum(int(np.count_nonzero(block)) for block in recipe),
        sum(int(block.sum()) for block in recipe),
    )


def _name(recipe: Recipe) -> bytes:
    return b"|".join(block.tobytes() for block in recipe)
