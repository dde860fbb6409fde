"""Commands that compare functions with published results: reproduce, benchmark."""

import sys
from pathlib import Path

import click

from grader.cli.options import DATA, PATH, load_course
from grader.course.paths import EXERCISES, SOLUTIONS


@click.command("reproduce")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--submission", type=PATH, help="Folder with the functions.  [default: solutions]")
@click.option("--output", default="build/reproduce", show_default=True, type=PATH)
@DATA
def reproduce_command(names: tuple[str, ...], submission: Path | None, output: Path, data: str) -> None:
    """Train published systems and compare their accuracies.

    Without NAME, all five are trained. The results are compared with the published ones.

    The functions run without a sandbox: use this only with code you trust.
    """
    from grader.tools import reproduce

    sys.exit(reproduce.run(names, submission or _reference(), output, data))


@click.command("benchmark")
@click.argument("submission", required=False, type=PATH)
@click.option("--output", default="build/benchmark", show_default=True, type=PATH)
@click.option("--drawing", is_flag=True, help="Time the page of `draw` instead: from stroke to answers.")
def benchmark_command(submission: Path | None, output: Path, drawing: bool) -> None:
    """Time preprocessing over 60,000 images.

    The functions of SUBMISSION are compared with the reference's.

    The functions run without a sandbox: use this only with code you trust.
    """
    from grader.tools import benchmark

    if drawing:
        from grader.tools.benchmark import drawing_time

        sys.exit(drawing_time.run(submission or _reference(), load_course(), output / "drawing"))
    sys.exit(benchmark.run(submission or _reference(), output))


def _reference() -> Path:
    """The solutions, or, where they were not handed out, the exercises."""
    return SOLUTIONS if SOLUTIONS.is_dir() else EXERCISES
