"""The command line: `python -m grader`. What each command needs is imported when it runs, so that none waits for it."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from rich.console import Console

from grader.checks.fresh import FreshSeed
from grader.cli import output, surroundings
from grader.cli.output import say
from grader.cli.progress import ProgressLine
from grader.course import syllabus as syllabus_file
from grader.grading.pipeline import Settings, failing_inputs_of, grade, has_passed
from grader.report.requested_files import RequestedFiles, in_json
from grader.sandbox.submission import SubmissionError
from grader.util.errors import Interrupted, NotStarted
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, SIGNAL, WRONG_USAGE
from grader.util.files import write_whole
from grader.util.statusline import StatusLine
from grader.util.version import VERSION

if TYPE_CHECKING:
    from rich.text import Text

    from grader.classroom.run import MakeExecutor
    from grader.course.syllabus import Exercise, Syllabus
    from grader.report.classroom50 import Run

STOPPED = "Stopped before the end. The same command begins again."
IRREPLACEABLE = (".py", ".zip", ".gradebook")  # no report is called so; what is may be somebody's only copy
DATA = click.option(
    "--data",
    default="auto",
    envvar="DIGIT_KATA_DATA",
    metavar="auto|mnist|digits|PATH",
    help="Images to train on: MNIST, the bundled digits, the better of what is at hand, or an mnist.npz.",
    show_default=True,
)
SUBMISSION = click.argument("submission", default="exercises", type=click.Path(path_type=Path))


def main() -> NoReturn:
    """Run the command line; whatever goes wrong on our side ends with exit status 3."""
    signal.signal(signal.SIGTERM, _end)
    output.settle()
    surroundings.settle()
    status = OUR_FAULT
    try:
        with surroundings.somewhere_to_keep() as sentence:
            if sentence:
                say(sentence, err=True)
            status = _status()
    except Exception:  # noqa: BLE001  the last line of defence: loud, and never mistaken for the student's fault
        traceback.print_exc()
        say("This is a fault of the grader, not of the submission. Please report it with the lines above.", err=True)
    with contextlib.suppress(ValueError):  # it was closed
        sys.stdout.flush()
    fault = output.lost()
    if fault is not None and fault.errno not in output.NOBODY_READS:
        say(f"Not everything could be printed: {fault.strerror}. The files asked for are complete.", err=True)
        status = OUR_FAULT
    sys.exit(status)


def _status() -> int:
    """Run the command that was asked for; its exit status. Click's own way would make Ctrl-C a 1."""
    try:
        ended = command.main(prog_name="python -m grader", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OUR_FAULT
    except click.ClickException as error:
        error.show(file=sys.stderr)
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        say(STOPPED, err=True)
        return SIGNAL + signal.SIGINT
    return ended if isinstance(ended, int) else PASSED


def _end(number: int, _frame: object) -> NoReturn:
    """End as after an error, so that workers and their folders do not stay behind."""
    sys.exit(SIGNAL + number)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(VERSION, message="%(version)s")
def command() -> None:
    """Grade exercises on classifying handwritten digits."""


@command.command("grade")
@click.argument("what", metavar="[SUBMISSION]", nargs=-1)
@click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="Grade just this; may be given several times.")
@DATA
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the report as JSON.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="Write the report as JUnit XML.")
@click.option("--html", "html_folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Write it as a page.")
@click.option("--gradescope", "gradescope_file", type=click.Path(path_type=Path), help="Write it for Gradescope.")
@click.option(
    "--classroom50",
    "classroom50_file",
    type=click.Path(path_type=Path),
    help="Write Classroom 50's result.json; the exit status is 0 when all was judged.",
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 3), help="Seed of the first training."
)
@click.option(
    "--fresh-seed",
    type=click.IntRange(0, 2**32 - 1),
    help="Ask the fresh inputs of an earlier grading again; its manifest has the number.",
)
@click.option("--no-cache", is_flag=True, help="Train and build everything again.")
@click.option("--all-points", is_flag=True, help="Exit with 4 unless every point and bonus point is earned.")
def grade_command(
    what: tuple[str, ...],
    only: tuple[str, ...],
    data: str,
    json_file: Path | None,
    junit_file: Path | None,
    html_folder: Path | None,
    gradescope_file: Path | None,
    classroom50_file: Path | None,
    seed: int,
    fresh_seed: int | None,
    no_cache: bool,
    all_points: bool,
) -> None:
    """Grade SUBMISSION, a folder with the five modules; the name of a module or exercise grades just that.

    Exit status: 0 when everything required passed, 4 when something is left to do, 2 for wrong usage, 3 when the
    grader or its environment is at fault.
    """
    course = _course()
    submission, only = _understood(what, only, course)
    exercises = _selected(course, only)
    _refuse_files([file for file in (json_file, junit_file, gradescope_file, classroom50_file) if file is not None])
    classroom50 = _classroom50(classroom50_file, all_points)
    _refuse_unwritable_folder(html_folder)
    console = Console(highlight=False)
    fresh = None if fresh_seed is None else FreshSeed.of_number(fresh_seed)
    failing = failing_inputs_of(submission) if fresh is None else None
    settings = Settings(data=data, seed=seed, use_cache=not no_cache, fresh=fresh, failing_inputs=failing)
    if gradescope_file is not None or classroom50_file is not None:  # somebody else's submission
        settings = replace(settings, fresh=FreshSeed.drawn(), renames_labels=True, failing_inputs=None)
    with _explained(data), StatusLine(console) as line:
        report = grade(submission, course, exercises, settings, _GradingProgress(line))
    files = RequestedFiles(json_file, junit_file, html_folder, gradescope_file, classroom50_file, classroom50)
    said, faults = files.write(report, course)  # before anything is printed: nobody may be there to read it
    from grader.report.terminal import show_report

    show_report(console, report, course, submission)
    for sentence in said:
        say(sentence)
    if faults:
        _stop("\n".join(faults), OUR_FAULT)
    if classroom50 is not None:
        sys.exit(PASSED if report.exit_status == LEFT_TO_DO else report.exit_status)
    if all_points and report.exit_status == PASSED and report.bonus < report.bonus_points:
        _stop(f"{report.bonus_points - report.bonus} bonus points are missing.", LEFT_TO_DO)
    sys.exit(report.exit_status)


@command.command("next")
@SUBMISSION
def next_command(submission: Path) -> None:
    """Name the one thing to do next in SUBMISSION; nothing is run."""
    from grader.grading.next_step import next_step, told

    with _explained(""):
        for sentence in told(next_step(submission, _course()), submission):
            say(sentence)


@command.command("list")
@SUBMISSION
def list_command(submission: Path) -> None:
    """List every exercise with its points and whether it has been begun."""
    from rich.table import Table
    from rich.text import Text

    from grader.sandbox.runner import Runner
    from grader.sandbox.submission import read

    course = _course()
    with _explained(""), contextlib.closing(Runner(read(submission))) as runner:
        table = Table(box=None, padding=(0, 1))
        for name in ("exercise", "points", "state", "title"):
            table.add_column(name, justify="right" if name == "points" else "left", no_wrap=True, overflow="ellipsis")
        for exercise in course.exercises:
            points = f"{exercise.points}{' bonus' if exercise.bonus else ''}"
            table.add_row(exercise.id, points, runner.state(exercise) or "begun", Text(exercise.title, style="dim"))
    Console(highlight=False).print(table)


@command.command("hint")
@click.argument("exercise")
@click.argument("more", metavar="[LEVEL] [SUBMISSION]", nargs=-1)
@click.option("--level", type=click.IntRange(1, syllabus_file.HINT_LEVELS), default=1, show_default=True)
def hint_command(exercise: str, more: tuple[str, ...], level: int) -> None:
    """Show a hint for EXERCISE, LEVEL 2 or 3 says more; all of them once SUBMISSION has passed it."""
    chosen = _one(exercise)
    numbers = [word for word in more if word.lstrip("-").isdigit()]
    folders = [word for word in more if word not in numbers]
    if len(numbers) > 1 or len(folders) > 1:
        raise click.UsageError(f"Name one exercise and one level: hint {chosen.id} 2")
    if numbers:
        level = int(numbers[0])
        if not 1 <= level <= syllabus_file.HINT_LEVELS:
            raise click.UsageError(f"There is no hint {level}. The levels are 1 to {syllabus_file.HINT_LEVELS}.")
    submission = Path(*folders) if folders else Path("exercises")
    if folders and not submission.exists() and not submission.is_absolute():
        raise click.UsageError(f"{submission} is neither a level nor a folder. Give a level: hint {chosen.id} 2")
    console = Console(highlight=False)
    console.print(f"{chosen.id}: {chosen.title}", style="bold")
    passed = False
    with contextlib.suppress(SubmissionError, NotStarted):  # a hint needs no submission
        passed = has_passed(submission, chosen)
    if passed:
        for number, hint in enumerate(chosen.hints, start=1):
            console.print(f"{number}. {hint}", markup=False)
        console.print(f"Passed. The model answer: nox -s solution -- {chosen.id}", style="dim", markup=False)
        return
    console.print(chosen.hints[level - 1], markup=False)
    if level < syllabus_file.HINT_LEVELS:
        console.print(f"More: nox -s hint -- {chosen.id} --level {level + 1}", style="dim", markup=False)
    else:
        console.print(f"Write it, then: nox -s grade -- --only {chosen.id}", style="dim", markup=False)


@command.command("solution")
@click.argument("exercise")
@SUBMISSION
def solution_command(exercise: str, submission: Path) -> None:
    """Show the model answer to EXERCISE once SUBMISSION has passed it."""
    from rich.syntax import Syntax

    from grader.course.model_answers import model_answer

    chosen = _one(exercise)
    with _explained(""):
        passed = has_passed(submission, chosen)
    if not passed:
        grading = f"nox -s grade -- {submission} --only {chosen.id}"
        _stop(f"{chosen.id} has not passed as it stands. Its model answer is shown after that: {grading}", LEFT_TO_DO)
    text = model_answer(chosen)
    if text is None:
        _stop("There is no folder solutions/ here. Ask whoever gave you the exercises.", WRONG_USAGE)
    Console(highlight=False).print(
        Syntax(text, "python", theme="ansi_dark", background_color="default", word_wrap=True)
    )


@command.command("reset")
@click.argument("exercise")
@SUBMISSION
def reset_command(exercise: str, submission: Path) -> None:
    """Make the function of EXERCISE a stub again; what SUBMISSION has there is kept beside it."""
    from grader.course.model_answers import FOLDER
    from grader.course.reset import ResetError, reset

    chosen = _one(exercise)
    try:
        backup = reset(chosen, submission, FOLDER)
    except ResetError as error:
        _stop(str(error), WRONG_USAGE)
    say(f"{submission / chosen.module}.py: {chosen.function} is a stub again. As it was: {backup}")


@command.command("watch")
@SUBMISSION
@DATA
@click.option("--poll", is_flag=True, help="Look for saves now and then: for drives whose changes are not told.")
def watch_command(submission: Path, data: str, poll: bool) -> None:
    """Grade SUBMISSION on every save, and show the exercise that you work on.

    A training runs when you save its module while it is the one shown, or by a key.
    """
    from grader.cli import watch

    course = _course()
    with _explained(data):
        sys.exit(
            watch.run(submission, course, Settings(data=data, failing_inputs=failing_inputs_of(submission)), poll=poll)
        )


@command.command("isolation")
def isolation_command() -> None:
    """Try what a submission is kept from on this machine."""
    from grader.sandbox import bubblewrap
    from grader.sandbox.probe import probed

    say(probed().sentence)
    if bubblewrap.obstacle():
        say(f"The stronger level, bubblewrap, does not work here: {bubblewrap.obstacle()}.")


@command.command("data")
@DATA
def data_command(data: str) -> None:
    """Fetch or make the images now, and say what is there."""
    from grader.course.datasets import load

    with _explained(data):
        images = load(data)
    say(images.note)
    say(
        f"{images.name}: {len(images.train_images):,} training and {len(images.test_images):,} test images, "
        f"SHA-256 {images.digest[:16]}…"
    )


class _GradingProgress(ProgressLine):
    """Shows what is being graded: a line that changes where there is a terminal, a line per training elsewhere."""

    def __init__(self, line: StatusLine) -> None:
        super().__init__()
        self._line = line

    def __rich__(self) -> "Text":
        from rich.text import Text

        return Text(self.line)

    def training(self, exercise: str, seed: int) -> None:
        super().training(exercise, seed)
        if not self._line.show(self):
            say(f"training {self.subject}")

    def show(self) -> None:
        self._line.show(self)


def _course() -> "Syllabus":
    try:
        return syllabus_file.load()
    except syllabus_file.SyllabusError as error:
        _stop(str(error), OUR_FAULT)


def _understood(what: tuple[str, ...], only: tuple[str, ...], course: "Syllabus") -> tuple[Path, tuple[str, ...]]:
    """The submission and the exercises that are meant: a name that is no folder's may be an exercise or a module."""
    folders = [name for name in what if Path(name).exists() or "/" in name or "\\" in name]
    names = tuple(name for name in what if name not in folders)
    try:
        course.select(names)
    except syllabus_file.UnknownExercise as error:
        wrong = next(name for name in names if str(error).startswith(repr(name)))
        meant = str(error).partition(". ")[2]
        raise click.UsageError(
            f"{wrong}: there is no such folder, module or exercise. {meant} "
            f"Name a folder such as exercises, a module such as metrics, or an exercise such as metrics.precision."
        ) from error
    if len(folders) > 1:
        raise click.UsageError(f"Name one folder. To grade {len(folders)}, give the command once for each.")
    if names:
        say(f"Understood as {' '.join(f'--only {name}' for name in names)}.", err=True)
    return Path(*folders) if folders else Path("exercises"), (*only, *names)


def _selected(course: "Syllabus", names: Sequence[str]) -> "tuple[Exercise, ...]":
    try:
        return course.select(names)
    except syllabus_file.UnknownExercise as error:
        raise click.UsageError(str(error)) from error


def _one(name: str) -> "Exercise":
    """The exercise of this name."""
    found = _selected(_course(), (name,))
    if len(found) > 1:
        raise click.UsageError(f"{name!r} is a module. Name one of its exercises, such as {found[0].id}.")
    return found[0]


@contextlib.contextmanager
def _explained(*data: str) -> Iterator[None]:
    """Turn what is known to go wrong, with images that were asked for in these words, into a sentence and a status."""
    from grader.course.datasets import DataError

    try:
        yield
    except SubmissionError as error:
        _stop(str(error), WRONG_USAGE)
    except DataError as error:
        _stop(str(error), OUR_FAULT if {"auto", "mnist", "digits"}.issuperset(data) else WRONG_USAGE)
    except NotStarted as error:
        _stop(f"{error} Try again; `python -m grader isolation` says more.", OUR_FAULT)
    except (KeyboardInterrupt, Interrupted):
        _stop(STOPPED, SIGNAL + signal.SIGINT)


def _stop(sentence: str, status: int) -> NoReturn:
    say(sentence, err=True)
    sys.exit(status)


def _refuse_files(files: "Sequence[Path]", kept: "Mapping[Path, str] | None" = None) -> None:
    """See before an hour of grading that reports can be written, each to a file of its own, over none that is needed.

    Args:
        files: where the reports go.
        kept: files that have to stay, and what they are.
    """
    taken = {file.resolve(): what for file, what in (kept or {}).items()}
    for file in files:
        _refuse_unwritable(file)
        if what := taken.get(file.resolve()):
            raise click.UsageError(f"{file} is {what}. Name another file for the report.")
        if file.suffix.lower() in IRREPLACEABLE and file.exists():
            raise click.UsageError(f"{file} is there already, and does not look like a report. Name another file.")
        taken[file.resolve()] = "where another report goes"


def _refuse_unwritable(file: Path) -> None:
    """Before an hour of grading, not after it."""
    if file.is_dir():
        raise click.UsageError(f"{file} is a folder. Name a file for the report.")
    try:
        with tempfile.TemporaryFile(dir=file.parent):
            pass
        if file.exists() and not os.access(file, os.W_OK):
            raise PermissionError(13, "it may not be written")
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}. Name another file.") from error


def _refuse_unwritable_folder(folder: Path | None) -> None:
    if folder is None:
        return
    from grader.report import html

    try:
        html.refuse_unwritable(folder)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot take a report: {error.strerror}. Name another folder.") from error


def _classroom50(file: Path | None, all_points: bool) -> "Run | None":
    """Whose result Classroom 50 will get, asked before an hour of grading and not after it."""
    if file is None:
        return None
    from grader.report.classroom50 import NotItsRunner, run_of

    if all_points:
        raise click.UsageError("--classroom50 ends with 0 when all was judged. Leave --all-points out.")
    try:
        return run_of(os.environ)
    except NotItsRunner as error:
        raise click.UsageError(f"--classroom50: {error}") from error


def _write_json(file: Path, content: object) -> None:
    try:
        write_whole(file, in_json(content))
    except OSError as error:
        _stop(f"{file} was not written: {error.strerror}. Name another file.", OUR_FAULT)


@command.group("gradescope")
def gradescope_group() -> None:
    """Grade on Gradescope."""


@gradescope_group.command("build")
@click.argument("file", metavar="OUT.zip", type=click.Path(path_type=Path))
@click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="Grade just this; may be given several times.")
@click.option("--data", default="auto", show_default=True, type=click.Choice(["auto", "mnist", "digits"]))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 3))
def gradescope_build_command(file: Path, only: tuple[str, ...], data: str, seed: int) -> None:
    """Pack OUT.zip, the autograder to upload: this grader, without solutions, tests or images."""
    from grader.tools.gradescope.bundle import AutograderError, build

    exercises = _selected(_course(), only)
    _refuse_unwritable(file)
    try:
        count = build(file, exercises, only, data, seed)
    except AutograderError as error:
        _stop(str(error), OUR_FAULT)
    except OSError as error:
        _stop(f"{file} was not written: {error.strerror}. Name another file.", OUR_FAULT)
    points = sum(exercise.points for exercise in exercises if not exercise.bonus)
    say(f"{file}: {count} files, {len(exercises)} exercises. Give the assignment {points} points on Gradescope.")
    if any(exercise.images for exercise in exercises):
        say("Trainings are among them: choose the largest container and the longest time limit there.")


@gradescope_group.command("run", hidden=True)  # what the archive's run_autograder starts
@click.argument("upload", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--only", multiple=True)
@DATA
@click.option("--seed", default=0, type=click.IntRange(0, 2**31 - 3))
def gradescope_run_command(upload: Path, file: Path, only: tuple[str, ...], data: str, seed: int) -> None:
    """Grade what was handed in at UPLOAD and write results.json; where the fault is ours, nothing is written."""
    from grader.report.gradescope import refusal, to_results
    from grader.sandbox.upload import modules_folder

    course = _course()
    exercises = _selected(course, only)
    _refuse_unwritable(file)
    folder = modules_folder(upload, [module.name for module in course.modules])
    settings = Settings(data=data, seed=seed, use_cache=False)  # a submission could have left results in the cache
    with _explained(data), StatusLine(Console(highlight=False)) as line:
        try:
            results = to_results(grade(folder, course, exercises, settings, _GradingProgress(line)))
        except SubmissionError:
            modules = ", ".join(f"{module.name}.py" for module in course.modules)
            results = refusal(f"There is nothing to grade in your upload. Hand in your modules: {modules}.")
    _write_json(file, results)
    say(f"{results['score']} points. {results['output']}")


@command.command("class")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--gradebook", type=click.Path(path_type=Path), help="Where all is kept.  [default: FOLDER.gradebook]")
@click.option("--roster", metavar="CSV", type=click.Path(path_type=Path), help="Who is expected; kept for later runs.")
@click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="Grade just this; may be given several times.")
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
@click.option("--scheduler", metavar="ADDRESS", help="Let the workers of a Dask scheduler grade: tcp://HOST:8786")
@click.option("--allow-no-sandbox", is_flag=True, help="Run strangers' code even where nothing holds it in.")
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

    Killed and started again, it goes on where it was; run again, it grades what has changed.

    Exit status: 0 when all that was handed in is graded, 4 when something was refused, 2 for wrong usage, 3 when
    something could not be judged or stored.
    """
    from grader.classroom import exports
    from grader.classroom.local_executor import Pool
    from grader.classroom.run import GIVEN, Class, Stopped, grade_class, refuse_without_sandbox

    course = _course()
    exercises = _selected(course, only)
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
    _refuse_files([file for file, _write in named], kept)
    _refuse_unwritable_folder(html_folder)
    if html_folder is not None and folder.is_dir() and html_folder.resolve().is_relative_to(folder.resolve()):
        raise click.UsageError(f"{html_folder} would be taken for a submission. Name a folder that is not in {folder}.")
    try:
        allowed = (lambda _findings: None) if allow_no_sandbox else refuse_without_sandbox
        status = grade_class(wanted, course, console, allowed, executor)
    except Stopped as stopped:
        _stop(str(stopped), stopped.status)
    sys.exit(status)


# A negative number of points is not an option.
@command.command("adjust", context_settings={"ignore_unknown_options": True})
@click.argument("gradebook", type=click.Path(path_type=Path))
@click.argument("student", required=False)
@click.argument("points", required=False)
@click.option("--reason", metavar="TEXT", help="Why; a sentence.")
@click.option("--author", metavar="NAME", help="Who says so.")
@click.option("--exercise", metavar="ID", help="What the points are for; without it, for the whole.")
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
    Adjustments survive every regrade. None is ever changed or removed: the correction of one is another one.
    """
    from grader.classroom import adjustments
    from grader.classroom.run import Stopped

    course = _course()
    name = _one(exercise).id if exercise else ""
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
        _stop(str(stopped), stopped.status)
    for line in lines:
        say(line)


@command.command("reproduce")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--submission", type=click.Path(path_type=Path), help="Folder of the functions.  [default: solutions]")
@click.option("--output", default="build/reproduce", show_default=True, type=click.Path(path_type=Path))
@DATA
def reproduce_command(names: tuple[str, ...], submission: Path | None, output: Path, data: str) -> None:
    """Train published systems (all five, or those named) and set the results beside the published ones.

    The functions run in this process: do it with code that you trust.
    """
    from grader.tools import reproduce

    with _explained(data):
        sys.exit(reproduce.run(names, submission or _reference(), output, data))


@command.command("benchmark")
@click.argument("submission", required=False, type=click.Path(path_type=Path))
@click.option("--output", default="build/benchmark", show_default=True, type=click.Path(path_type=Path))
def benchmark_command(submission: Path | None, output: Path) -> None:
    """Time the preprocessing functions of SUBMISSION over 60,000 images, beside the reference's."""
    from grader.tools import benchmark

    with _explained(""):
        sys.exit(benchmark.run(submission or _reference(), output))


@command.command("check")
@click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="Look at just this; may be given several times.")
@click.option("--quick", is_flag=True, help="Only what can be seen by reading: grade nothing.")
@click.option("--trainings", is_flag=True, help="Train the solutions, too, which takes minutes.")
def check_command(only: tuple[str, ...], quick: bool, trainings: bool) -> None:
    """Hold exercises to what makes them whole: for whoever writes one.

    Exit status: 0 when all of it holds, 4 when something does not, 2 for wrong usage, 3 for a fault of the kit.
    """
    from grader.tools.selfcheck import run as authoring
    from grader.tools.selfcheck.kit import SOLUTIONS, Kit

    if not SOLUTIONS.is_dir():
        raise click.UsageError("There are no solutions here. Get the whole kit: exercises are written in solutions/.")
    with _explained("digits"):
        try:
            sys.exit(authoring.check(Kit(only), quick, trainings, Console(highlight=False)))
        except syllabus_file.UnknownExercise as error:
            raise click.UsageError(str(error)) from error


@command.command("mutants")
@click.option("--only", multiple=True, metavar="ID_OR_MODULE", help="Plant just these; may be given several times.")
@click.option("--all", "everything", is_flag=True, help="Also models, plots and trainings, which takes long.")
@click.option("--every", default=1, metavar="N", type=click.IntRange(min=1), help="Of each exercise every N-th mutant.")
def mutants_command(only: tuple[str, ...], everything: bool, every: int) -> None:
    """Change one small thing in the solutions, in every way, and see that the checks notice.

    Without options, solutions that build, draw or train nothing are changed, which takes two minutes. A mutant of a
    training is tried with few images first; trained with all is only what passes there and is no free choice.

    Exit status: 0 when they fail each such mutant but those that are known to be equal programs, 4 when they do not,
    2 for wrong usage, 3 for a fault of the kit.
    """
    from grader.tools.mutants.run import mutants
    from grader.tools.selfcheck.kit import SOLUTIONS, Kit

    if not SOLUTIONS.is_dir():
        raise click.UsageError("There are no solutions here. Get the whole kit: exercises are written in solutions/.")
    with _explained("digits"):
        try:
            sys.exit(mutants(Kit(only), everything, every, Console(highlight=False)))
        except syllabus_file.UnknownExercise as error:
            raise click.UsageError(str(error)) from error


@command.command("calibrate")
@click.option(
    "--data",
    "choices",
    multiple=True,
    default=("digits", "mnist"),
    show_default=True,
    metavar="auto|mnist|digits|PATH",
    help="Images to train on; may be given several times.",
)
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(3), help="Train with seeds 0 to N - 1.")
@click.option("--only", multiple=True, metavar="NAME", help="Train only this; may be given several times.")
@click.option(
    "--record",
    "file",
    default=None,
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON file that keeps what came out, its plot beside it.  [default: docs/calibration.json]",
)
def calibrate_command(choices: tuple[str, ...], seeds: int, only: tuple[str, ...], file: Path | None) -> None:
    """Train reference, weaker designs and plain recipes with many seeds: the gates have to be where they belong.

    Every result is kept as soon as it is there, so that the same command goes on where it was interrupted.

    Exit status: 0 when the reference passes by three standard deviations, nothing weaker gets through, and the plain
    recipes of tutorials pass with 95 % of their seeds from 10 epochs on; 4 when not, 2 for wrong usage, 3 for a fault
    of the kit.
    """
    from grader.tools.calibration import record
    from grader.tools.calibration.contenders import DESIGNS
    from grader.tools.calibration.plain_contenders import PLAIN
    from grader.tools.calibration.run import calibrate
    from grader.tools.selfcheck.kit import SOLUTIONS

    if not SOLUTIONS.is_dir():
        raise click.UsageError("There are no solutions here. Get the whole kit: the reference is what is trained.")
    for name in only:
        if name not in {*DESIGNS, *PLAIN}:
            raise click.UsageError(f"{name} is not trained here. Choose some of {', '.join([*DESIGNS, *PLAIN])}.")
    file = file or record.RECORD
    _refuse_unwritable(file)
    with _explained(*choices):
        try:
            sys.exit(calibrate(choices, seeds, file, Console(highlight=False), only))
        except record.RecordError as error:
            raise click.UsageError(str(error)) from error


@command.command("stubs")
@click.option("--solutions", default="solutions", show_default=True, type=click.Path(path_type=Path))
@click.option("--exercises", default="exercises", show_default=True, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Write over what is written there without asking; a backup is made.")
def stubs_command(solutions: Path, exercises: Path, yes: bool) -> None:
    """Write the stubs again from the solutions.

    Where something else is written in them, it asks first, and makes a backup of the folder next to it.
    """
    from grader.course.stubs import backup, stubs_of, write_stubs, written_over

    if not solutions.is_dir():
        raise click.UsageError(f"{solutions}: there is no such folder. Name the one that holds the solutions.")
    stubs = stubs_of(solutions)
    try:
        if theirs := written_over(stubs, exercises):
            files = ", ".join(str(file) for file in theirs)
            if not yes and not sys.stdin.isatty():
                _stop(
                    f"There is more than stubs in {files}. Nothing was changed. With --yes they are backed up first.",
                    WRONG_USAGE,
                )
            if not yes and not click.confirm(f"There is more than stubs in {files}. Write over it?", err=True):
                say("Nothing was changed.")
                return
            say(f"What was there is kept in {backup(exercises)}")
        write_stubs(stubs, exercises)
    except (OSError, shutil.Error) as error:
        _stop(f"{exercises} was not written: {error}. Look at its permissions.", OUR_FAULT)


def _reference() -> Path:
    """The solutions, or, where they were not handed out, the exercises."""
    return Path("solutions") if Path("solutions").is_dir() else Path("exercises")
