"""Arguments and options that commands share, and the exercises that are meant by them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.course.current import DATA as IMAGES
from grader.course.current import NAMED_BY, current
from grader.util.text import close_names

if TYPE_CHECKING:
    from grader.course.syllabus import Exercise, Syllabus


def _name_course(_context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """Take another course, here and in the processes that we start."""
    if file is not None:
        os.environ[NAMED_BY] = str(file.absolute())


def default_data() -> str:
    """The images that the course says; a mistake in it is said here, since options are read first."""
    return current().data


def _see_images(_context: click.Context, _option: click.Parameter, choice: str) -> str:
    """See that the images are there before anything runs: a report without a training would not miss them."""
    if choice not in IMAGES and not Path(os.path.expanduser(choice)).is_file():  # noqa: PTH111  as datasets has it
        close = close_names(choice, IMAGES)
        remedy = f"Did you mean {close[0]}?" if close else f"Give {', '.join(IMAGES)}, or the path of an mnist.npz."
        raise click.BadParameter(f"there is no file {choice!r}. {remedy}")
    return choice


PATH = click.Path(path_type=Path)
COURSE = click.option(
    "--course",
    type=PATH,
    metavar="FILE",
    expose_value=False,
    is_eager=True,
    callback=_name_course,
    help="Use this course.toml instead of the one next to exercises/.",
)
DATA = click.option(
    "--data",
    default=default_data,
    callback=_see_images,
    envvar="DIGIT_KATA_DATA",
    metavar="auto|mnist|digits|PATH",
    help="Images to train on: mnist, digits (bundled), auto (MNIST if available), or the path of an mnist.npz.",
    show_default="auto, or as in course.toml",
)
ONLY = click.option(
    "--only", multiple=True, metavar="ID_OR_MODULE", help="Grade only this part; may be given several times."
)
SEED = click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 3), help="Seed of the first training."
)
HTML = click.option("--html", "html_folder", metavar="FOLDER", type=PATH, help="Write it as a page into this folder.")
PROBLEMS = click.option("--problems", is_flag=True, help="Print a line for each failure, for an editor.")
SUBMISSION = click.argument("submission", default="exercises", type=PATH)


def load_course() -> "Syllabus":
    """The exercises of the course."""
    return current().syllabus


def one_exercise(name: str) -> "Exercise":
    """The exercise of this name."""
    found = load_course().select((name,))
    if len(found) > 1:
        raise click.UsageError(f"{name!r} is a module. Name one of its exercises, such as {found[0].id}.")
    return found[0]
