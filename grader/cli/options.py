"""Arguments and options that commands share, and the exercises that are meant by them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.endings import stop
from grader.course import syllabus as syllabus_file
from grader.util.exit_status import OUR_FAULT

if TYPE_CHECKING:
    from grader.course.syllabus import Exercise, Syllabus

DATA = click.option(
    "--data",
    default="auto",
    envvar="DIGIT_KATA_DATA",
    metavar="auto|mnist|digits|PATH",
    help="Images to train on: mnist, digits (bundled), auto (MNIST if it can be had), or an mnist.npz.",
    show_default=True,
)
PROBLEMS = click.option("--problems", is_flag=True, help="Print a line for each failure, for an editor to read.")
SUBMISSION = click.argument("submission", default="exercises", type=click.Path(path_type=Path))


def load_course() -> "Syllabus":
    """Read the syllabus; a mistake in it is the kit's fault."""
    try:
        return syllabus_file.load()
    except syllabus_file.SyllabusError as error:
        stop(str(error), OUR_FAULT)


def select(course: "Syllabus", names: Sequence[str]) -> "tuple[Exercise, ...]":
    """Choose the exercises of these names; none: all."""
    try:
        return course.select(names)
    except syllabus_file.UnknownExercise as error:
        raise click.UsageError(str(error)) from error


def one_exercise(name: str) -> "Exercise":
    """The exercise of this name."""
    found = select(load_course(), (name,))
    if len(found) > 1:
        raise click.UsageError(f"{name!r} is a module. Name one of its exercises, such as {found[0].id}.")
    return found[0]
