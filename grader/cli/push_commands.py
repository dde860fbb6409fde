"""The command push: grades and reports into Moodle or Canvas, shown first and written only with --yes."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.class_options import scale_of
from grader.cli.endings import stop
from grader.cli.options import load_course, select
from grader.cli.output import say
from grader.util.exit_status import OUR_FAULT, WRONG_USAGE

if TYPE_CHECKING:
    from grader.classroom.push.system import System

_GRADEBOOK = click.argument("gradebook", type=click.Path(path_type=Path))
_URL = click.option("--url", required=True, metavar="ADDRESS", help="Of the system: https://moodle.example.edu")
_ONLY = click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="What was graded, as for `class`.")
_SCALE = click.option("--scale", metavar="MAXIMUM", help="Scale grades to a number, or `auto`: to the assignment's.")
_YES = click.option("--yes", is_flag=True, help="Write. Without it, only show what would change.")


@click.group("push")
def push_group() -> None:
    """Write grades, comments and reports of a GRADEBOOK into a course's system.

    Your token is asked for, or taken from DIGIT_KATA_MOODLE_TOKEN or DIGIT_KATA_CANVAS_TOKEN, and stored nowhere.
    """


@push_group.command("moodle")
@_GRADEBOOK
@_URL
@click.option("--assignment", required=True, type=click.IntRange(1), help="N of its address: mod/assign/view.php?id=N")
@_ONLY
@_SCALE
@_YES
def moodle_command(url: str, assignment: int, **given: Any) -> None:
    """Write into an assignment of Moodle, through its mobile web service."""

    def opened(token: str) -> "System":
        from grader.classroom.push.moodle_service import Moodle

        return Moodle(url, token, assignment)

    _push(opened, url, "DIGIT_KATA_MOODLE_TOKEN", **given)


@push_group.command("canvas")
@_GRADEBOOK
@_URL
@click.option("--course", required=True, type=click.IntRange(1), help="N of its address: courses/N")
@click.option("--assignment", required=True, type=click.IntRange(1), help="N of its address: assignments/N")
@_ONLY
@_SCALE
@_YES
def canvas_command(url: str, course: int, assignment: int, **given: Any) -> None:
    """Write into an assignment of Canvas, through its API."""

    def opened(token: str) -> "System":
        from grader.classroom.push.canvas_api import Canvas

        return Canvas(url, token, course, assignment)

    _push(opened, url, "DIGIT_KATA_CANVAS_TOKEN", **given)


def _push(
    opened: "Callable[[str], System]",
    url: str,
    variable: str,
    *,
    gradebook: Path,
    only: tuple[str, ...],
    scale: str | None,
    yes: bool,
) -> None:
    from grader.classroom.gradebook import Gradebook
    from grader.classroom.gradebook_file import GradebookError, GradebookFull
    from grader.classroom.push.pushing import push
    from grader.classroom.push.system import PushError, refuse_address

    try:
        refuse_address(url)  # before a token is asked for
    except PushError as error:
        raise click.UsageError(str(error)) from error
    course = load_course()
    exercises = select(course, only)
    wanted = scale_of(scale)
    try:
        with Gradebook(gradebook, create=False) as book:
            records = book.records(course, exercises)
    except GradebookError as error:
        stop(str(error), OUR_FAULT if isinstance(error, GradebookFull) else WRONG_USAGE)
    token = os.environ.get(variable, "").strip() or _asked(variable)
    try:
        push(opened(token), records, course, say, scale=wanted, write=yes)
    except ImportError as error:
        stop(f"{error.name} is not installed. Use `nox -s push`, or install it: pip install canvasapi", WRONG_USAGE)
    except PushError as error:
        stop(str(error), OUR_FAULT)


def _asked(variable: str) -> str:
    """The token that a person types, unseen."""
    if not sys.stdin.isatty():
        stop(f"Nobody is there to type your token. Set {variable} in the environment.", WRONG_USAGE)
    return str(click.prompt("Token", hide_input=True, err=True)).strip()
