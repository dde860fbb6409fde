"""Commands about a submission: grade, watch, next, list."""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.endings import explained, stop
from grader.cli.options import COURSE, DATA, HTML, ONLY, PATH, PROBLEMS, SEED, SUBMISSION, load_course
from grader.cli.output import say
from grader.cli.refusals import refuse_files, refuse_unwritable_folder
from grader.course import syllabus as syllabus_file
from grader.course.paths import USUAL
from grader.report.release_body import NAME as RELEASE_BODY
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED

if TYPE_CHECKING:
    from grader.course.syllabus import Exercise, Syllabus
    from grader.learning.student_progress import Progress
    from grader.report.classroom50 import Run
    from grader.report.github import GithubStep
    from grader.report.report import Report
    from grader.sandbox.runner import Runner


@click.command("grade")
@click.argument("what", metavar="[SUBMISSION]", nargs=-1)
@ONLY
@COURSE
@DATA
@click.option("--json", "json_file", type=PATH, help="Write the report as JSON.")
@click.option("--junit", "junit_file", type=PATH, help="Write the report as JUnit XML.")
@HTML
@click.option("--gradescope", "gradescope_file", type=PATH, help="Write it for Gradescope.")
@click.option(
    "--classroom50",
    "classroom50_file",
    type=PATH,
    help="Write Classroom 50's result.json, and release-body.md next to it; exit status 0 when everything was judged.",
)
@click.option("--codequality", type=PATH, help="Write the failures for GitLab's Code Quality.")
@click.option("--github", is_flag=True, help="In GitHub Actions: write summary, annotations and score.")
@SEED
@click.option(
    "--fresh-seed",
    type=click.IntRange(0, 2**32 - 1),
    help="Use the fresh inputs of an earlier grading again; its manifest has the number.",
)
@click.option("--no-cache", is_flag=True, help="Ignore earlier results: train and build everything again.")
@PROBLEMS
@click.option("--all-points", is_flag=True, help="Exit with status 4 unless all points and bonus points are earned.")
def grade_command(
    what: tuple[str, ...],
    only: tuple[str, ...],
    data: str,
    json_file: Path | None,
    junit_file: Path | None,
    html_folder: Path | None,
    gradescope_file: Path | None,
    classroom50_file: Path | None,
    codequality: Path | None,
    github: bool,
    seed: int,
    fresh_seed: int | None,
    no_cache: bool,
    problems: bool,
    all_points: bool,
) -> None:
    """Grade SUBMISSION, a folder with the five modules.

    Give the name of a module or an exercise to grade only that part of exercises/.

    Exit status: 0 when all required exercises passed, 4 when something is left to do, 2 for wrong usage, 3 when the
    grader or its environment is at fault.
    """
    course = load_course()
    submission, only = _understood(what, only, course)
    exercises = course.select(only)
    told = classroom50_file and classroom50_file.with_name(RELEASE_BODY)
    written = (json_file, junit_file, gradescope_file, classroom50_file, told, codequality)
    refuse_files([file for file in written if file is not None])
    step = _github_step() if github else None
    classroom50 = _classroom50(classroom50_file, all_points)
    refuse_unwritable_folder(html_folder)
    from grader.sandbox.waiting_worker import WaitingWorker

    worker = WaitingWorker()  # it gets ready during the imports that follow
    from rich.console import Console

    from grader.checks.fresh_seed import FreshSeed
    from grader.cli.grading_progress import GradingProgress
    from grader.grading.pipeline import Settings, drawings_of, failing_inputs_of, grade, models_of
    from grader.report.requested_files import RequestedFiles
    from grader.util.statusline import StatusLine

    console = Console(highlight=False)
    fresh = None if fresh_seed is None else FreshSeed.of_number(fresh_seed)
    settings = Settings(data=data, seed=seed, use_cache=not no_cache, fresh=fresh)
    if gradescope_file is not None or classroom50_file is not None:  # somebody else's submission
        settings = replace(settings, fresh=fresh or FreshSeed.drawn(), renames_labels=True)
    else:
        failing = failing_inputs_of(submission) if fresh is None else None
        settings = replace(
            settings, failing_inputs=failing, models=models_of(submission), drawings=drawings_of(submission)
        )
    with _without_commands(step), explained():  # here, for the sentence may have names of a student's files
        with contextlib.closing(worker.link), StatusLine(console) as line:
            report = grade(submission, course, exercises, settings, GradingProgress(line), worker.or_another)
        way = None if settings.renames_labels else _way_so_far(submission, report, course, with_facts=bool(html_folder))
        files = RequestedFiles(
            *(json_file, junit_file, html_folder, gradescope_file, classroom50_file, classroom50),
            *(codequality, step, submission, way),
        )
        said, faults = files.write(report, course)  # before anything is printed: nobody may be there to read it
        if way is not None and html_folder is not None:
            from grader.learning.pages import add_certificate

            faults += add_certificate(way, html_folder)
        from grader.report.terminal import show_report

        show_report(console, report, course, submission)
        if problems:
            from grader.report.failures import failures

            said = [*(failure.line for failure in failures(report, submission)), *said]
        for sentence in said:
            say(sentence)
    for annotation in step.annotations(report, submission) if step else ():
        say(annotation)
    if faults:
        stop("\n".join(faults), OUR_FAULT)
    if classroom50 is not None:
        sys.exit(PASSED if report.exit_status == LEFT_TO_DO else report.exit_status)
    if all_points and report.exit_status == PASSED and report.bonus < report.bonus_points:
        stop(f"{report.bonus_points - report.bonus} bonus points are missing.", LEFT_TO_DO)
    sys.exit(report.exit_status)


def _way_so_far(submission: Path, report: "Report", course: "Syllabus", *, with_facts: bool) -> "Progress | None":
    """Keep what has changed, and tell the way so far where a page is to show it."""
    from grader.learning import history

    history.record(submission, report.outcomes)
    if not with_facts:
        return None
    from grader.grading.pipeline import passed_in
    from grader.learning.student_progress import progress_of

    return progress_of(submission, course, passed_in(submission, course.exercises))


@click.command("next")
@COURSE
@SUBMISSION
def next_command(submission: Path) -> None:
    """Show the one thing to do next, without running anything."""
    from rich.console import Console

    from grader.grading.next_step import find_next_step, told
    from grader.learning import history

    course = load_course()
    step = find_next_step(submission, course, history.unjudged(submission))
    for sentence in told(step, submission, course):
        Console(highlight=False).print(sentence, soft_wrap=True)


def _unpassed_state(runner: "Runner", exercise: "Exercise") -> str:
    fault = runner.fault_of(exercise.module)
    if fault is not None:
        return "missing" if fault.kind == "missing_module" else "unreadable"
    return runner.state(exercise) or "started"


@click.command("list")
@COURSE
@SUBMISSION
def list_command(submission: Path) -> None:
    """List all exercises and states, without running anything."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from grader.grading.pipeline import passed_of
    from grader.sandbox.runner import Runner
    from grader.sandbox.submission import read

    course = load_course()
    with contextlib.closing(Runner(read(submission))) as runner:
        table = Table(box=None, padding=(0, 1))
        for name in ("exercise", "points", "state", "title"):  # where there is no room, titles are cut and nothing else
            table.add_column(name, justify="right" if name == "points" else "left", no_wrap=name != "title")
        passed = passed_of(runner, course.exercises)
        for exercise in course.exercises:
            state = "passed" if exercise.id in passed else _unpassed_state(runner, exercise)
            points = f"{exercise.points if course.shows_points else ''}{' bonus' if exercise.bonus else ''}"
            title = Text(exercise.title, style="dim", no_wrap=True, overflow="ellipsis")
            table.add_row(exercise.id, points, state, title)
    Console(highlight=False).print(table)


@click.command("watch")
@SUBMISSION
@COURSE
@DATA
@PROBLEMS
@click.option("--poll", is_flag=True, help="Check for saves every 0.3 s, for drives that do not report changes.")
def watch_command(submission: Path, data: str, problems: bool, poll: bool) -> None:
    """Grade SUBMISSION on every save.

    The screen shows the exercise that you are working on. A training runs when you save its module while it is shown,
    or when you press a key.
    """
    from grader.cli import watch
    from grader.grading.pipeline import Settings, drawings_of, failing_inputs_of, models_of

    course = load_course()
    settings = Settings(
        data=data,
        failing_inputs=failing_inputs_of(submission),
        models=models_of(submission),
        drawings=drawings_of(submission),
    )
    sys.exit(watch.run(submission, course, settings, poll=poll, problems=problems))


def _understood(what: tuple[str, ...], only: tuple[str, ...], course: "Syllabus") -> tuple[Path, tuple[str, ...]]:
    """The submission and the exercises that are meant: a name that is not a folder's may be an exercise or a module."""
    folders = [name for name in what if Path(name).exists() or "/" in name or "\\" in name]
    names = tuple(name for name in what if name not in folders)
    try:
        course.select(names)
    except syllabus_file.UnknownExercise as error:
        raise click.UsageError(
            f"{error.name}: there is no such folder, module or exercise. {error.remedy} "
            f"Name a folder such as exercises, a module such as metrics, or an exercise such as metrics.precision."
        ) from error
    if len(folders) > 1:
        raise click.UsageError(f"Name one folder. To grade {len(folders)}, run the command once for each.")
    if names:
        say(f"Read as {' '.join(f'--only {name}' for name in names)}.", err=True)
    return Path(*folders) if folders else USUAL, (*only, *names)


def _classroom50(file: Path | None, all_points: bool) -> "Run | None":
    """Whose result Classroom 50 will get, asked before an hour of grading and not after it."""
    if file is None:
        return None
    from grader.report.classroom50 import NotItsRunner, run_of

    if all_points:
        raise click.UsageError("--classroom50 ends with 0 when all was judged. Leave out --all-points.")
    try:
        return run_of(os.environ)
    except NotItsRunner as error:
        raise click.UsageError(f"--classroom50: {error}") from error


def _github_step() -> "GithubStep":
    """The step of GitHub Actions that this is, asked before the grading and not after it."""
    from grader.report.github import NotAStep, step_of

    try:
        return step_of(os.environ)
    except NotAStep as error:
        raise click.UsageError(f"--github: {error}") from error


@contextlib.contextmanager
def _without_commands(step: "GithubStep | None") -> Iterator[None]:
    """Keep GitHub from taking anything that is printed meanwhile for a command."""
    if step is None:
        yield
        return
    say(step.stops_commands)
    try:
        yield
    finally:
        say(step.resumes_commands)
