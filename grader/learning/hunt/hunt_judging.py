"""Judges both answers of a hunt: an input on which the planted function answers wrongly, and the repair.

Each part of it has a worker of its own: the student's file of evidence gives an input, and cannot reach the functions
that are asked with it.
"""

import ast
import importlib
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from grader.checks.fresh import Fresh
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.listener import Listener
from grader.grading.pipeline import Settings, grade_with
from grader.grading.pytest_plugin import StudentFunction
from grader.learning.hunt.contract_inputs import OutsideContract, Question, question_of
from grader.learning.hunt.training_bugs import TRAINING_BUGS
from grader.report.report import Outcome
from grader.report.sentences import plain
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import Call, StudentError, Todo
from grader.sandbox.connection import StartWorker, start_worker
from grader.sandbox.formatting import show
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission

EVIDENCE = "evidence"  # the module with the student's input
INPUT, LINE = "failing_input", "wrong_line"  # its function, of an exercise and of a training
Sources = dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """What became of one of the two answers.

    Attributes:
        status: passed, failed or todo.
        sentences: what to know, or to do next.
    """

    status: str
    sentences: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return self.status == "passed"


def asked_of(exercise: Exercise) -> str:
    """The function that the student writes into the file of evidence."""
    return LINE if exercise.id in TRAINING_BUGS else INPUT


def judge_evidence(
    exercise: Exercise,
    text: str,
    planted: Sources,
    right: Sources,
    lines: Collection[int],
    worker: StartWorker = start_worker,
    folder: str = EVIDENCE,
) -> Verdict:
    """Judge the input, or of a training the line.

    Args:
        exercise: the one with the mistake.
        text: of the student's file.
        planted: the modules with the mistake.
        right: the modules without it.
        lines: each of which may be said to have the mistake, in a training.
        worker: starts the processes in which the functions run.
        folder: of the student's file, as it is called in what is said of it.
    """
    name = asked_of(exercise)
    asked = Exercise(f"{EVIDENCE}.{name}", "", 0, exercise.seconds, ())
    # Alone: a program that finds an input by trying the planted module would be nobody's own work.
    with closing(Runner(Submission(folder, {EVIDENCE: text}, {}), worker=worker)) as runner:
        try:
            runner.refuse_unusable(asked)
            given = runner.call(asked, (), {})
        except Todo:
            return Verdict("todo", (f"Write {name} in {EVIDENCE}.py.",))
        except (StudentError, Unusable) as error:
            return Verdict("failed", (f"{name} in {EVIDENCE}.py gives nothing: {_said(error)}",))
    if name == LINE:
        return _judged_line(given, lines)
    try:
        question = question_of(exercise.id, given)
    except OutsideContract as outside:
        return Verdict("failed", (f"That input is not within the contract. {outside}",))
    wrong, answer = _asked(exercise, question, Submission(f"{exercise.module}_with_a_bug", planted, {}), worker)
    wrong_too, expected = _asked(exercise, question, Submission(exercise.module, right, {}), worker)
    if wrong_too:
        return Verdict("failed", ("The correct function fails there, too: give a simpler input.",))
    said = f"{answer.text} gives {_came(answer)}"
    if not wrong:
        return Verdict("failed", (f"{said}, which is right. Find an input for which it is wrong.",))
    return Verdict("passed", (f"{said}; the right answer is {_came(expected)}.",))


def _judged_line(given: object, lines: Collection[int]) -> Verdict:
    if isinstance(given, bool) or not isinstance(given, int):
        return Verdict("failed", (f"{LINE} must return the number of a line, such as 42.",))
    if given not in lines:
        return Verdict("failed", (f"Line {given} is right. Look for a line that hurts the training silently.",))
    return Verdict("passed", (f"Line {given} is the wrong one.",))


def _asked(exercise: Exercise, question: Question, submission: Submission, worker: StartWorker) -> tuple[bool, Call]:
    """Whether the function of a submission fails this one question, and the call that shows it."""
    with closing(Runner(submission, worker=worker)) as runner:
        return fails(exercise, question, StudentFunction(exercise, runner, {})), runner.calls[-1]


def fails(exercise: Exercise, question: Question, function: Callable[..., Any]) -> bool:
    """Whether a function fails the check that judges the question."""
    check, _parameters = fresh_checks(exercise)[question.check]
    try:
        check(function, **question.values)
    except (AssertionError, StudentError, Unusable, pytest.fail.Exception):
        return True
    return False


def fresh_checks(exercise: Exercise) -> dict[str, tuple[Callable[..., Any], dict[str, Fresh]]]:
    """The checks of an exercise that have fresh inputs, by name, each with the generators of its parameters."""
    module = importlib.import_module(f"grader.checks.{exercise.module}.check_{exercise.function}")
    found = {}
    for name, check in vars(module).items():
        for mark in getattr(check, "pytestmark", ()) if name.startswith("check_") else ():
            values = mark.args[1][0] if mark.name == "parametrize" else ()
            takes = next(iter(check.__code__.co_varnames), "")
            if takes == exercise.function and isinstance(values, tuple) and isinstance(values[0], Fresh):
                found[name] = (check, dict(zip(mark.args[0], values, strict=True)))
    return found


def _came(call: Call) -> str:
    """What came of a call."""
    if call.answered:
        return f"{show(call.returned)}{', with a warning' if call.warned else ''}"
    return call.error.raised if isinstance(call.error, StudentError) else "no answer"


def _said(error: Exception) -> str:
    if isinstance(error, StudentError):
        return f"it raises {error.raised}. {error.remedy}".strip()
    return str(error)


def judge_repair(
    exercise: Exercise,
    text: str,
    right: Sources,
    course: Syllabus,
    settings: Settings,
    listener: Listener,
    worker: StartWorker = start_worker,
) -> tuple[Verdict, Outcome | None]:
    """Grade the repaired module with the checks of the exercise.

    Args:
        exercise: the one with the mistake.
        text: of the module, as the student left it.
        right: the modules that it was made of.
        course: all exercises.
        settings: how to grade.
        listener: hears of the progress.
        worker: starts the processes in which the functions run.
    """
    if not _defines(text, exercise.function):
        return Verdict("failed", (f"{exercise.module}.py must define {exercise.function}, and be valid Python.",)), None
    submission = Submission(f"{exercise.module}_repaired", {**right, exercise.module: text}, {})
    with closing(Runner(submission, listener.epoch, worker)) as runner:
        (outcome,) = grade_with(runner, course, [exercise], settings, listener).outcomes
    if outcome.status == "passed":
        return Verdict("passed", ("All its checks pass.",)), outcome
    if outcome.status == "todo":
        return Verdict("todo", (f"{exercise.function} is a stub.",)), outcome
    failed = sum(check.status != "passed" for check in outcome.checks)
    return Verdict(
        "failed", (f"{failed} of {len(outcome.checks)} checks still {'fails' if failed == 1 else 'fail'}.",)
    ), outcome


def what_fails(outcome: Outcome) -> str:
    """The claim that still fails, and the feedback; without the name of the mistake, which is the reward."""
    check = outcome.first_wrong
    return f"{check.claim}\n{plain(check.feedback)}" if check is not None else ""


def _defines(text: str, function: str) -> bool:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: nested too deep
        return False
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body)
