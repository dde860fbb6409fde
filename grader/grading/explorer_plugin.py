"""The pytest plugin of `pytest grader/checks`: a submission in an editor's test explorer, where each check is a test.

An exercise is graded as `grade` grades it, in its worker, when the first of its tests is run; the tests only show what
became of their checks.
"""

import argparse
import os
import warnings
from pathlib import Path
from typing import Any

import pytest

from grader.course import syllabus
from grader.course.datasets import DataError
from grader.course.paths import EXERCISES
from grader.course.syllabus import Exercise
from grader.grading.listener import Listener
from grader.grading.pipeline import Images, Settings, failing_inputs_of, grade_with
from grader.grading.pytest_plugin import CHECKS
from grader.report.advice import next_step
from grader.report.report import CheckResult, Outcome, Report
from grader.report.sentences import plain
from grader.report.terminal import lesson
from grader.sandbox.runner import Runner
from grader.sandbox.submission import SubmissionError, read, refuse_misplaced

COURSE = syllabus.load()


class Submission:
    """The submission that is graded, exercise by exercise, in one worker.

    Args:
        folder: with its modules.

    Raises:
        SubmissionError: there is nothing to grade.
    """

    def __init__(self, folder: Path) -> None:
        submission = read(folder)
        refuse_misplaced(folder, submission, [module.name for module in COURSE.modules])
        data = os.environ.get("DIGIT_KATA_DATA", "auto")
        self._settings = Settings(data=data, failing_inputs=failing_inputs_of(folder))
        self._images = Images(data, Listener())
        self._reports: dict[str, Report] = {}
        self.runner = Runner(submission)

    def report_on(self, exercise: Exercise) -> Report:
        """The report on an exercise, which is graded when it is first asked for."""
        if exercise.id not in self._reports:
            with warnings.catch_warnings(action="ignore"):  # or one in the grader would be an error of the check
                report = grade_with(self.runner, COURSE, [exercise], self._settings, images=self._images)
            self._reports[exercise.id] = report
        return self._reports[exercise.id]


SUBMISSION = pytest.StashKey[Submission]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the submission as a setting: a folder after an option is searched for a conftest.py, which would be run."""
    parser.addini("submission", "Folder that `pytest grader/checks` grades.", default=str(EXERCISES))
    parser.addoption("--submission", help=argparse.SUPPRESS)


def pytest_configure(config: pytest.Config) -> None:
    """Have pytest find the checks."""
    if config.getoption("submission", None) is not None:
        given = config.getoption("submission")
        raise pytest.UsageError(f"pytest would run files in {given}. Write instead: -o submission={given}")
    config.addinivalue_line("python_files", "check_*.py")
    config.addinivalue_line("python_functions", "check_*")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Name the exercise in each test, and give a check all that it asks for; it is not run here."""
    if metafunc.definition.path.is_relative_to(CHECKS):
        name = next(name for name in metafunc.fixturenames if name in COURSE.by_function)
        metafunc.parametrize(name, [name])
        for name in {"network_of", "trainings"}.intersection(metafunc.fixturenames):
            metafunc.parametrize(name, [None], ids=[pytest.HIDDEN_PARAM])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the submission, and bring its tests into the order of the course."""
    checks = [item for item in items if item.path.is_relative_to(CHECKS)]
    folder = config.invocation_params.dir / config.getini("submission")
    try:
        config.stash[SUBMISSION] = Submission(folder)
    except SubmissionError as error:
        raise pytest.UsageError(str(error)) from error
    places = {exercise.id: place for place, exercise in enumerate(COURSE.exercises)}
    checks.sort(key=lambda item: places[_exercise_of(item).id])
    items[:] = [item for item in items if not item.path.is_relative_to(CHECKS)] + checks


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Show what became of a check, instead of calling it."""
    if not pyfuncitem.path.is_relative_to(CHECKS):
        return None
    exercise = _exercise_of(pyfuncitem)
    try:
        report = pyfuncitem.config.stash[SUBMISSION].report_on(exercise)
    except DataError as error:
        raise pytest.UsageError(str(error)) from error
    (outcome,) = report.outcomes
    name = pyfuncitem.name.replace(f"[{exercise.function}-", "[").removesuffix(f"[{exercise.function}]")
    check = next(check for check in outcome.checks if check.id == name)
    if check.printed:
        pyfuncitem.add_report_section("call", "stdout", check.printed)
    if check.status == "todo":  # neither right nor wrong: an explorer shows it as skipped
        pytest.skip(f"todo: write {exercise.function} in {exercise.module}.py")
    if check.status != "passed":
        pytest.fail(_said(check, outcome, report), pytrace=False)
    return True


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the worker."""
    if SUBMISSION in config.stash:
        config.stash[SUBMISSION].runner.close()


def _exercise_of(item: Any) -> Exercise:
    return next(COURSE.by_function[name] for name in item.callspec.params if name in COURSE.by_function)


def _said(check: CheckResult, outcome: Outcome, report: Report) -> str:
    """The text of a test that failed: the claim, the feedback, and the mistake or what is in the way."""
    parts = [check.claim, plain(check.feedback)]
    if outcome.misconception is not None and check.feedback == outcome.feedback:
        parts.append(lesson(outcome).plain)
    if advice := next_step(outcome, report.unmet_needs(outcome)).sentence:
        parts.append(advice)
    return "\n\n".join(parts)
