"""The syllabus is what the course says it is, and its mistakes are named with the remedy."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import syllabus
from tests.support.fuzzing import tried

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
    ("name", "remedy"),
    [
        ("metrics.recal", "Did you mean metrics.recall?"),
        ("precison", "Did you mean precision?"),
        ("metric", "Did you mean metrics?"),
        ("metrics.foo", "Did you mean metrics or metrics.f_score or "),
        ("qqq", "The modules are"),
    ],
)
def test_a_wrong_name_gets_the_closest(name: str, remedy: str) -> None:
    with pytest.raises(syllabus.UnknownExercise, match=re.escape(remedy)):
        syllabus.load().select([name])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param("points = 3", "points = 4", "required points add up to 101. Make them 100.", id="points"),
        pytest.param("points = 3", 'points = "3"', "points = '3' is of the wrong kind", id="a wrong kind"),
        pytest.param("points = 3\n", "", "has no points. See the comments", id="a missing key"),
        pytest.param("points = 3", "point = 3", "'point' is not a key. Did you mean points?", id="a misspelt key"),
        pytest.param("points = 3", "points = 0", "needs points and seconds above zero", id="no points"),
        pytest.param('"metrics.recall"', '"metrics.precision"', "is listed twice", id="twice the same"),
        pytest.param('"metrics.recall"', '"metric.recall"', "is not of the form module.function", id="no such module"),
        pytest.param('    "models.build_dense",', '    "models.build",', "needs 'models.build'", id="an unknown need"),
        pytest.param(
            "seconds = 10\n", 'seconds = 10\nneeds = ["metrics.recal"]\n', "Did you mean", id="a misspelt need"
        ),
        pytest.param("seconds = 10\n", 'seconds = 10\nneeds = ["qqq"]\n', "Name the id of another", id="no such need"),
        pytest.param(
            "seconds = 10\n",
            'seconds = 10\nneeds = ["metrics.roc_auc"]\n',
            "which does not come before it. Move one of the two.",
            id="a need behind it",
        ),
        pytest.param(
            "seconds = 10\n",
            'seconds = 10\nneeds = ["preprocessing.scale_pixels"]\n',
            "which needs it in turn. Remove one of these needs.",
            id="a need of itself",
        ),
        pytest.param(
            '    "What must 0 and 255 become?',
            '    "", "What must 0 and 255',
            "has 4 hints, or an empty",
            id="hints",
        ),
        pytest.param(
            'name = "models"', 'other = "models"', "'other' is not a key. The keys are name, title.", id="no name"
        ),
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


# Whatever stands in the file.


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("syllabus") / "syllabus.toml"


def loaded(file: Path, content: bytes) -> syllabus.Syllabus | None:
    """The course that a file describes, or None if it is refused."""
    file.write_bytes(content)
    course = tried("syllabus reader", lambda: syllabus.load(file), syllabus.SyllabusError, memory=16 << 20)
    if course is not None:
        assert sum(exercise.points for exercise in course.exercises if not exercise.bonus) == 100
        assert all(0 < exercise.seconds <= syllabus.LONGEST for exercise in course.exercises)
        assert {exercise.module for exercise in course.exercises} <= {module.name for module in course.modules}
        assert course.select([]) == course.exercises
    return course


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("modules = " + "[" * 50_000, id="lists in lists"),
        pytest.param("modules = " + "{a = " * 50_000, id="tables in tables"),
        pytest.param(f"[[modules]]\nname.{'a.' * 1_200}a = 1", id="names of names"),
        pytest.param("[[modules]]\nname = " + "9" * 5_000, id="a number of 5,000 digits"),
        pytest.param(f"{REAL}\n# {'x' * syllabus.LARGEST}", id="a long comment"),
        pytest.param("[[modules]]\nname = 0x" + "f" * 5_000, id="a hexadecimal number of 5,000 digits"),
    ],
)
def test_what_nothing_can_be_done_with_is_refused(odd: Path, text: str) -> None:
    assert loaded(odd, text.encode()) is None


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400", "9" * 400, "0x" + "f" * 5_000, "true"])
@pytest.mark.parametrize("key", ["points", "seconds"])
def test_a_number_that_is_none_is_refused(odd: Path, key: str, number: str) -> None:
    lines = [f"{key} = {number}" if line.startswith(f"{key} = ") else line for line in REAL.splitlines()]

    assert loaded(odd, "\n".join(lines).encode()) is None


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_a_course_or_refused(odd: Path, content: bytes) -> None:
    loaded(odd, content)


LINES = REAL.splitlines()
VALUES = ["nan", "1e999", "2026-11-20", "2026-99-99", "9" * 5_000, "true", '""', '"."', '"a.b"', "[]", "{}", "'"]


@pytest.mark.fuzz
@given(st.data())
def test_a_changed_syllabus_is_a_course_or_refused(odd: Path, data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[place].partition(" = ")
        change = data.draw(st.sampled_from(["value", "out", "twice", "move", "cut", "letter"]))
        if change == "value" and equals:
            lines[place] = f"{key} = {data.draw(st.sampled_from(VALUES))}"
        elif change == "out":
            del lines[place]
        elif change == "twice":
            lines.insert(data.draw(st.integers(0, len(lines))), lines[place])
        elif change == "move":
            lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(place))
        elif change == "cut":
            del lines[place : place + data.draw(st.integers(1, 60))]
        else:
            at = data.draw(st.integers(0, len(lines[place])))
            lines[place] = lines[place][:at] + data.draw(st.characters(codec="utf-8")) + lines[place][at + 1 :]
        lines = lines or [""]

    loaded(odd, "\n".join(lines).encode())


NAMES = st.sampled_from(["", "m", "m.f", "m.g", "m.h", "n.f", "m.f.f", ".", "m.", ".f", "m.1", "\u202e", "__class__"])
ROW = st.dictionaries(
    st.sampled_from(["id", "name", "title", "points", "seconds", "hints", "needs", "bonus", "images", "self"]),
    NAMES | st.integers(-1, 100) | st.floats() | st.booleans() | st.lists(NAMES, max_size=4) | st.just([["x"]]),
    max_size=3,
)
SOUND = {"id": "m.f", "title": "t", "points": 100, "seconds": 1, "hints": ["a", "b", "c"]}


@pytest.mark.fuzz
@given(
    st.lists(ROW, max_size=2),
    st.lists(NAMES.map(lambda name: {**SOUND, "id": name}) | ROW.map(lambda row: {**SOUND, **row}) | ROW, max_size=3),
)
def test_whatever_rows_there_are_they_are_a_course_or_refused(
    odd: Path, modules: list[dict[str, Any]], exercises: list[dict[str, Any]]
) -> None:
    rows: list[tuple[str, dict[str, Any]]] = [("modules", {"name": "m", "title": "M"})]
    rows += [("modules", row) for row in modules] + [("exercises", row) for row in exercises]
    lines = [line for name, row in rows for line in (f"[[{name}]]", *(f"{key} = {toml(row[key])}" for key in row))]

    loaded(odd, "\n".join(lines).encode())


def toml(value: Any) -> str:
    """A value as TOML writes it, which is as JSON does but for numbers that are none."""
    return json.dumps(value).replace("Infinity", "inf").replace("NaN", "nan")
