"""The command push: grades and reports into Moodle or Canvas, shown first and written only with --yes."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.class_options import scale_of
from grader.cli.endings import stop
from grader.cli.options import COURSE, PATH, load_course
from grader.cli.output import say
from grader.course.current import current
from grader.util.exit_status import WRONG_USAGE

if TYPE_CHECKING:
    from grader.classroom.push.system import System

_GRADEBOOK = click.argument("gradebook", type=PATH)
_ADDRESS = click.argument("address")
_ONLY = click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="The graded exercises, as for `class`.")
_SCALE = click.option("--scale", metavar="MAXIMUM", help="Scale grades to this maximum; `auto`: the assignment's.")
_YES = click.option("--yes", is_flag=True, help="Write; without it, only show what would change.")
# An assignment's address in the browser, with whatever follows it there.
_OF_MOODLE = re.compile(r"(?P<url>https?://[^?#]+?)/mod/assign/view\.php\?(?:[^#]*&)?id=(?P<assignment>\d{1,18})\b.*")
_OF_CANVAS = re.compile(
    r"(?P<url>https?://[^?#]+?)/courses/(?P<course>\d{1,18})/assignments/(?P<assignment>\d{1,18})\b.*"
)


@click.group("push")
def push_group() -> None:
    """Write grades, comments and reports into Moodle or Canvas.

    The command asks for your token, or takes it from DIGIT_KATA_MOODLE_TOKEN or DIGIT_KATA_CANVAS_TOKEN. It never
    stores the token.
    """


@push_group.command("moodle")
@_GRADEBOOK
@_ADDRESS
@COURSE
@_ONLY
@_SCALE
@_YES
def moodle_command(address: str, **given: Any) -> None:
    """Write into a Moodle assignment through the mobile web service.

    ADDRESS is what your browser shows for the assignment: https://moodle.example.edu/mod/assign/view.php?id=4711
    """
    found = _understood(_OF_MOODLE, address, "https://moodle.example.edu/mod/assign/view.php?id=4711")

    def opened(token: str) -> "System":
        from grader.classroom.push.moodle_service import Moodle

        return Moodle(found["url"], token, int(found["assignment"]))

    _push(opened, "DIGIT_KATA_MOODLE_TOKEN", **given)


@push_group.command("canvas")
@_GRADEBOOK
@_ADDRESS
@COURSE
@_ONLY
@_SCALE
@_YES
def canvas_command(address: str, **given: Any) -> None:
    """Write into a Canvas assignment through the API.

    ADDRESS is what your browser shows for the assignment: https://canvas.example.edu/courses/12/assignments/345
    """
    found = _understood(_OF_CANVAS, address, "https://canvas.example.edu/courses/12/assignments/345")

    def opened(token: str) -> "System":
        from grader.classroom.push.canvas_api import Canvas

        return Canvas(found["url"], token, int(found["course"]), int(found["assignment"]))

    _push(opened, "DIGIT_KATA_CANVAS_TOKEN", **given)


def _understood(pattern: re.Pattern[str], address: str, such: str) -> re.Match[str]:
    """The parts of an assignment's address; refused before a token is asked for."""
    from grader.classroom.push.system import refuse_address

    found = pattern.fullmatch(address.strip())
    if found is None:
        raise click.UsageError(f"{address!r} is not the address of an assignment. Copy it from the browser: {such}")
    refuse_address(found["url"])
    return found


def _push(
    opened: "Callable[[str], System]",
    variable: str,
    *,
    gradebook: Path,
    only: tuple[str, ...],
    scale: str | None,
    yes: bool,
) -> None:
    from grader.classroom.gradebook import Gradebook
    from grader.classroom.push.pushing import push

    course = load_course()
    exercises = course.select(only)
    wanted = scale_of(scale)
    with Gradebook(gradebook, create=False) as book:
        book.refuse_other_course(current())
        records = book.records(course, exercises)
    token = os.environ.get(variable, "").strip() or _asked(variable)
    try:
        push(opened(token), records, course, say, scale=wanted, write=yes)
    except ImportError as error:
        stop(f"{error.name} is not installed. Use `nox -s push`, or install it: pip install canvasapi", WRONG_USAGE)


def _asked(variable: str) -> str:
    """The token that a person types, unseen."""
    if not sys.stdin.isatty():
        stop(f"Your token cannot be typed here. Set {variable} in the environment.", WRONG_USAGE)
    return str(click.prompt("Token", hide_input=True, err=True)).strip()
