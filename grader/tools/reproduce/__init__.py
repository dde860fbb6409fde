"""Reproduces the five published systems from a submission's functions, and sets the results next to the published ones.

It does what a student's own script would do: the functions are imported into this process and run with all the rights
of the caller. It grades nothing. Run it only on code that you trust.
"""

import logging
import os
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.course.datasets import Dataset
from grader.course.datasets import load as load_data
from grader.tools.reproduce.functions import Functions, SystemStopped
from grader.tools.reproduce.systems import SYSTEMS, System, UnknownSystem, select
from grader.util.exit_status import LEFT_TO_DO, PASSED, WRONG_USAGE
from grader.util.quiet import without_errors


def run(names: Sequence[str], folder: Path, output: Path, data: str, seed: int = 0) -> int:
    """Train the systems of these names (none: all five) and write each one's files into `output/NAME`.

    Args:
        names: of systems.
        folder: holds the five modules; their code runs in this process.
        output: is made if it is not there.
        data: auto, mnist, digits, or a path.
        seed: of everything random; each system starts from it again.

    Returns:
        The exit status: 0 when all went through, 4 when a function is missing or wrong, 2 for wrong usage.

    Raises:
        SubmissionError: there is no module in `folder`.
        DataError: the images cannot be had.
    """
    console, errors = Console(highlight=False), Console(highlight=False, stderr=True)
    try:
        systems = select(names, SYSTEMS)
        _refuse_unwritable(output)
    except (UnknownSystem, OSError) as error:
        errors.print(Text(_sentence(error, output)), soft_wrap=True)
        return WRONG_USAGE
    functions = Functions(folder, "reproduced")
    stopped = {}
    for system in systems:
        try:
            functions.refuse_todo(system.needs)
        except SystemStopped as error:
            stopped[system.name] = str(error)
    ready = [system for system in systems if system.name not in stopped]
    if ready:
        stopped |= _reproduce(ready, functions, output, load_data(data), seed, console)
    for system in systems:
        if system.name in stopped:
            errors.print(Text(f"{system.name} was not reproduced: {stopped[system.name]}"), soft_wrap=True)
    return LEFT_TO_DO if stopped else PASSED


def _reproduce(
    systems: Sequence[System], functions: Functions, output: Path, data: Dataset, seed: int, console: Console
) -> dict[str, str]:
    """Train and measure systems; what stopped some of them, by name."""
    _import_keras()
    from grader.tools.reproduce import experiment, result_files, result_tables
    from grader.tools.reproduce.training_progress import TrainingProgress

    console.print(Text(data.note, style="dim"))
    results, stopped = [], {}
    for system in systems:
        try:
            with TrainingProgress(console, system) as progress:
                result = experiment.run(system, functions, data, seed, progress.tell)
            result_files.write(result, functions, data.test_images, output / system.name)
            console.print()
            result_tables.show_result(console, result)
            console.print(Text(f"files: {output / system.name}", style="dim"), soft_wrap=True)
        except SystemStopped as error:
            stopped[system.name] = str(error)
        except OSError as error:
            stopped[system.name] = _sentence(error, output)
        except Exception as error:  # noqa: BLE001  what the functions gave can break any line; other systems go on
            stopped[system.name] = _unexpected(error)
        else:
            results.append(result)
    if results:
        console.print()
        console.print(result_tables.summary(results))
    return stopped


def _import_keras() -> None:
    """Import Keras without what TensorFlow's native code prints of the machine, whatever it is told."""
    os.environ.setdefault("MPLBACKEND", "agg")  # no window
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # it warns of every further model in a process
    with without_errors():
        import keras

        keras.config.set_floatx("float32")  # whatever the user's keras.json says
        keras.config.set_image_data_format("channels_last")
        keras.ops.zeros(1)  # the first operation looks for a graphics card, and says so


def _refuse_unwritable(output: Path) -> None:
    """Before minutes of training, not after them."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=output):
        pass


def _sentence(error: Exception, output: Path) -> str:
    if isinstance(error, OSError):
        return f"{output} cannot be written: {error.strerror or error}. Name another folder with --output."
    return str(error)


def _unexpected(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    where = f"{Path(frame.filename).name}, line {frame.lineno}"
    return f"{said} ({where}). One function returns a value that the next cannot use: nox -s grade shows which."
