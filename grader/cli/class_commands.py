"""Commands about a class: class, adjust."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from grader.cli.endings import stop
from grader.cli.options import DATA, load_course, one_exercise, select
from grader.cli.output import say
from grader.cli.refusals import refuse_files, refuse_unwritable_folder

if TYPE_CHECKING:
    from grader.classroom.run import MakeExecutor


@click.command("class")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--gradebook", type=click.Path(path_type=Path), help="File that keeps all results.  [default: FOLDER.gradebook]"
)
@click.option(
    "--roster", metavar="CSV", type=click.Path(path_type=Path), help="List of expected students; kept for later runs."
)
@click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="Grade only this; may be given several times.")
@DATA
@click.option("--workers", type=click.IntRange(1, 256), help="Submissions at a time.  [default: one per core]")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 3), help="Seed of the first training."
)
@click.option(
    "--csv", "wide", multiple=True, metavar="FILE", type=click.Path(path_type=Path), help="A row per student."
)
@click.option(
    "--csv-long", "long", multiple=True, metavar="FILE", type=click.Path(path_type=Path), help="Per exercise."
)
@click.option("--moodle", multiple=True, metavar="FILE", type=click.Path(path_type=Path), help="For Moodle's import.")
@click.option("--canvas", multiple=True, metavar="FILE", type=click.Path(path_type=Path), help="For Canvas' import.")
@click.option("--html", "html_folder", metavar="FOLDER", type=click.Path(path_type=Path), help="As pages.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of a Dask scheduler: tcp://HOST:8786")
@click.option("--allow-no-sandbox", is_flag=True, help="Run submissions even where no sandbox holds them.")
def class_command(
    folder: Path,
    gradebook: Path | None,
    roster: Path | None,
    only: tuple[str, ...],
    data: str,
    workers: int | None,
    seed: int,
    wide: tuple[Path, ...],
    long: tuple[Path, ...],
    moodle: tuple[Path, ...],
    canvas: tuple[Path, ...],
    html_folder: Path | None,
    scheduler: str | None,
    allow_no_sandbox: bool,
) -> None:
    """Grade a class: FOLDER holds a folder or a zip per student, or is one zip of those.

    If it is interrupted, the same command continues; later runs grade only what changed.

    Exit status: 0 when everything handed in is graded, 4 when something was refused, 2 for wrong usage, 3 when
    something could not be judged or stored.
    """
    from grader.classroom import exports
    from grader.classroom.local_executor import Pool
    from grader.classroom.run import GIVEN, Class, Stopped, grade_class, refuse_without_sandbox

    course = load_course()
    exercises = select(course, only)
    kinds = ((wide, exports.write_wide), (long, exports.write_long), (moodle, exports.write_moodle))
    named = [(file, write) for given, write in (*kinds, (canvas, exports.write_canvas)) for file in given]
    files = dict(named)
    console = Console(highlight=False)
    executor: MakeExecutor = Pool
    if scheduler is not None:
        from grader.classroom.dask_executor import cluster_at

        data = data if data in GIVEN else str(Path(data).absolute())  # its workers have folders of their own
        executor = cluster_at(scheduler, console, most=workers, sandboxed=not allow_no_sandbox)
    wanted = Class(folder, exercises, gradebook, roster, data, seed, workers, files, html_folder)
    kept = {wanted.file: "the gradebook", folder: "the class"} | ({roster: "the roster"} if roster else {})
    refuse_files([file for file, _write in named], kept)
    refuse_unwritable_folder(html_folder)
    if html_folder is not None and folder.is_dir() and html_folder.resolve().is_relative_to(folder.resolve()):
        raise click.UsageError(f"{html_folder} would be taken for a submission. Name a folder that is not in {folder}.")
    try:
        allowed = (lambda _findings: None) if allow_no_sandbox else refuse_without_sandbox
        status = grade_class(wanted, course, console, allowed, executor)
    except Stopped as stopped:
        stop(str(stopped), stopped.status)
    sys.exit(status)


# A negative number of points is not an option.
@click.command("adjust", context_settings={"ignore_unknown_options": True})
@click.argument("gradebook", type=click.Path(path_type=Path))
@click.argument("student", required=False)
@click.argument("points", required=False)
@click.option("--reason", metavar="TEXT", help="Why; a sentence.")
@click.option("--author", metavar="NAME", help="Who says so.")
@click.option("--exercise", metavar="ID", help="Exercise that the points are for; without it, the whole submission.")
@click.option("--list", "listed", is_flag=True, help="Show all adjustments, or those of STUDENT.")
@click.option(
    "--from", "many", metavar="CSV", type=click.Path(path_type=Path), help="Many: student, exercise, points, reason."
)
def adjust_command(
    gradebook: Path,
    student: str | None,
    points: str | None,
    reason: str | None,
    author: str | None,
    exercise: str | None,
    listed: bool,
    many: Path | None,
) -> None:
    """Give STUDENT of a GRADEBOOK so many POINTS more, or, with a negative number, less; halves are allowed.

    STUDENT is an id, an e-mail address, a login or a full name. An exercise keeps between 0 and its points.
    Adjustments survive every regrade. None is ever changed or removed: correct one with another one.
    """
    from grader.classroom import adjustments
    from grader.classroom.run import Stopped

    course = load_course()
    name = one_exercise(exercise).id if exercise else ""
    try:
        if listed:
            lines = adjustments.listed(gradebook, course, student)
        elif many is not None:
            lines = adjustments.adjust_many(gradebook, many, author or "", course)
        elif student is None or points is None:
            raise click.UsageError("Name a student and the points, or give --list or --from CSV.")
        else:
            given = adjustments.points_of(points)
            lines = [adjustments.adjust(gradebook, student, name, given, reason or "", author or "", course)]
    except Stopped as stopped:
        stop(str(stopped), stopped.status)
    for line in lines:
        say(line)
