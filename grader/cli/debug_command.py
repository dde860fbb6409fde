"""The command debug: the call that fails, as a script for a debugger."""

import sys
from pathlib import Path

import click
from rich.console import Console

from grader.cli.endings import stop
from grader.cli.grading_progress import GradingProgress
from grader.cli.options import DATA, SUBMISSION, load_course, one_exercise
from grader.cli.output import say
from grader.course.syllabus import Exercise
from grader.grading.pipeline import Settings, failing_inputs_of, grade
from grader.report.report import Outcome
from grader.report.sentences import plain
from grader.sandbox.calls import Call
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, WRONG_USAGE
from grader.util.statusline import StatusLine
from grader.util.text import as_argument


class _FailingCall(GradingProgress):
    """Shows the progress, and keeps the call that the feedback is about."""

    call: Call | None = None

    def failed(self, exercise: Exercise, call: Call | None) -> None:  # noqa: ARG002  there is only one
        self.call = call


@click.command("debug")
@click.argument("exercise")
@SUBMISSION
@DATA
def debug_command(exercise: str, submission: Path, data: str) -> None:
    """Write the failing call as a script for a debugger.

    The script is SUBMISSION/debug/failing_call.py. The exercise is graded again, first with the input that failed last.
    A training is not run again if its result is known.
    """
    chosen = one_exercise(exercise)
    console = Console(highlight=False)
    settings = Settings(data=data, use_cache=chosen.images, failing_inputs=failing_inputs_of(submission))
    with StatusLine(console) as line:
        heard = _FailingCall(line)
        (outcome,) = grade(submission, load_course(), [chosen], settings, heard).outcomes
    _refuse_without_call(outcome)
    call = _training_call(chosen, settings) if chosen.images else heard.call
    if call is None:
        stop(f"{chosen.id} is never called: {plain(outcome.feedback)}", LEFT_TO_DO)
    if not (submission / f"{chosen.module}.py").is_file():
        stop(
            f"There is no {submission / chosen.module}.py. Give your file this name, so that it can be imported.",
            WRONG_USAGE,
        )
    from grader.grading import debug_script

    try:
        file = debug_script.write(submission, debug_script.DebugScript(chosen, _notes(outcome)), call)
    except OSError as error:
        place = submission / debug_script.FOLDER
        stop(f"{place} cannot be written: {error.strerror}. Check its permissions.", OUR_FAULT)
    say(f"{file} stops before the failing call: {call.text}")
    say(f"Start it in your editor's debugger, or here: {as_argument(_python())} {as_argument(file)}")


def _refuse_without_call(outcome: Outcome) -> None:
    """End with a sentence where there is nothing to debug."""
    exercise = outcome.exercise
    if outcome.status == "passed":
        stop(f"{exercise.id} passes, so there is no failing call. See what is left: nox -s next", WRONG_USAGE)
    if outcome.status == "todo":
        stop(f"{exercise.id} is still a stub. Write it first: its docstring says what it does.", LEFT_TO_DO)
    if outcome.status == "error":
        stop(f"{exercise.id} could not be judged. Grade it again: nox -s grade -- {exercise.id}", OUR_FAULT)


def _training_call(exercise: Exercise, settings: Settings) -> Call:
    """The call of a training: all have the same arguments."""
    from grader.course.datasets import load

    images = load(settings.data)
    given = (images.train_images, images.train_labels)
    shown = f"{exercise.function}(images, labels, seed={settings.seed})"
    return Call(exercise.function, given, {"seed": settings.seed}, shown=shown)


def _notes(outcome: Outcome) -> list[str]:
    """What the script says at its top: the claim that does not hold, and the feedback."""
    check = outcome.first_wrong
    if check is None:
        raise RuntimeError("an exercise that fails has a check that fails")
    reason = ["", outcome.reason] if outcome.reason else []
    return [f"{outcome.exercise.id}: {check.claim}", "", *plain(check.feedback).split("\n"), *reason]


def _python() -> str:
    """This Python, as one types it in the current folder."""
    here = Path(sys.executable)
    return str(here.relative_to(Path.cwd()) if here.is_relative_to(Path.cwd()) else here)
