"""The syllabus is what the course says it is, and its mistakes are named with the remedy."""

from pathlib import Path

import pytest

from grader import syllabus

REAL = syllabus.PATH.read_text(encoding="utf-8")


def test_the_course_is_as_it_was_designed() -> None:
    course = syllabus.load()

    assert len(course.exercises) == 30
    assert [module.name for module in course.modules] == [
        "preprocessing",
        "metrics",
        "models",
        "training",
        "evaluation",
    ]
    assert sum(exercise.points for exercise in course.exercises if not exercise.bonus) == 100
    assert sum(exercise.points for exercise in course.exercises if exercise.bonus) == 8
    points = {
        module.name: sum(e.points for e in course.of_module(module.name) if not e.bonus) for module in course.modules
    }
    assert points == {"preprocessing": 15, "metrics": 32, "models": 12, "training": 28, "evaluation": 13}


def test_names_of_exercises_functions_and_modules_choose() -> None:
    course = syllabus.load()

    assert [exercise.id for exercise in course.select(["recall", "metrics.precision"])] == [
        "metrics.precision",
        "metrics.recall",
    ]
    assert len(course.select(["preprocessing"])) == 6
    assert course.select([]) == course.exercises


@pytest.mark.parametrize(
    ("name", "closest"),
    [("metrics.recal", "metrics.recall"), ("precison", "precision"), ("metric", "metrics"), ("qqq", "The modules are")],
)
def test_a_wrong_name_gets_the_closest(name: str, closest: str) -> None:
    with pytest.raises(syllabus.UnknownExercise, match=closest):
        syllabus.load().select([name])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param("points = 3", "points = 4", "required points add up to 101. Make them 100.", id="points"),
        pytest.param("points = 3", 'points = "3"', "points = '3' is of the wrong kind", id="a wrong kind"),
        pytest.param("points = 3\n", "", "missing 1 required positional argument: 'points'", id="a missing key"),
        pytest.param("points = 3", "point = 3", "unexpected keyword argument 'point'", id="a misspelt key"),
        pytest.param("points = 3", "points = 0", "needs points and seconds above zero", id="no points"),
        pytest.param('"metrics.recall"', '"metrics.precision"', "stands twice", id="twice the same"),
        pytest.param('"metrics.recall"', '"metric.recall"', "is not of the form module.function", id="no such module"),
        pytest.param('    "models.build_dense",', '    "models.build",', "needs 'models.build'", id="an unknown need"),
        pytest.param("\n[[modules]]", "\n[[module]]", "is not of the form", id="another table"),
        pytest.param("\n[[exercises]]", "\n[[exercises", "cannot be read", id="no TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in REAL
    wrong = tmp_path / "syllabus.toml"
    wrong.write_text(REAL.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(syllabus.SyllabusError) as caught:
        syllabus.load(wrong)

    assert sentence in str(caught.value)
    assert str(caught.value).startswith("syllabus.toml: ")


def test_a_syllabus_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(syllabus.SyllabusError, match="cannot be read"):
        syllabus.load(tmp_path / "syllabus.toml")
