"""The reference under many seeds: no generator leaves its contract, and no tolerance is too narrow.

`nox -s fresh` asks it, and all styles, the inputs of 500 seeds; see test_styles.py.
"""

import importlib
import inspect

import pytest

from grader.checks.fresh import Fresh
from grader.course import syllabus
from grader.report.sentences import plain
from tests.grading.test_styles import outcomes


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


@pytest.mark.parametrize("exercise", FRESH)
def test_the_reference_passes_under_every_seed(exercise: str, pytestconfig: pytest.Config) -> None:
    found = outcomes((), pytestconfig.getoption("seeds"), tuple(FRESH))[exercise]

    assert found.status == "passed", plain(found.feedback)
    assert any("fresh inputs" in check.name for check in found.checks)


def test_all_exercises_with_arguments_have_fresh_inputs() -> None:
    """Except those that train, and the models, which take no arguments."""
    exercises = syllabus.load().exercises
    others = {exercise.id for exercise in exercises if exercise.module == "models" or exercise.images}

    assert {exercise.id for exercise in exercises} - others == set(FRESH)
