"""Points are earned by passing every check, and renderers show what the report says."""

import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from rich.console import Console

from grader.course import syllabus
from grader.course.syllabus import Exercise
from grader.report.advice import next_to_do
from grader.report.feedback import Feedback
from grader.report.gradescope import to_results
from grader.report.html.rendering import rendered
from grader.report.junit import to_junit
from grader.report.report import CheckResult, Gate, Outcome, Report, judge, to_json
from grader.report.terminal import show_report
from grader.util.exit_status import LEFT_TO_DO
from grader.util.text import sanitize

COURSE = syllabus.load()
FIRST = COURSE.exercises[0]
PASSED, FAILED = (
    CheckResult("holds", "It holds.", "passed"),
    CheckResult("fails", "It fails.", "failed", Feedback("wrong_value", "f(1)", "2")),
)
TODO, ERROR = (
    CheckResult("waits", "It waits.", "todo"),
    CheckResult("breaks", "It breaks.", "error", Feedback("check_failed", reason="The check failed.")),
)


@pytest.mark.parametrize(
    ("checks", "collected", "status"),
    [
        pytest.param([PASSED, PASSED], 2, "passed", id="all passed"),
        pytest.param([PASSED, FAILED], 2, "failed", id="one failed"),
        pytest.param([PASSED, TODO], 2, "todo", id="one todo"),
        pytest.param([TODO, FAILED], 2, "failed", id="todo and failed"),
        pytest.param([FAILED, ERROR], 2, "error", id="one that could not be judged"),
        pytest.param([], 0, "error", id="no checks at all"),
        pytest.param([PASSED], 2, "error", id="a check that did not run"),
    ],
)
def test_an_exercise_passes_when_all_its_checks_do(checks: list[CheckResult], collected: int, status: str) -> None:
    outcome = judge(FIRST, checks, collected)

    assert outcome.status == status
    assert outcome.score == (FIRST.points if status == "passed" else 0)


def outcomes(status: str, bonus: str) -> tuple[Outcome, ...]:
    check = {"passed": PASSED, "failed": FAILED, "todo": TODO, "error": ERROR}
    return tuple(judge(exercise, [check[bonus if exercise.bonus else status]], 1) for exercise in COURSE.exercises)


@pytest.mark.parametrize(
    ("status", "bonus", "score", "extra", "exit_status"),
    [
        ("passed", "passed", 100, 8, 0),
        ("passed", "todo", 100, 0, 0),
        ("failed", "passed", 0, 8, LEFT_TO_DO),
        ("todo", "todo", 0, 0, LEFT_TO_DO),
        ("passed", "error", 100, 0, 3),
    ],
)
def test_bonus_comes_on_top_and_hides_nothing(
    status: str, bonus: str, score: int, extra: int, exit_status: int
) -> None:
    report = Report("mine", outcomes(status, bonus))

    assert (report.score, report.points, report.bonus, report.bonus_points) == (score, 100, extra, 8)
    assert report.exit_status == exit_status


def test_what_failed_comes_before_what_was_not_begun() -> None:
    first, second, *rest = outcomes("todo", "todo")
    assert next_to_do(Report("mine", (first, second, *rest))) is first

    failed = judge(second.exercise, [FAILED], 1)
    assert next_to_do(Report("mine", (first, failed, *rest))) is failed
    assert next_to_do(Report("mine", outcomes("passed", "passed"))) is None


def test_what_could_not_be_judged_is_the_next_thing_only_where_nothing_else_is_left() -> None:
    first, second, *rest = outcomes("todo", "todo")
    unjudged = judge(first.exercise, [], 0)

    assert next_to_do(Report("mine", (unjudged, second, *rest))) is second
    assert next_to_do(Report("mine", (unjudged,))) is unjudged


HOSTILE = CheckResult(
    "check_fails[<b>]",
    "It fails.",
    "failed",
    Feedback("wrong_value", "f(1)", sanitize("'<b>]]>&\x00\x1b[2J'")),
    sanitize("\ud800 [red]x[/red]\n" * 40),
)


@pytest.fixture
def report() -> Report:
    gate = Gate(0.9712, 0.97, (0, 1, 2), (0.969, 0.9712, 0.98))
    first, second, *rest = outcomes("passed", "todo")
    return Report(
        "mine",
        (replace(first, gate=gate, cached=True), judge(second.exercise, [PASSED, HOSTILE], 2), *rest),
        "digits",
        ("The images are made.",),
        {"seed": 0},
    )


def test_json_has_what_its_schema_says(report: Report) -> None:
    content = json.loads(json.dumps(to_json(report), allow_nan=False))

    assert content["schema"] == "digit-kata/report/v2"
    assert (content["score"], content["points"], content["bonus"], content["dataset"]) == (98, 100, 0, "digits")
    assert len(content["exercises"]) == len(COURSE.exercises)
    assert set(content["exercises"][0]) == {
        "id", "title", "points", "bonus", "score", "status", "misconception", "reason", "seconds", "cached", "gate",
        "measured", "checks",
    }  # fmt: skip
    assert content["exercises"][0]["gate"]["margin"] == pytest.approx(0.0012)
    passed, failed = content["exercises"][1]["checks"]
    assert set(passed) == set(failed) == {"id", "claim", "status", "feedback", "facts", "printed"}
    assert (passed["feedback"], passed["facts"]) == ("", None)
    assert failed["feedback"] == f"f(1)\n    returned {failed['facts']['returned']}"
    assert set(failed["facts"]) == {
        "kind", "call", "returned", "raised", "frames", "expected", "got", "reason", "file", "line", "fresh",
    }  # fmt: skip


def test_junit_counts_and_survives_any_text(report: Report) -> None:
    root = ElementTree.fromstring(to_junit(report))  # noqa: S314  it was written a line above

    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("31", "3", "0")
    failure = root.find(".//failure")
    assert failure is not None
    assert "<b>]]>&" in str(failure.text)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_terminal_shows_it_within_its_width(report: Report, width: int, encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace")

    show_report(Console(file=stream, width=width, highlight=False), report, COURSE)
    stream.flush()

    lines = raw.getvalue().decode(encoding).splitlines()
    text = "\n".join(lines)
    if encoding == "utf-8":
        assert max(map(len, lines)) <= width
    assert "98 of 100 points and 0 of 8 bonus points" in text
    assert "97.12 %, 0.12 points above 97 %, seeds 0-2" in " ".join(text.split())
    assert f"Next: {report.outcomes[1].exercise.id}" in text
    assert "[red]x[/red]" in text


def test_what_cannot_be_run_is_said_once_and_for_no_claim() -> None:
    fault = Feedback("not_imported", reason="'(' was never closed.", file="mine/preprocessing.py", line=1)
    checks = [CheckResult(f"check {number}", f"Claim {number}.", "failed", fault) for number in range(3)]
    report = Report("mine", (judge(FIRST, checks, 3),))
    terminal = io.StringIO()
    show_report(Console(file=terminal, width=80), report, COURSE)

    for shown in (terminal.getvalue(), rendered(report, COURSE), to_results(report)["tests"][0]["output"]):
        assert shown.count("It cannot be run.") == shown.count("was never closed") == 1
        assert "Claim" not in shown


def test_an_exercise_is_of_one_module() -> None:
    exercise = Exercise("metrics.recall", "Recall", 3, 10, ())

    assert (exercise.module, exercise.function) == ("metrics", "recall")
