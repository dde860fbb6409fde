"""Tests of grader/misconceptions/known: each, planted into the reference, fails its exercise and is named."""

import importlib
from functools import cache

import pytest

from grader.misconceptions import registry
from grader.misconceptions.registry import Misconception
from grader.tools.selfcheck import graded_claims
from grader.tools.selfcheck.kit import Kit, misconceptions_of

TREE = Kit()
KNOWN = {f"{one.exercise}: {one.name}": one for module in TREE.modules for one in registry.of_module(module)}
FEWEST = 100  # in all


def place(one: Misconception) -> int:
    """How many stand before it about the same exercise: those in one place are graded together."""
    return registry.of_exercise(one.exercise).index(one)


def turn(name: str) -> tuple[int, int]:
    """Module and place, so that those that are graded together follow one another."""
    one = KNOWN[name]
    return TREE.modules.index(one.exercise.partition(".")[0]), place(one)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(KNOWN, key=lambda name: turn(str(name))))
def test_a_planted_misconception_fails_and_is_named(name: str) -> None:
    one = KNOWN[name]
    found = planted(one.exercise.partition(".")[0], place(one))[one.exercise]

    assert graded_claims.complaint_about(found) is None, str(graded_claims.complaint_about(found))


@pytest.mark.parametrize("module", TREE.modules)
def test_every_file_with_misconceptions_is_looked_through(module: str) -> None:
    folder = importlib.import_module(f"grader.misconceptions.known.{module}")
    files = [file.stem for file in misconceptions_of(module) if file.stem != "__init__"]
    found = {name: vars(importlib.import_module(f"{folder.__name__}.{name}")).values() for name in files}
    having = {name for name, values in found.items() if any(_is_group(value) for value in values)}

    assert having == set(folder.FILES)
    assert len(folder.FILES) == len(having)


def _is_group(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(one, Misconception) for one in value)


def test_there_are_enough_of_them() -> None:
    assert len(KNOWN) >= FEWEST


@cache
def planted(module: str, at: int) -> dict[str, graded_claims.Planted]:
    """What becomes of the exercises of a module when each has the misconception in this place."""
    found = graded_claims.planted_at(TREE, TREE.course.of_module(module), at)
    return {each.one.exercise: each for each in found}
