"""No mistake is named where nothing was run: each way of not running, for the exercises of each module."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.syllabus import Exercise, Syllabus
from grader.grading import pipeline
from grader.report.report import Report
from grader.report.sentences import plain
from tests.support.workers import worker

pytestmark = pytest.mark.slow

MODULES = ("preprocessing", "metrics", "models", "training", "evaluation")
SECONDS = 0.3  # of a call, where it does not end

# Why nothing runs: the text of a module whose functions have these names, and a part of what is said.
WAYS: dict[str, tuple[Callable[[list[str]], str], str]] = {
    "a failed import": (
        lambda names: "import no_such_library\n" + _functions(names, "pass"),
        "No module named 'no_such_library'",
    ),
    "an exit at the import": (lambda names: "raise SystemExit\n" + _functions(names, "pass"), "SystemExit"),
    "a syntax error": (lambda names: _functions(names, "return ("), "syntax error in"),
    "a missing function": (lambda _: "x = 1\n", "There is no function"),
    "another thing of its name": (
        lambda names: "".join(f"{name} = 1\n" for name in names),
        "is not a function",
    ),
    "a class that cannot be made": (
        lambda names: "".join(f"class {name}:\n    def __init__(self, a, b, c, d, e): pass\n" for name in names),
        "cannot be called like that",
    ),
    "wrong parameters": (
        lambda names: _functions(names, "return None", "one, two, three, four, five, six"),
        "cannot be called like that",
    ),
    "exit": (lambda names: _functions(names, "exit()"), "SystemExit"),
    "the end of the process": (lambda names: "import os\n" + _functions(names, "os._exit(0)"), "ended"),
    "Ctrl-C": (lambda names: _functions(names, "raise KeyboardInterrupt"), "KeyboardInterrupt"),
    "an answer that is too large": (
        lambda names: "import numpy as np\n" + _functions(names, "return np.zeros((40_000, 4_000))"),
        "cannot be sent",
    ),
}


def _functions(names: list[str], body: str, parameters: str = "*_, **__") -> str:
    return "".join(f"def {name}({parameters}):\n    {body}\n\n\n" for name in names)


def graded(folder: Path, course: Syllabus, exercises: tuple[Exercise, ...]) -> Report:
    """The report on a folder; no TensorFlow is waited for, since nothing of these is run."""
    settings = pipeline.Settings(data="digits", use_cache=False, keep=False)
    return pipeline.grade(folder, course, exercises, settings, worker=worker)


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("way", WAYS)
def test_what_was_not_run_gets_no_name(way: str, module: str, course: Syllabus, tmp_path: Path) -> None:
    make, said = WAYS[way]
    exercises = course.select([module])
    (tmp_path / f"{module}.py").write_text(make([exercise.function for exercise in exercises]), encoding="utf-8")

    report = graded(tmp_path, course, exercises)

    assert {outcome.status for outcome in report.outcomes} <= {"failed", "blocked"}
    assert {outcome.exercise.id: outcome.misconception for outcome in report.outcomes if outcome.misconception} == {}
    assert all(outcome.reason == "" for outcome in report.outcomes)
    assert all(any(said in plain(check.feedback) for check in outcome.checks) for outcome in report.outcomes), [
        plain(outcome.feedback) for outcome in report.outcomes
    ]
    assert not [note for note in report.notes if "The search for the mistake" in note]


@pytest.mark.parametrize("module", MODULES)
def test_what_does_not_end_gets_no_name(module: str, course: Syllabus, tmp_path: Path) -> None:
    course = replace(course, exercises=tuple(replace(exercise, seconds=SECONDS) for exercise in course.exercises))
    exercise = course.select([module])[0]
    text = _functions([exercise.function], "while True: pass")
    (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")

    [outcome] = graded(tmp_path, course, (exercise,)).outcomes

    assert outcome.status in ("failed", "blocked")
    assert outcome.misconception is None


def test_a_missing_file_gets_no_name(course: Syllabus, tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text("", encoding="utf-8")

    report = graded(tmp_path, course, course.exercises)

    assert {outcome.misconception for outcome in report.outcomes} == {None}


def test_a_plot_that_ran_and_returned_nothing_keeps_its_name(course: Syllabus, tmp_path: Path) -> None:
    (tmp_path / "evaluation.py").write_text("def plot_history(history):\n    pass\n", encoding="utf-8")

    [outcome] = graded(tmp_path, course, course.select(["evaluation.plot_history"])).outcomes

    assert outcome.misconception == "returned_no_figure"
