"""A 0 that is not an answer is remarked upon, in a sentence with file and line."""

from dataclasses import replace

import pytest

from grader.classroom.hand_in_state import standing
from grader.classroom.records import Record, Student
from grader.classroom.remarks import remarks, shortened
from grader.course.syllabus import Syllabus
from grader.report.feedback import Feedback, SourceLine
from grader.report.report import Report, judge
from tests.support import reports

FILE = "mine-4711/metrics.py"


def of(course: Syllabus, feedback: Feedback) -> Record:
    outcomes = [
        judge(each, [reports.failing(feedback) if each.module == "metrics" else reports.PASSED], 1)
        for each in course.exercises
    ]
    return Record(Student("a", "A"), "graded", "a", report=Report("mine-4711", tuple(outcomes)))


@pytest.mark.parametrize(
    ("feedback", "short", "sentence"),
    [
        (
            Feedback("not_imported", raised="NameError: x", frames=(SourceLine(FILE, 3, "<module>", "x"),), file=FILE),
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. Importing metrics.py raised NameError: x; metrics.py:3: x",
        ),
        (
            Feedback("not_read", reason="this is not UTF-8 text. Save the file as UTF-8.", file=FILE, line=7),
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. metrics.py, line 7: this is not UTF-8 text. Save the file as UTF-8.",
        ),
        (
            Feedback(
                "not_read",
                reason="it is JSON, but has no cells. Save it again.",
                file="mine-4711/metrics.ipynb",
            ),
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. metrics.ipynb: it is JSON, but has no cells. Save it again.",
        ),
        (
            Feedback("missing_module", reason=f"There is no {FILE}. Put it back.", file=FILE),
            "no metrics.py",
            "There is no metrics.py. Put it back.",
        ),
        (
            Feedback("not_read", reason="it is empty. Save your work in it.", file=FILE),
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. metrics.py: it is empty. Save your work in it.",
        ),
        (
            Feedback(
                "not_read", reason="metrics-1.py and metrics-2.py could each be metrics.py. Keep one.", file="mine-4711"
            ),
            "metrics.py cannot be loaded",
            "metrics.py cannot be loaded. metrics-1.py and metrics-2.py could each be metrics.py. Keep one.",
        ),
        (
            Feedback(
                "missing_function", reason=f"There is no function f in {FILE}. Give it this name back.", file=FILE
            ),
            "no functions in metrics.py",
            "metrics.py has none of its functions.",
        ),
    ],
)
def test_a_module_that_cannot_be_run_is_remarked_once(
    feedback: Feedback, short: str, sentence: str, course: Syllabus
) -> None:
    (found,) = remarks(of(course, feedback))

    assert (found.short, found.sentence, found.module) == (short, sentence, "metrics")


def test_wrong_answers_are_no_remark(course: Syllabus) -> None:
    assert remarks(of(course, Feedback("wrong_value", "f(1)", "2"))) == []


def test_stubs_alone_and_being_late_are_remarked(course: Syllabus) -> None:
    todo = Report("mine", tuple(judge(each, [reports.TODO], 1) for each in course.exercises))
    record = replace(of(course, Feedback("wrong_value")), report=todo, late="2 days late")

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
