"""Right answers under many seeds: no generator leaves its contract, and no tolerance is too narrow.

All styles of the exercises with fresh inputs and the reference are asked all inputs of each seed, in one worker for one
style of each exercise. `nox -s fresh` takes 500 seeds.
"""

import importlib
import inspect
from dataclasses import replace
from functools import cache

import pytest

from grader.checks.fresh import Fresh, FreshSeed
from grader.course import syllabus
from grader.course.syllabus import Exercise, Syllabus
from grader.grading import pipeline
from grader.report.report import Outcome
from grader.report.sentences import plain
from tests.grading.test_styles import STYLES, Style, companions, graded

TIMES = 100_000  # its limit that an exercise may take: it is asked many times as much as in a grading


@cache
def _course() -> Syllabus:
    course = syllabus.load()
    return replace(course, exercises=tuple(replace(each, seconds=TIMES) for each in course.exercises))


def _with_fresh_inputs() -> list[str]:
    """Ids of the exercises with a check that has some."""
    course, found = syllabus.load(), set()
    for module in course.modules:
        for name, check in vars(importlib.import_module(f"grader.checks.check_{module.name}")).items():
            marks = getattr(check, "pytestmark", ()) if name.startswith("check_") else ()
            if any(
                isinstance(each, Fresh) for mark in marks for row in mark.args[1] if type(row) is tuple for each in row
            ):
                parameters = inspect.signature(check).parameters
                found.add(next(course.by_function[each].id for each in parameters if each in course.by_function))
    return [exercise.id for exercise in course.exercises if exercise.id in found]


FRESH = _with_fresh_inputs()
CHOSEN = [style for style in STYLES if style.exercise in FRESH]


@cache
def _outcomes(styles: tuple[Style, ...], seeds: int) -> dict[str, Outcome]:
    """What becomes of these styles, or, without any, of the reference."""
    wanted: tuple[Exercise, ...] = _course().select([style.exercise for style in styles] or FRESH)
    first, *further = map(FreshSeed.of_number, range(1, seeds + 1))
    settings = pipeline.Settings(data="digits", use_cache=False, fresh=first, further=tuple(further))
    report = graded(styles, _course(), wanted, settings)
    return {found.exercise.id: found for found in report.outcomes}


def _assert_passed(found: Outcome) -> None:
    assert found.status == "passed", plain(found.feedback)
    assert any("fresh inputs" in check.name for check in found.checks)


@pytest.mark.parametrize("style", CHOSEN, ids=str)
def test_a_right_answer_passes_under_every_seed(style: Style, pytestconfig: pytest.Config) -> None:
    styles = tuple(other for other in companions(style) if other.exercise in FRESH)
    _assert_passed(_outcomes(styles, pytestconfig.getoption("seeds"))[style.exercise])


@pytest.mark.parametrize("exercise", FRESH)
def test_the_reference_passes_under_every_seed(exercise: str, pytestconfig: pytest.Config) -> None:
    _assert_passed(_outcomes((), pytestconfig.getoption("seeds"))[exercise])


def test_all_exercises_with_arguments_have_fresh_inputs() -> None:
    """Except those that train, and the models, which take no arguments."""
    others = {exercise.id for exercise in _course().exercises if exercise.module == "models" or exercise.images}

    assert {exercise.id for exercise in _course().exercises} - others == set(FRESH)
