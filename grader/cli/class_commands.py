"""Commands about a class: class, adjust."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from grader.cli.class_options import (
    exports_of,
    given_back_options,
    lateness_of,
    lateness_options,
    older_reports,
    refuse_folder,
)
from grader.cli.negative_points import NegativePoints
from grader.cli.options import COURSE, DATA, ONLY, PATH, SEED, load_course, one_exercise
from grader.cli.output import say
from grader.cli.refusals import refuse_files
from grader.course.current import DATA as IMAGES

if TYPE_CHECKING:
    from grader.classroom.run import MakeExecutor


@click.command("class")
@click.argument("folder", type=PATH)
@click.option("--gradebook", type=PATH, help="File that keeps all results.  [default: FOLDER.gradebook]")
@click.option("--roster", metavar="CSV", type=PATH, help="List of expected students; kept for later runs.")
@ONLY
@COURSE
@DATA
@click.option("--workers", type=click.IntRange(1, 256), help="Submissions at a time.  [default: one per core]")
@SEED
@given_back_options
@lateness_options
@click.option("--html", "html_folder", metavar="FOLDER", type=PATH, help="Write the class page and reports here.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of a Dask scheduler: tcp://HOST:8786")
@click.option("--allow-no-sandbox", is_flag=True, help="Run submissions even without a sandbox.")
def class_command(
    folder: Path,
    gradebook: Path | None,
    roster: Path | None,
    only: tuple[str, ...],
    data: str,
    workers: int | None,
    seed: int,
    html_folder: Path | None,
    scheduler: str | None,
    allow_no_sandbox: bool,
    **given: Any,
) -> None:
    """Grade a class.

    FOLDER contains a folder or a zip for each student, or is one zip of them. If the command is interrupted, run it
    again to continue. Later runs grade only what has changed.

    Exit status: 0 when everything that was handed in is graded, 4 when something was refused, 2 for wrong usage, 3 when
    something could not be judged, stored or written.
    """
    from grader.classroom.exports import write_reports
    from grader.classroom.local_executor import Pool
    from grader.classroom.run import Class, grade_class

    course = load_course()
    exercises = course.select(only)
    lateness = lateness_of(given)
    named = exports_of(given)
    files = dict(named)
    console = Console(highlight=False)
    executor: MakeExecutor = Pool
    if scheduler is not None:
        from grader.classroom.dask_executor import cluster_at

        data = data if data in IMAGES else str(Path(data).absolute())  # its workers have folders of their own
        executor = cluster_at(scheduler, console, most=workers, sandboxed=not allow_no_sandbox)
    reports = given["reports"]
    if reports is not None:
        files[reports] = write_reports
    wanted = Class(folder, exercises, gradebook, roster, data, seed, workers, files, html_folder, lateness)
    kept = {wanted.file: "the gradebook", folder: "the class"} | ({roster: "the roster"} if roster else {})
    kept |= {source: "the worksheet that is filled" for source, _filled in given["worksheet_moodle"]}
    refuse_files([file for file, _write in named], kept, older_reports(given))
    refuse_folder(html_folder, folder)
    refuse_folder(reports, folder)
    sys.exit(grade_class(wanted, course, console, executor, sandboxed=not allow_no_sandbox))


@click.command("adjust", cls=NegativePoints)
@click.argument("gradebook", type=PATH)
@click.argument("student", required=False)
@click.argument("points", required=False)
@click.option("--reason", metavar="TEXT", help="The reason, as a sentence.")
@click.option("--author", metavar="NAME", help="Who decided.")
@click.option("--exercise", metavar="ID", help="Exercise to adjust; default: the whole submission.")
@click.option("--note", metavar="TEXT", help="A note in the student's report, instead of POINTS.")
@click.option("--list", "listed", is_flag=True, help="Show all adjustments, or those of STUDENT.")
@click.option("--from", "many", metavar="CSV", type=PATH, help="Many adjustments: student, exercise, points, reason.")
@COURSE
def adjust_command(
    gradebook: Path,
    student: str | None,
    points: str | None,
    reason: str | None,
    author: str | None,
    exercise: str | None,
    note: str | None,
    listed: bool,
    many: Path | None,
) -> None:
    """Add or remove points by hand, or add a note.

    STUDENT is an id, an e-mail address, a login or a full name. POINTS may be negative or end in .5. The score of an
    exercise stays between 0 and its points. With --note and without POINTS, the report shows a note, such as why a
    request to grade again changed nothing. Adjustments and notes survive every regrade. They cannot be changed or
    removed: correct one with another one.
    """
    from grader.classroom import adjustments

    course = load_course()
    name = one_exercise(exercise).id if exercise else ""
    if listed:
        lines = adjustments.listed(gradebook, course, student)
    elif many is not None:
        lines = adjustments.adjust_many(gradebook, many, author or "", course)
    elif note is not None and student is not None and points is None:
        lines = [adjustments.note(gradebook, student, name, note, author or "")]
    elif student is None or points is None or note is not None:
        raise click.UsageError("Name a student and the points, or a --note, or give --list or --from CSV.")
    else:
        given = adjustments.points_of(points)
        lines = [adjustments.adjust(gradebook, student, name, given, reason or "", author or "", course)]
    for line in lines:
        say(line)
