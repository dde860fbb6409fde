"""Times the preprocessing functions of a submission over 60,000 images, next to the reference and two yardsticks.

The functions are imported into this process and run with all the rights of whoever calls it: run it only on code that
you trust. Statistics, table, files and comparison with the last run are pytest-benchmark's.
"""

import importlib.util
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from rich.text import Text

from grader.course.paths import SOLUTIONS
from grader.tools.reproduce.functions import Functions, SystemStopped
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE

HERE = Path(__file__).parent
Calls = dict[tuple[str, str], tuple[Callable[..., Any], tuple[np.ndarray, ...]]]  # by function and version
MODULE = "preprocessing"
IMAGES = 60_000  # as many as MNIST has for training
# What each function is given.
GIVEN: dict[str, tuple[str, ...]] = {
    "scale_pixels": ("images",),
    "add_channel": ("images",),
    "flatten_images": ("images",),
    "one_hot": ("labels",),
    "split_validation": ("images", "labels"),
    "augment_images": ("images",),
}


def run(folder: Path, output: Path, images: int = IMAGES) -> int:
    """Measure, print tables, and keep the measurements in `output`.

    Args:
        folder: the submission; its code runs in this process.
        output: is made if it is not there; keeps earlier runs.
        images: of each call.

    Returns:
        The exit status: 0, or 4 when a function could not be timed, 2 when the output cannot be written, 3 when
        pytest-benchmark is not installed.

    Raises:
        SubmissionError: there is no module in `folder`.
    """
    errors = Console(highlight=False, stderr=True)
    versions = {version: Functions(place, version) for version, place in _folders(folder).items()}
    if (status := obstacle(output, errors)) is not None:
        return status
    calls, left_out = _tried(versions, images)
    measure("bench_preprocessing.py", output, _Calls(calls))
    for sentence in left_out:
        errors.print(Text(f"Left out: {sentence}"), soft_wrap=True)
    return LEFT_TO_DO if left_out else PASSED


def obstacle(output: Path, errors: Console) -> int | None:
    """Say why nothing can be measured, or not kept in `output`; the exit status, or None where it can."""
    if importlib.util.find_spec("pytest_benchmark") is None:
        errors.print("pytest-benchmark is not installed. `nox -s benchmark` installs it.", soft_wrap=True)
        return OUR_FAULT
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            pass
    except OSError as error:
        sentence = f"{output} cannot be written: {error.strerror or error}. Name another folder with --output."
        errors.print(Text(sentence), soft_wrap=True)
        return WRONG_USAGE
    return None


def measure(file: str, output: Path, plugin: object) -> None:
    """Run the benchmarks of a file next to this one with a pytest plugin, print their table, and keep the figures."""
    saving = [f"--benchmark-storage=file://{output.resolve()}", "--benchmark-autosave"]
    saving += ["--benchmark-compare"] if list(output.rglob("*.json")) else []
    table = ["--benchmark-columns=median,rounds", "--benchmark-sort=mean", "--benchmark-name=short"]
    quiet = ["-qq", "--no-header", "--no-summary", "-p", "no:cacheprovider"]
    paths = ["--rootdir", str(HERE), "-c", str(HERE / "pytest.ini"), "--import-mode=importlib"]
    plugins = ["--disable-plugin-autoload", "-p", "pytest_benchmark.plugin"]
    arguments = [*quiet, *paths, *plugins, *saving, *table, str(HERE / file)]
    if (status := pytest.main(arguments, plugins=[plugin])) != pytest.ExitCode.OK:
        raise RuntimeError(f"pytest-benchmark ended with {status!r}.")


class _Calls:
    """The pytest plugin that names the benchmarks, and gives them what they call."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        metafunc.parametrize(("function", "version"), list(self._calls))

    @pytest.fixture
    def calls(self) -> Calls:
        return self._calls


def arguments(function: str, images: int) -> tuple[np.ndarray, ...]:
    """What a function is called with: random pixels and labels do, for no time depends on what is drawn."""
    rng = np.random.default_rng(0)
    made = {
        "images": lambda: rng.integers(256, size=(images, 28, 28), dtype=np.uint8),
        "labels": lambda: rng.integers(10, size=images, dtype=np.uint8),
    }
    return tuple(made[name]() for name in GIVEN[function])


def _folders(folder: Path) -> dict[str, Path]:
    """The folders to compare, by version; the reference is there once, and only where it was handed out."""
    folders = {"submission": folder, "reference": SOLUTIONS, "naive": HERE / "naive", "floor": HERE / "floor"}
    if not SOLUTIONS.is_dir():
        del folders["reference"]
    elif folder.resolve() == SOLUTIONS.resolve():
        del folders["submission"]
    return folders


def _tried(versions: dict[str, Functions], images: int) -> tuple[Calls, list[str]]:
    """All functions that can be timed, with their arguments, and a sentence for each that cannot."""
    calls: Calls = {}
    left_out = []
    for function in GIVEN:
        given = arguments(function, images)
        for version, functions in versions.items():
            try:
                functions(f"{MODULE}.{function}", *given)
                calls[function, version] = functions.get(f"{MODULE}.{function}"), given
            except SystemStopped as error:
                left_out.append(str(error))
    return calls, left_out
