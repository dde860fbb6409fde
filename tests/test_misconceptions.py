"""Tests of grader/misconceptions: each, planted into the reference, fails its exercise and is named."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader import grading, misconception, planting, syllabus
from grader.misconception import Misconception
from grader.report import Outcome
from tests import workers
from tests.submitted import FAILED, SOLUTIONS

MODULES = [module.name for module in syllabus.load().modules]
KNOWN = {f"{one.exercise}: {one.name}": one for module in MODULES for one in misconception.of_module(module)}
FEWEST = 100  # in all


def place(one: Misconception) -> int:
    """How many stand before it about the same exercise: those in one place are graded together."""
    return misconception.of_exercise(one.exercise).index(one)


def turn(name: str) -> tuple[int, int]:
    """Module and place, so that those that are graded together follow one another."""
    one = KNOWN[name]
    return MODULES.index(one.exercise.partition(".")[0]), place(one)


@pytest.mark.parametrize("name", sorted(KNOWN, key=lambda name: turn(str(name))))
def test_a_planted_misconception_fails_and_is_named(name: str) -> None:
    one = KNOWN[name]
    found = outcomes(one.exercise.partition(".")[0], place(one))[one.exercise]

    assert found.status in FAILED, found.checks
    assert found.misconception == one.name, (found.misconception, found.feedback)
    assert found.reason.startswith(one.sentence)


def test_there_are_enough_of_them_and_some_about_every_exercise() -> None:
    assert len(KNOWN) >= FEWEST
    assert {one.exercise for one in KNOWN.values()} == {exercise.id for exercise in syllabus.load().exercises}


@pytest.mark.parametrize("name", KNOWN)
def test_its_sentence_is_one_for_a_student(name: str) -> None:
    sentence = KNOWN[name].sentence

    assert 30 < len(sentence) < 300, len(sentence)
    assert sentence[0].isupper()
    assert sentence.endswith(".")


@cache
def outcomes(module: str, at: int) -> dict[str, Outcome]:
    """What becomes of the exercises of a module when each has the misconception in this place."""
    course = syllabus.load()
    chosen: list[Misconception] = []
    for exercise in course.of_module(module):
        chosen += misconception.of_exercise(exercise.id)[at : at + 1]
    with TemporaryDirectory() as name:
        folder = Path(name, "planted")
        shutil.copytree(SOLUTIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        with (folder / f"{module}.py").open("a", encoding="utf-8") as file:
            file.writelines(f"\n\n{planting.planted(one)}" for one in chosen)
        exercises = course.select([one.exercise for one in chosen])
        report = workers.graded(folder, course, exercises, grading.Settings(data="digits", use_cache=False))
    assert not report.notes[1:], report.notes
    return {found.exercise.id: found for found in report.outcomes}
