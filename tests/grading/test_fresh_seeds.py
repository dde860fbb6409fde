"""The reference under many seeds: no generator leaves its contract, and no tolerance is too narrow.

`nox -s fresh` asks it, and all styles, the inputs of 500 seeds, and trains under 20 renamings; see test_styles.py.
"""

import pytest

from grader.course import syllabus
from grader.report.sentences import plain
from tests.grading.test_styles import FRESH, TRAININGS, in_class, outcomes, seeds_of


@pytest.mark.parametrize("exercise", FRESH)
def test_the_reference_passes_under_every_seed(exercise: str, pytestconfig: pytest.Config) -> None:
    found = outcomes((), seeds_of(pytestconfig), tuple(FRESH))[exercise]

    assert found.status == "passed", plain(found.feedback)
    assert any("fresh inputs" in check.name for check in found.checks)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", sorted({style.exercise for style in TRAININGS}))
def test_the_trainings_of_the_reference_pass_in_a_class(exercise: str, pytestconfig: pytest.Config) -> None:
    assert in_class(exercise, pytestconfig) == {"passed"}


def test_all_exercises_with_arguments_have_fresh_inputs() -> None:
    """Except those that train, and the models, which take no arguments."""
    exercises = syllabus.load().exercises
    others = {exercise.id for exercise in exercises if exercise.module == "models" or exercise.images}

    assert {exercise.id for exercise in exercises} - others == set(FRESH)
