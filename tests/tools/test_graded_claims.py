"""What is said of solutions and misconceptions by their grades, whatever these are; nothing is graded here."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.course.syllabus import Exercise, Syllabus
from grader.grading import pipeline
from grader.misconceptions import registry
from grader.misconceptions.registry import Misconception
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, Outcome, Report
from grader.tools.selfcheck import check_usage, graded_claims
from grader.tools.selfcheck.graded_claims import Planted, complaint_about
from grader.tools.selfcheck.kit import Kit

FAILING = CheckResult("check_divides_by_255", "It divides.", "failed", Feedback("wrong_value", reason="It does not."))


@pytest.fixture
def one() -> Misconception:
    return registry.of_exercise("preprocessing.scale_pixels")[0]


def outcome(course: Syllabus, one: Misconception, status: str, named: str | None = None, reason: str = "") -> Outcome:
    wrong = Feedback("wrong_value", reason="It went wrong.")
    check = CheckResult("holds", "It holds.", "error" if status == "error" else "failed", wrong)
    return Outcome(course.by_id[one.exercise], status, (check,), misconception=named, reason=reason)


def test_trainings_of_the_solutions_are_graded_with_their_gates_if_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Kit(("training.train_dense", "preprocessing.scale_pixels"))
    graded: list[tuple[list[str], pipeline.Settings]] = []

    def grade(_folder: Path, _tree: Kit, exercises: Sequence[Exercise], settings: pipeline.Settings) -> Report:
        graded.append(([exercise.id for exercise in exercises], settings))
        statuses = ["failed" if exercise.images else "passed" for exercise in exercises]
        found = zip(exercises, statuses, strict=True)
        return Report("solutions", tuple(Outcome(exercise, status, (FAILING,)) for exercise, status in found))

    monkeypatch.setattr(graded_claims, "_graded", grade)
    told: list[str] = []
    claim = graded_claims.solutions_pass(tree, True, told.append)

    assert graded == [
        (["preprocessing.scale_pixels"], graded_claims.PLANTED),
        (["training.train_dense"], pipeline.Settings()),
    ]
    assert told == ["grading the solutions", "grading the trainings of the solutions"]
    assert (claim.words, claim.count) == ("every solution passes", 2)
    assert [complaint.path for complaint in claim.complaints] == ["solutions/training.py"]

    claim = graded_claims.solutions_pass(tree, False, told.append)
    assert (claim.words, claim.count) == ("every solution passes, without 1 trainings: see --trainings", 1)
    assert claim.complaints == ()


def test_of_a_module_without_misconceptions_nothing_is_graded_or_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[object] = []
    monkeypatch.setattr(registry, "of_exercise", lambda _exercise: ())
    monkeypatch.setattr(graded_claims, "_graded", lambda *arguments: touched.append(arguments))
    monkeypatch.setattr(check_usage, "keep", lambda *arguments: touched.append(arguments))
    claim = graded_claims.misconceptions_fail_and_are_named(Kit(("metrics", "models")), lambda _doing: None)

    assert (claim.count, claim.complaints) == (0, ())
    assert touched == []


def test_where_no_exercise_has_so_many_misconceptions_nothing_is_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Kit(("preprocessing",))
    touched: list[object] = []
    monkeypatch.setattr(graded_claims, "_graded", lambda *arguments: touched.append(arguments))
    most = max(len(registry.of_exercise(exercise.id)) for exercise in tree.exercises)

    assert graded_claims.planted_at(tree, tree.exercises, most) == ()
    assert touched == []


def test_a_check_that_breaks_at_a_misconception_is_to_be_mended(course: Syllabus, one: Misconception) -> None:
    complaint = complaint_about(Planted(one, outcome(course, one, "error")))

    assert complaint is not None
    assert complaint.path == "grader/misconceptions/known/preprocessing/scale_pixels.py"
    assert complaint.message == f"{one.name} is error: It went wrong."
    assert complaint.remedy == "Fix the check."


def test_a_misconception_named_with_the_sentence_of_another_is_a_complaint(
    course: Syllabus, one: Misconception
) -> None:
    complaint = complaint_about(Planted(one, outcome(course, one, "failed", one.name, "You did something else.")))

    assert complaint is not None
    assert complaint.message == f"{one.name} is named with another sentence"
    right = outcome(course, one, "failed", one.name, f"{one.sentence} By 1.")
    assert complaint_about(Planted(one, right)) is None
