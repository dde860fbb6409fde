"""Commands for authors of exercises: check, mutants, calibrate, stubs."""

import shutil
import sys
from pathlib import Path

import click
from rich.console import Console

from grader.cli.endings import stop
from grader.cli.options import COURSE, DATA, PATH
from grader.cli.output import say
from grader.cli.refusals import refuse_unwritable, refuse_without_solutions
from grader.course import syllabus as syllabus_file
from grader.course.course_file import CourseError
from grader.course.current import current
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE


@click.command("check")
@click.option(
    "--only", multiple=True, metavar="ID_OR_MODULE", help="Check only this exercise; may be given several times."
)
@COURSE
@click.option("--quick", is_flag=True, help="Only read the files; grade nothing.")
@click.option("--trainings", is_flag=True, help="Also train the solutions, which takes minutes.")
def check_command(only: tuple[str, ...], quick: bool, trainings: bool) -> None:
    """Check that exercises are complete.

    This is for authors of exercises. If course.toml names exercises of its own, only those are checked.

    Exit status: 0 when everything holds, 4 when something does not, 2 for wrong usage, 3 for a fault of the kit.
    """
    from grader.tools.selfcheck import run as authoring
    from grader.tools.selfcheck.kit import Kit

    refuse_without_solutions("exercises are written in solutions/")
    try:
        own = current().own
    except CourseError:
        raise
    except syllabus_file.SyllabusError:  # which is among what it checks
        own = None
    sys.exit(authoring.check(Kit(only, own), quick, trainings, Console(highlight=False)))


@click.command("prove-bugs")
@click.option(
    "--only", multiple=True, metavar="ID_OR_MODULE", help="Only bugs in this part; may be given several times."
)
@click.option("--every", default=1, metavar="N", type=click.IntRange(min=1), help="Only every N-th bug.")
@click.option("--trainings", is_flag=True, help="Also bugs in trainings; each takes minutes.")
@click.option("--write", is_flag=True, help="Try all known mistakes, and write the list of those that can be planted.")
@DATA
def prove_bugs_command(only: tuple[str, ...], every: int, trainings: bool, write: bool, data: str) -> int:
    """Verify every bug of find-the-bug.

    Each bug must make a check fail, an input of at most 20 numbers must show it, and its repair must pass.

    Exit status: 0 when all do, 4 when one does not, 2 for wrong usage, 3 for a fault of the kit.
    """
    from grader.learning.hunt.bug_catalogue import bugs
    from grader.learning.hunt.training_bugs import TRAINING_BUGS
    from grader.tools.selfcheck import hunt_proof

    refuse_without_solutions("bugs are planted into solutions/")
    if write and (only or every > 1 or trainings):
        raise click.UsageError("--write makes the whole list. Leave out the other options.")
    console = Console(highlight=False)
    course = syllabus_file.load()
    ids = {exercise.id for exercise in course.select(only)}
    with console.status("planting") as status:
        if write:
            say(f"{hunt_proof.write_list(course, status.update)} mistakes can be planted.")
            return PASSED
        chosen = [bug for bug in bugs() if bug.exercise in ids and (trainings or bug.exercise not in TRAINING_BUGS)][
            ::every
        ]
        problems = list(hunt_proof.prove(course, chosen, status.update, data))
    for problem in problems:
        say(str(problem))
    say(f"{len(chosen)} bugs were planted; {len(chosen) - len(problems)} can be found and repaired.")
    return LEFT_TO_DO if problems else PASSED


@click.command("mutants")
@click.option(
    "--only", multiple=True, metavar="ID_OR_MODULE", help="Change only these exercises; may be given several times."
)
@click.option("--all", "everything", is_flag=True, help="Also models, plots and trainings, which takes long.")
@click.option("--every", default=1, metavar="N", type=click.IntRange(min=1), help="Every N-th mutant of each exercise.")
def mutants_command(only: tuple[str, ...], everything: bool, every: int) -> None:
    """Change the solutions in small ways: the checks must notice.

    Without options, only solutions that build, draw or train nothing are changed, which takes two minutes. A mutant of
    a training is tried with few images first. Only if it passes there, and changes something that the contract fixes,
    it is trained with all images.

    Exit status: 0 when every mutant fails except those that are known to be equivalent, 4 when another one passes,
    2 for wrong usage, 3 for a fault of the kit.
    """
    from grader.tools.mutants.run import mutants
    from grader.tools.selfcheck.kit import Kit

    refuse_without_solutions("exercises are written in solutions/")
    sys.exit(mutants(Kit(only), everything, every, Console(highlight=False)))


@click.command("calibrate")
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
    help="JSON file for the results; the plot is written next to it.  [default: docs/calibration.json]",
)
def calibrate_command(choices: tuple[str, ...], seeds: int, only: tuple[str, ...], file: Path | None) -> None:
    """Train many designs to verify the accuracy gates.

    Every result is kept at once, so the same command continues where it was interrupted.

    Exit status: 0 when the reference passes by three standard deviations, nothing weaker gets through, and the plain
    recipes of tutorials pass with 95 % of their seeds from 10 epochs on; 4 when not, 2 for wrong usage, 3 for a fault
    of the kit.
    """
    from grader.tools.calibration import record
    from grader.tools.calibration.contenders import DESIGNS
    from grader.tools.calibration.plain_contenders import PLAIN
    from grader.tools.calibration.run import calibrate

    refuse_without_solutions("the reference is what is trained")
    for name in only:
        if name not in {*DESIGNS, *PLAIN}:
            raise click.UsageError(f"{name} is not trained here. Choose some of {', '.join([*DESIGNS, *PLAIN])}.")
    file = file or record.RECORD
    refuse_unwritable(file)
    sys.exit(calibrate(choices, seeds, file, Console(highlight=False), only))


@click.command("stubs")
@COURSE
@click.option("--solutions", default="solutions", show_default=True, type=PATH)
@click.option("--exercises", default="exercises", show_default=True, type=PATH)
@click.option("--notebooks", default="notebooks", show_default=True, type=PATH)
@click.option("--yes", is_flag=True, help="Overwrite existing work without asking; a backup is made.")
def stubs_command(solutions: Path, exercises: Path, notebooks: Path, yes: bool) -> None:
    """Write stubs and notebooks from the solutions.

    The stubs of the course's own exercises are written too. If the folders contain other work, the command asks first
    and makes a backup next to each folder.
    """
    from grader.course.notebooks import notebooks_of
    from grader.course.stubs import backup, stubs_of, write_stubs, written_over

    if not solutions.is_dir():
        raise click.UsageError(f"{solutions}: there is no such folder. Name the one that holds the solutions.")
    course = current()
    if course.own is not None:
        _write_own_stubs(course.own.folder)
    made = {exercises: stubs_of(solutions), notebooks: notebooks_of(solutions, course.syllabus)}
    theirs = {folder: files for folder, stubs in made.items() if (files := written_over(stubs, folder))}
    folder = exercises
    try:
        if theirs:
            named = ", ".join(str(file) for files in theirs.values() for file in files)
            if not yes and not sys.stdin.isatty():
                stop(
                    f"{named} contain more than stubs. Nothing was changed. Give --yes to back them up first.",
                    WRONG_USAGE,
                )
            if not yes and not click.confirm(f"{named} contain more than stubs. Overwrite them?", err=True):
                say("Nothing was changed.")
                return
            for folder in theirs:
                say(f"The old files are kept in {backup(folder)}")
        for folder, stubs in made.items():
            write_stubs(stubs, folder)
    except (OSError, shutil.Error) as error:
        stop(f"{folder} was not written: {error}. Check its permissions.", OUR_FAULT)


def _write_own_stubs(folder: Path) -> None:
    """Write the stubs of the course's own exercises, which nobody edits, next to their solutions."""
    from grader.course.stubs import stubs_of, write_stubs

    try:
        write_stubs(stubs_of(folder / "solutions"), folder / "exercises")
    except (OSError, SyntaxError, ValueError) as error:
        stop(f"The stubs of {folder} were not written: {error}. Fix that, then run it again.", WRONG_USAGE)
    say(f"Written: {folder / 'exercises'}")
