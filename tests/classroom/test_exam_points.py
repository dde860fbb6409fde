"""Points for an exam are given once, replaced when it is judged again, and known by their author."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom import adjustments
from grader.classroom.exam_points import TAKEN_BACK, author_of, settled
from grader.classroom.gradebook import Gradebook
from grader.classroom.gradebook_rows import adjustment
from grader.classroom.received import Received
from grader.classroom.records import Adjustment, Student
from grader.course.syllabus import Syllabus
from grader.learning.hunt.exam_judging import JudgedBug
from grader.learning.hunt.hunt_judging import Verdict
from grader.sandbox.submission import Submission
from grader.util.errors import Stopped
from tests.support.exams import EXAM

YES = Verdict("passed")
FIRST, SECOND = (JudgedBug(number, f"metrics.{name}", YES, YES) for number, name in ((1, "recall"), (2, "precision")))


def points(given: list[Adjustment]) -> list[float]:
    return [each.points for each in given]


def test_points_are_given_once_with_a_reason_that_names_the_bugs() -> None:
    (given,) = settled([], [FIRST, SECOND], EXAM)

    assert (given.exercise, given.points, given.author) == ("", 4, "find-the-bug, seed 7")
    assert given.reason == "Find the bug: 2 of 2 shown and repaired: 1 (metrics.recall), 2 (metrics.precision)."
    assert settled([given], [FIRST, SECOND], EXAM) == []
    assert settled([], [], EXAM) == []


def test_another_judgement_replaces_what_was_given() -> None:
    before = settled([], [FIRST, SECOND], EXAM)
    fewer = settled(before, [SECOND], EXAM)
    none = settled([*before, *fewer], [], EXAM)

    assert points(fewer) == [-4, 2]
    assert [each.reason for each in fewer] == [
        TAKEN_BACK,
        "Find the bug: 1 of 2 shown and repaired: 2 (metrics.precision).",
    ]
    assert points(none) == [-2]
    assert settled([*before, *fewer, *none], [], EXAM) == []
    assert points(settled([*before, *fewer, *none], [FIRST], EXAM)) == [2]


def test_as_many_other_bugs_are_another_reason() -> None:
    before = settled([], [FIRST], EXAM)

    assert points(settled(before, [SECOND], EXAM)) == [-2, 2]


def test_other_points_of_a_bug_replace_the_old_ones() -> None:
    before = settled([], [FIRST], EXAM)

    assert points(settled(before, [FIRST], replace(EXAM, points=5))) == [-2, 5]


def test_another_exam_and_what_persons_give_stay_as_they_are() -> None:
    others = [
        adjustment("", 3, "Talked about it.", "Grace"),
        adjustment("", 6, "An earlier exam.", author_of(replace(EXAM, seed=6))),
        adjustment("metrics.recall", 1, "Nearly.", author_of(EXAM)),
    ]

    assert points(settled(others, [FIRST], EXAM)) == [2]


@pytest.mark.parametrize("author", ["find-the-bug", " Find-the-bug, seed 7 "])
def test_nobody_adjusts_under_that_name(author: str, tmp_path: Path, course: Syllabus) -> None:
    file, table = tmp_path / "class.gradebook", tmp_path / "many.csv"
    with Gradebook(file) as book:
        book.take_in([Received(Student("1", "Ada"), "1", Submission("1", {}, {}))])
    table.write_text("student,exercise,points,reason\n1,,2,Late.\n", encoding="utf-8")

    with pytest.raises(Stopped, match="Give your own name: --author"):
        adjustments.adjust(file, "1", "", 1, "Nearly.", author, course)
    with pytest.raises(Stopped, match="Give your own name: --author"):
        adjustments.adjust_many(file, table, author, course)
