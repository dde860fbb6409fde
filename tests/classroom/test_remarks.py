"""A 0 that is not an answer is remarked upon, in a sentence with file and line."""

from dataclasses import replace

import pytest

from grader.classroom.hand_in_state import standing
from grader.classroom.records import Record, Student
from grader.classroom.remarks import remarks, shortened
from grader.course.syllabus import Syllabus
from grader.report.report import Report, judge
from tests.support import reports


def of(course: Syllabus, feedback: str) -> Record:
    outcomes = [
        judge(each, [reports.failing(feedback.format(each)) if each.module == "metrics" else reports.PASSED], 1)
        for each in course.exercises
    ]
    return Record(Student("a", "A"), "graded", "a", report=Report("mine-4711", tuple(outcomes)))


@pytest.mark.parametrize(
    ("feedback", "short", "sentence"),
    [
        (
            "Importing mine-4711/metrics.py raised NameError: x\n    mine-4711/metrics.py:3: x",
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. Importing metrics.py raised NameError: x; metrics.py:3: x",
        ),
        (
            "mine-4711/metrics.py, line 7: this is not UTF-8 text. Save the file as UTF-8.",
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. metrics.py, line 7: this is not UTF-8 text. Save the file as UTF-8.",
        ),
        (
            "mine-4711/metrics.ipynb: it is JSON, but has no cells. Save it again.",
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. metrics.ipynb: it is JSON, but has no cells. Save it again.",
        ),
        ("There is no mine-4711/metrics.py. Put it back.", "no metrics.py", "There is no metrics.py. Put it back."),
        (
            "mine-4711: metrics-1.py and metrics-2.py could each be metrics.py. Keep one.",
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. mine-4711: metrics-1.py and metrics-2.py could each be metrics.py. Keep one.",
        ),
        (
            "There is no function {0.function} in mine-4711/metrics.py. Give it this name back.",
            "no functions in metrics.py",
            "metrics.py has none of its functions.",
        ),
    ],
)
def test_a_module_that_cannot_be_run_is_remarked_once(
    feedback: str, short: str, sentence: str, course: Syllabus
) -> None:
    (found,) = remarks(of(course, feedback))

    assert (found.short, found.sentence, found.module) == (short, sentence, found.module)


def test_wrong_answers_are_no_remark(course: Syllabus) -> None:
    assert remarks(of(course, "f(1)\n    returned 2")) == []


def test_stubs_alone_and_being_late_are_remarked(course: Syllabus) -> None:
    todo = Report("mine", tuple(judge(each, [reports.TODO], 1) for each in course.exercises))
    record = replace(of(course, "x"), report=todo, late="2 days late")

    assert [each.short for each in remarks(record)] == ["only stubs", "late"]


def test_a_sentence_is_bounded() -> None:
    assert shortened("a\n\n b. \nc") == "a; b. c"
    assert len(shortened("x" * 1_000)) == 300


@pytest.mark.parametrize(
    ("status", "late", "draft"),
    [
        ("Submitted for grading - ", "", ""),
        ("Submitted for grading - 1 day 2 hours late - ", "1 day 2 hours late", ""),
        ("Zur Bewertung abgegeben - 2 Tage verspätet - ", "2 Tage verspätet", ""),
        ("Remis pour évaluation - 2 jours de retard - ", "2 jours de retard", ""),
        ("Draft (not submitted) -  - ", "", "Draft (not submitted)"),
        ("Entwurf (nicht abgegeben) -  - ", "", "Entwurf (nicht abgegeben)"),
        ("No submission - ", "", ""),
    ],
)
def test_a_worksheet_says_who_was_late_and_who_has_a_draft(status: str, late: str, draft: str) -> None:
    found = standing([("Status", status), ("Last modified (submission)", "-")])

    assert (found.handed, found.late, found.draft) == ("", late, draft)
