"""Commands that help with one exercise: hint, solution, reset."""

import contextlib
from pathlib import Path

import click
from rich.console import Console

from grader.cli.endings import stop
from grader.cli.options import SUBMISSION, one_exercise
from grader.cli.output import say
from grader.course.model_answers import obstacle
from grader.course.paths import USUAL
from grader.sandbox.submission_error import SubmissionError
from grader.util.errors import NotStarted
from grader.util.exit_status import LEFT_TO_DO, WRONG_USAGE
from grader.util.text import as_argument


@click.command("hint")
@click.argument("exercise")
@click.argument("more", metavar="[LEVEL] [SUBMISSION]", nargs=-1)
@click.option("--level", type=click.IntRange(min=1), default=1, show_default=True)
def hint_command(exercise: str, more: tuple[str, ...], level: int) -> None:
    """Show a hint for EXERCISE; LEVEL 2 or 3 says more.

    Once SUBMISSION has passed the exercise, all hints are shown.
    """
    chosen = one_exercise(exercise)
    numbers = [word for word in more if word.lstrip("-").isdigit()]
    folders = [word for word in more if word not in numbers]
    if len(numbers) > 1 or len(folders) > 1:
        raise click.UsageError(f"Name one exercise and one level: hint {chosen.id} 2")
    if numbers:
        level = int(numbers[0])
    submission = Path(*folders) if folders else USUAL
    if not chosen.hints:
        stop(f"This course gives no hints. The docstring of {chosen.function} is its contract.", LEFT_TO_DO)
    if not 1 <= level <= len(chosen.hints):
        raise click.UsageError(f"There is no hint {level}. The levels are 1 to {len(chosen.hints)}.")
    if folders and not submission.exists() and not submission.is_absolute():
        raise click.UsageError(f"{submission} is neither a level nor a folder. Give a level: hint {chosen.id} 2")
    console = Console(highlight=False)
    console.print(f"{chosen.id}: {chosen.title}", style="bold")
    passed = False
    from grader.grading.pipeline import passed_in

    with contextlib.suppress(SubmissionError, NotStarted):  # a hint needs no submission
        passed = bool(passed_in(submission, [chosen]))
    if passed:
        for number, hint in enumerate(chosen.hints, start=1):
            console.print(f"{number}. {hint}", markup=False)
        if not obstacle():
            console.print(f"Passed. The model answer: nox -s solution -- {chosen.id}", style="dim", markup=False)
        return
    console.print(chosen.hints[level - 1], markup=False)
    if level < len(chosen.hints):
        console.print(f"More: nox -s hint -- {chosen.id} --level {level + 1}", style="dim", markup=False)
    else:
        console.print(f"Write it, then run: nox -s grade -- --only {chosen.id}", style="dim", markup=False)


@click.command("solution")
@click.argument("exercise")
@SUBMISSION
def solution_command(exercise: str, submission: Path) -> None:
    """Show the model answer to an EXERCISE that you have passed."""
    from rich.syntax import Syntax

    from grader.course.model_answers import NONE_HERE, model_answer, obstacle
    from grader.grading.pipeline import passed_in

    chosen = one_exercise(exercise)
    if why := obstacle():
        stop(why, WRONG_USAGE)
    passed = passed_in(submission, [chosen])
    if not passed:
        grading = f"nox -s grade -- {as_argument(submission)} --only {chosen.id}"
        stop(
            f"{chosen.id} has not passed in its current form. Pass it to see the model answer: {grading}",
            LEFT_TO_DO,
        )
    text = model_answer(chosen)
    if text is None:
        stop(NONE_HERE, WRONG_USAGE)
    code = Syntax(text, "python", theme="ansi_dark", background_color="default").highlight(text)
    Console(highlight=False).print(code, soft_wrap=True)  # a line that were broken here would be no Python when copied


@click.command("reset")
@click.argument("exercise")
@SUBMISSION
def reset_command(exercise: str, submission: Path) -> None:
    """Make the function of EXERCISE a stub again.

    Your version is backed up next to the module in SUBMISSION.
    """
    from grader.course.model_answers import folder_of
    from grader.course.reset import reset

    chosen = one_exercise(exercise)
    backup = reset(chosen, submission, folder_of(chosen.module))
    say(f"{submission / chosen.module}.py: {chosen.function} is a stub again. Your version is kept in {backup}")
