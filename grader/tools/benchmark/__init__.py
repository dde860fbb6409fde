"""Times the preprocessing functions of a submission over 60,000 images, next to the reference and two yardsticks.

Student code runs in a worker, as in grading; so do the others, each in one of its own, so that all have the same
conditions.
"""

import importlib.util
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.course import syllabus
from grader.sandbox.submission import read
from grader.tools.benchmark.call_timer import CallTimer
from grader.tools.benchmark.measurement import FLOOR, NAIVE, REFERENCE, SUBMISSION, TODO, Effort, Timing, measure
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE

HERE = Path(__file__).parent
SOLUTIONS = HERE.parents[2] / "solutions"
MODULE = "preprocessing"


def run(folder: Path, output: Path, effort: Effort | None = None) -> int:
    """Measure, print a table, and write JSON and `benchmark.png` into `output`.

    Args:
        folder: the submission.
        output: is made if it is not there; keeps earlier runs.
        effort: how much to measure.

    Returns:
        The exit status: 0, or 4 when a function of the submission could not be timed though it is not a stub, 2 when
        the output cannot be written, 3 when pytest-benchmark is not installed.

    Raises:
        SubmissionError: there is no module in `folder`.
    """
    console, errors = Console(highlight=False), Console(highlight=False, stderr=True)
    if importlib.util.find_spec("pytest_benchmark") is None:
        errors.print("pytest-benchmark is not installed. `nox -s benchmark` installs it.", soft_wrap=True)
        return OUR_FAULT
    stopwatches = {version: CallTimer(read(place)) for version, place in _versions(folder).items()}
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            pass
    except OSError as error:
        sentence = f"{output} cannot be written: {error.strerror or error}. Name another folder with --output."
        errors.print(Text(sentence), soft_wrap=True)
        return WRONG_USAGE

    timings, left_out = _measured(stopwatches, effort or Effort(), console)
    from grader.tools.benchmark import chart, storage, table

    changes = storage.keep(timings, output.resolve())
    table.show(console, timings, changes)
    picture = output / "benchmark.png"
    chart.draw(timings, picture)
    console.print(Text(f"Files: {output / 'benchmark.json'}, {picture}", style="dim"), soft_wrap=True)
    for (name, why), functions in left_out.items():
        errors.print(Text(_sentence(name, why, functions)), soft_wrap=True)
    return LEFT_TO_DO if any(why != TODO for _name, why in left_out) else PASSED


def _versions(folder: Path) -> dict[str, Path]:
    """The folders to compare; the reference is there once, and only where it was handed out."""
    versions = {SUBMISSION: folder, REFERENCE: SOLUTIONS, NAIVE: HERE / "naive", FLOOR: HERE / "floor"}
    if not SOLUTIONS.is_dir():
        del versions[REFERENCE]
    elif folder.resolve() == SOLUTIONS.resolve():
        del versions[SUBMISSION]
    return versions


def _measured(
    stopwatches: dict[str, CallTimer], effort: Effort, console: Console
) -> tuple[list[Timing], dict[tuple[str, str], list[str]]]:
    """All timings, and the functions that were left out, by the name of the folder and the reason."""
    timings: list[Timing] = []
    left_out: dict[tuple[str, str], list[str]] = {}
    try:
        for stopwatch in stopwatches.values():
            stopwatch.start()
        with console.status("starting") as status:  # it is invisible without a terminal
            for exercise in syllabus.load().of_module(MODULE):
                measured, faults = measure(exercise, stopwatches, effort, status.update)
                timings += measured
                for version, why in faults.items():
                    name = stopwatches[version].submission.name
                    left_out.setdefault((name, why), []).append(exercise.function)
    finally:
        for stopwatch in stopwatches.values():
            stopwatch.close()
    return timings, left_out


def _sentence(name: str, why: str, functions: list[str]) -> str:
    listed = ", ".join(functions)
    if why == TODO:
        return f"Left out of {name}, still {'a stub' if len(functions) == 1 else 'stubs'}: {listed}."
    return f"Left out of {name}: {listed}. {why}"
