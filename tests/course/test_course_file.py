"""`course.toml` changes the course, and each of its mistakes is named with line, key and remedy."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.fresh_seed import FreshSeed
from grader.course import course_file, current, syllabus
from grader.course.bug_exam import BugExam
from grader.course.current import Course
from grader.course.syllabus import Exercise
from grader.grading import pipeline
from tests.conftest import SOLUTIONS
from tests.support.fuzzing import tried

KIT = syllabus.load()
EXAM = "[find_the_bug]\npoints = 2\ncount = 5\nseed = 2027\n"
Read = Callable[[str], Course]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """The course with a file that has this text."""

    def read(text: str) -> Course:
        file = tmp_path / f"{abs(hash(text))}.toml"  # a file is read once
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv(current.NAMED_BY, str(file))
        return current.current()

    return read


def test_without_a_file_the_course_is_the_kits() -> None:
    found = current.current()

    assert (found.syllabus, found.version, found.note) == (KIT, "", "")


def test_every_key_has_a_default(course: Read) -> None:
    found = course("")

    assert found.syllabus == KIT
    assert (found.data, found.solutions, found.own, found.lateness.deadline) == ("auto", "passed", None, None)


def test_points_bonus_and_gates_are_those_of_the_file(course: Read) -> None:
    text = "bonus = ['metrics.roc_auc']\nrequired_points = 107\n[points]\nmetrics.recall = 5\n"
    found = course(f"{text}[gates]\ntraining.train_dense = 0.955\n").syllabus.by_id

    assert found["metrics.recall"].points == 5
    assert [each.id for each in found.values() if each.bonus] == ["metrics.roc_auc"]
    assert found["training.train_dense"].gate == 0.955
    assert found["training.train_dense"].title == "Train a dense network to 95.5 %"
    assert found["training.train_cnn"] == KIT.by_id["training.train_cnn"]


def test_exercises_are_chosen_and_ordered_by_ids_functions_and_modules(course: Read) -> None:
    found = course('exercises = ["evaluation.misclassified", "metrics", "classification_report"]').syllabus

    assert [module.name for module in found.modules] == ["evaluation", "metrics"]
    assert found.exercises[0].id == "evaluation.misclassified"
    assert found.exercises[1:] == KIT.of_module("metrics")


def test_what_is_left_out_is_needed_no_more(course: Read) -> None:
    found = course('exercises = ["metrics.recall", "metrics.classification_report"]').syllabus

    assert found.by_id["metrics.classification_report"].needs == ("metrics.recall",)


def test_hints_are_as_many_as_the_file_says(course: Read) -> None:
    assert {len(each.hints) for each in course("hints = 1").syllabus.exercises} == {1}
    assert {len(each.hints) for each in course("hints = 0").syllabus.exercises} == {0}


def test_model_answers_open_after_the_deadline(course: Read) -> None:
    text = 'solutions = "deadline"\ndeadline = 2027-01-31T23:59:00\ntimezone = "Europe/Berlin"'
    found = course(text)

    assert "after the deadline, 2027-01-31 23:59" in found.refusal(datetime(2027, 1, 31, 22, 58, tzinfo=UTC))
    assert found.refusal(datetime(2027, 1, 31, 23, 0, tzinfo=UTC)) == ""
    assert course('solutions = "never"').refusal(datetime.now(UTC)) == "This course shows no model answers."


def test_lateness_is_that_of_the_file(course: Read) -> None:
    text = "deadline = 2027-01-31T23:59:00\ngrace = 15\n[late]\npercent_per_day = 10\nfloor = 50\n"
    found = course(f"{text}last_day = 2027-02-07\n[extensions]\n'ada@example.org' = 2027-02-03T12:00:00\n").lateness

    assert (found.grace, found.percent_per_day, found.floor) == (15, 10, 50)
    assert str(found.last_day) == "2027-02-07"
    assert found.extensions == {"ada@example.org": datetime(2027, 2, 3, 12)}


def test_the_version_is_that_of_all_but_persons(course: Read) -> None:
    one = course("deadline = 2027-01-31T23:59:00\n[points]\nmetrics.recall = 5\n")
    moved = "# a word\npoints.metrics.recall = 5\ndeadline = 2027-01-31T23:59:00\nextensions.ada = 2027-02-03T12:00:00"
    same = course(moved)
    other = course("deadline = 2027-01-31T23:59:00\n[points]\nmetrics.recall = 4\n")

    assert one.version == same.version != other.version
    assert one.version in one.note


def test_what_students_get_of_it_names_no_person_and_reads_the_same(course: Read) -> None:
    text = 'title = "Größe \\"A\\""\nhints = 2\nshow_points = false\nexercises = ["metrics"]\nbonus = []\n'
    found = course(f"{text}deadline = 2027-01-31T23:59:00\n[extensions]\n'ada@example.org' = 2027-02-03T12:00:00\n")
    assert found.file is not None
    theirs = current.for_students(found.file)
    again = course(theirs)

    assert "ada" not in theirs
    assert (again.version, again.syllabus) == (found.version, found.syllabus)
    assert again.lateness.deadline == found.lateness.deadline


def test_what_is_left_out_takes_no_check_of_the_others_along(course: Read) -> None:
    alone = course('exercises = ["metrics.f_score", "metrics.recall"]').syllabus
    settings = pipeline.Settings(fresh=FreshSeed.of_number(1), use_cache=False, keep=False)

    def checked(whole: syllabus.Syllabus) -> dict[str, list[tuple[str, str]]]:
        report = pipeline.grade(SOLUTIONS, whole, whole.select(["f_score", "recall"]), settings)
        return {each.exercise.id: [(check.name, check.status) for check in each.checks] for each in report.outcomes}

    assert checked(alone) == checked(KIT)
    assert all(len(checks) > 5 for checks in checked(alone).values())


def test_an_exam_is_read_and_students_get_it(course: Read) -> None:
    found = course(f"{EXAM}level = 2\nexercises = ['metrics.recall', 'metrics.recall', 'evaluation']\n")
    assert found.exam is not None
    assert found.file is not None

    assert (found.exam.points, found.exam.count, found.exam.seed, found.exam.level) == (2, 5, 2027, 2)
    assert found.exam.exercises[:2] == ("metrics.recall", "evaluation.misclassified")
    assert course(current.for_students(found.file)).exam == found.exam
    assert course(EXAM).exam == BugExam(points=2, count=5, seed=2027)
    assert course("").exam is None


MISTAKES = {
    "a misspelt exercise": ("[points]\nmetrics.precison = 3", 2, "Did you mean metrics.precision"),
    "a misspelt key": ("\n\npints = 3", 3, "pints is not a key. Did you mean points?"),
    "a misspelt key of a table": ("late.flor = 3", 1, "Did you mean late.floor?"),
    "a deadline below points": (
        "[points]\nmetrics.recall = 3\ndeadline = 2027-01-31T23:59:00",
        3,
        "deadline is below [points], so it is read as a key of that table. deadline belongs above the first [table]",
    ),
    "hints below gates": ("[gates]\nhints = 2", 2, "hints belongs above the first [table]: move the line there."),
    "a time zone below late": ('[late]\ntimezone = "UTC"', 2, "timezone belongs above the first [table]"),
    "a title below an exam": (f'{EXAM}title = "x"', 5, "title belongs above the first [table]"),
    "a key that is like no other": ("xyzzy = 3", 1, "xyzzy is not a key. The keys are title, "),
    "a wrong kind": ("hints = '2'", 1, "hints is '2', which is not a whole number from 0 to 3. Write 2"),
    "true for a number": ("grace = true", 1, "which is not whole minutes"),
    "too many hints": ("hints = 4", 1, "which is not a whole number from 0 to 3"),
    "no points": ('[points]\n"metrics.recall" = 0', 2, "which is not a whole number from 1 to 1,000"),
    "points without an exercise": (
        "points = 3",
        1,
        "points is a table. Write [points] on its own line, and below it",
    ),
    "a list of tables": ("\n[[late]]\nfloor = 3", 2, "late is a table. Write [late] on its own line"),
    "a wait for no deadline": ('solutions = "deadline"', 1, "solutions waits for a deadline, but there is none. Also"),
    "a last day that was before": (
        "deadline = 2027-01-31T23:59:00\n[late]\nlast_day = 2027-01-30",
        3,
        "last_day is 2027-01-30, before the deadline. Give a later day.",
    ),
    "a module for an exercise": ("[points]\nmetrics = 3", 2, "metrics is not the id of an exercise."),
    "points of what is left out": ("exercises = ['metrics']\npoints.models.build_cnn = 3", 2, "Add it there"),
    "an unknown exercise in a list": ('exercises = [\n  "metrics",\n  "modles",\n]', 3, "Did you mean models"),
    "a bonus that is left out": ("exercises = ['metrics']\nbonus = ['one_hot']", 2, "Add it there, or leave it out"),
    "no exercise": ("exercises = []", 1, "Name some, or leave out the line"),
    "a need behind it": ("exercises = ['metrics.classification_report', 'metrics.recall']", 1, "Move one of the two."),
    "points that do not add up": ("title = 'A'\nrequired_points = 99", 2, "add up to 100. Make them 99."),
    "a gate of what has none": ("[gates]\n\nmetrics.recall = 0.9", 3, "Exercises with a gate are training.train_dense"),
    "a gate in percent": ("gates.training.train_cnn = 98", 1, "a share of the test images between 0 and 1"),
    "no such time zone": ("deadline = 2027-01-31T23:59:00\ntimezone = 'Europe/Berlni'", 2, "Name one such as Europe/"),
    "a text for a time": ("deadline = 'tomorrow'", 1, "which is not a date and time. Write 2027-01-31T23:59:00"),
    "a late policy without a deadline": ("\n[late]\npercent_per_day = 10", 3, "Also give the deadline."),
    "an extension without a deadline": ("\n[extensions]\nada = 2027-02-03T12:00:00", 2, "Also give the deadline."),
    "no such folder": ("own_exercises = 'nowhere'", 1, "Name the folder with your exercises."),
    "no such images": ("data = 'nowhere.npz'", 1, "Write auto, mnist, digits or the path of an mnist.npz."),
    "an exam without points": (
        "title = 'A'\n[find_the_bug]\ncount = 5",
        2,
        "has no points. Add points = 2, for example",
    ),
    "an exam without a seed": ("[find_the_bug]\npoints = 2\ncount = 5", 1, "[find_the_bug] has no seed."),
    "an exam that is a number": ("find_the_bug = 5", 1, "which is not a table. Write [find_the_bug] on its own line"),
    "an empty exam": ("[find_the_bug]", 1, "[find_the_bug] has no points."),
    "half points for a bug": ("[find_the_bug]\npoints = 0.5", 2, "which is not a whole number from 1 to 1,000"),
    "too many bugs": ("[find_the_bug]\ncount = 21", 2, "which is not a whole number from 1 to 20"),
    "no such level": ("[find_the_bug]\nlevel = 4", 2, "which is not a level: 1, 2 or 3"),
    "a misspelt key of an exam": ("[find_the_bug]\npoint = 4", 2, "Did you mean find_the_bug.points?"),
    "an exam in no exercise": (f"{EXAM}exercises = []", 5, "Name some, or leave out the line"),
    "an exam in an unknown one": (f"{EXAM}exercises = ['metrics',\n'modles']", 6, "Did you mean models"),
    "an exam in what is left out": (f"exercises = ['metrics']\n{EXAM}exercises = ['one_hot']", 6, "Add it there"),
    "another opening": ("solutions = 'later'", 1, "not one of passed, deadline, never"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_with_line_and_remedy(course: Read, case: str) -> None:
    text, line, said = MISTAKES[case]

    with pytest.raises(course_file.CourseError) as caught:
        course(text)

    assert re.match(rf"\d+\.toml, line {line}: ", str(caught.value))
    assert said in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


@pytest.mark.parametrize(
    "text", ["a = [", "a" * (syllabus.LARGEST + 1), "a = " + "[" * 50_000], ids=["cut off", "long", "deep"]
)
def test_what_is_not_toml_is_refused(course: Read, text: str) -> None:
    with pytest.raises(course_file.CourseError, match="Write it as TOML"):
        course(text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(current.NAMED_BY, str(tmp_path / "nowhere.toml"))

    with pytest.raises(course_file.CourseError, match="there is no such file"):
        current.current()


KEYS = st.sampled_from(
    [*(key + "metrics.recall" if key.endswith(".") else key for key in course_file.KEYS), "x", "late"]
)
TIMES = ["2027-01-31", "2027-01-31T23:59:00", "2027-01-31T23:59:00Z", "23:59:00"]
ODD = [
    "1",
    "-1",
    "0.5",
    "nan",
    "inf",
    "true",
    '""',
    '"metrics"',
    "[]",
    '["metrics"]',
    "[1]",
    "{}",
    "{a = 1}",
    '"\\u0000"',
]
VALUES = st.sampled_from([*TIMES, *ODD, "9" * 400])


@pytest.mark.fuzz
@given(st.lists(st.tuples(KEYS, VALUES), max_size=4, unique_by=lambda pair: pair[0]))
def test_any_file_is_a_course_or_refused(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("course") / "course.toml"
    file.write_text("\n".join(f"{key} = {value}" for key, value in pairs), encoding="utf-8")
    found = tried("course reader", lambda: current._course(file), syllabus.SyllabusError, memory=16 << 20)

    if found is not None:
        exercises: tuple[Exercise, ...] = found.syllabus.exercises
        assert exercises
        assert all(each.points > 0 for each in exercises)
