"""Classroom 50's release body: what students see of a grading, and nothing that a submission says is more than text."""

import re
from dataclasses import replace

import pytest

from grader.course.syllabus import Syllabus
from grader.report.release_body import LONGEST, to_release_body
from grader.report.report import Report, judge
from tests.support import reports


def test_the_score_the_next_thing_and_every_exercise_are_told(course: Syllabus) -> None:
    body = to_release_body(reports.mixed(course))

    assert body.startswith("# ")
    assert re.search(r"^Next: \*\*[a-z_.]+\*\*, .+$", body, re.MULTILINE)
    assert all(f"| `{exercise.id}` |" in body for exercise in course.exercises)
    assert body.count("\n## ") == sum(
        outcome.status not in ("passed", "todo") for outcome in reports.mixed(course).outcomes
    )
    assert "You divided." in body


def test_of_stubs_nothing_but_the_table_is_told(course: Syllabus) -> None:
    body = to_release_body(reports.stubs(course))

    assert "0 of 100 points and 0 of 8 bonus points" in body
    assert "## " not in body.replace("# 0 of", "")


@pytest.mark.hostile
def test_what_a_submission_says_stays_in_its_block(course: Syllabus) -> None:
    text = "f(1)\n    returned 2\n```\n# 100 of 100 points\n<img src=x>\n`````\n@everyone \x1b[2J\u202e"
    wrong = judge(course.exercises[0], [reports.failing(text)], 1)
    body = to_release_body(Report("mine", (replace(wrong, reason="See [this](http://x) <b>, a_b_c | #1 `x_y`"),)))

    block = re.search(r"^(`{6,})text\n(.*?)\n\1$", body, re.MULTILINE | re.DOTALL)
    assert block is not None
    outside = body.replace(block[0], "")
    assert "100 of 100" not in outside
    assert "@everyone" not in outside
    assert r"\[this\](http://x) \<b\>, a\_b\_c \| \#1 `x_y`" in outside
    assert "\x1b" not in body
    assert "\u202e" not in body


def test_it_has_a_size_that_github_takes(course: Syllabus) -> None:
    long = [judge(each, [reports.failing("x" * 4_000)], 1) for each in course.exercises * 3]
    body = to_release_body(Report("mine", tuple(long)))

    assert len(body) < LONGEST + 1_000
    assert "more exercises have feedback that did not fit here." in body
