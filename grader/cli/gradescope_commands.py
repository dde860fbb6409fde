"""Commands for Gradescope: gradescope build, gradescope run."""

from pathlib import Path

import click
from rich.console import Console

from grader.checks.fresh_seed import FreshSeed
from grader.cli.endings import writing
from grader.cli.grading_progress import GradingProgress
from grader.cli.options import COURSE, DATA, ONLY, PATH, SEED, default_data, load_course
from grader.cli.output import say
from grader.cli.refusals import refuse_unwritable
from grader.grading.pipeline import Settings, grade
from grader.report.requested_files import in_json
from grader.sandbox import bubblewrap, levels
from grader.sandbox.submission import SubmissionError
from grader.util.files import write_whole
from grader.util.statusline import StatusLine


@click.group("gradescope")
def gradescope_group() -> None:
    """Make an autograder for Gradescope."""


@gradescope_group.command("build")
@click.argument("file", metavar="OUT.zip", type=PATH)
@ONLY
@COURSE
@click.option(
    "--data", default=default_data, show_default="as for grade", type=click.Choice(["auto", "mnist", "digits"])
)
@SEED
def gradescope_build_command(file: Path, only: tuple[str, ...], data: str, seed: int) -> None:
    """Pack the autograder as OUT.zip, ready to upload.

    It contains this grader without solutions, tests or images.
    """
    from grader.tools.gradescope.bundle import build

    exercises = load_course().select(only)
    refuse_unwritable(file)
    with writing(file):
        count = build(file, exercises, only, data, seed)
    points = sum(exercise.points for exercise in exercises if not exercise.bonus)
    say(f"{file}: {count} files, {len(exercises)} exercises. Give the assignment {points} points on Gradescope.")
    if any(exercise.images for exercise in exercises):
        say("Some of them are trainings: choose the largest container and the longest time limit there.")


@gradescope_group.command("run", hidden=True)  # what the archive's run_autograder starts
@click.argument("upload", type=PATH)
@click.argument("file", type=PATH)
@ONLY
@DATA
@SEED
def gradescope_run_command(upload: Path, file: Path, only: tuple[str, ...], data: str, seed: int) -> None:
    """Grade what was handed in at UPLOAD and write results.json; if the grader fails, nothing is written."""
    from grader.report.gradescope import refusal, to_results
    from grader.sandbox.upload import modules_folder

    course = load_course()
    exercises = course.select(only)
    refuse_unwritable(file)
    folder = modules_folder(upload, [module.name for module in course.modules])
    # A submission could have left results in the cache; somebody else's may have brought a trained model.
    settings = Settings(data=data, seed=seed, use_cache=False, fresh=FreshSeed.drawn(), renames_labels=True)
    with StatusLine(Console(highlight=False)) as line:
        try:
            results = to_results(grade(folder, course, exercises, settings, GradingProgress(line)))
        except SubmissionError:
            modules = ", ".join(dict.fromkeys(f"{exercise.module}.py" for exercise in exercises))
            results = refusal(f"Your upload contains nothing to grade. Hand in your modules: {modules}.")
    with writing(file):
        write_whole(file, in_json(results))
    say(f"{results['score']} points. {results['output']}")
    level = levels.strongest()  # instructors see what is printed, students do not
    why = f": {bubblewrap.obstacle()}. A submission could write its own result here" if level == levels.PROCESS else ""
    say(f"Isolation: {level}{why}.")
