"""Keeps the measurements in pytest-benchmark's files, and compares them with the previous run."""

import platform
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.tools.benchmark.measurement import FLOOR, Timing

HERE = Path(__file__).parent


def keep(timings: Sequence[Timing], folder: Path) -> dict[tuple[str, str], float]:
    """Save the timings in a folder, next to those of earlier runs; the newest also as `benchmark.json`.

    Returns:
        By function and version, how the ratio to the floor compares with the last run's, 1.0 being the same; for the
        floor itself, how its time does. What was not measured alike last time is not there.

    Raises:
        RuntimeError: pytest-benchmark did not get to its end.
    """
    plugin = _Plugin(timings)
    quiet = ["-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:warnings", "--capture=no"]
    paths = [
        "--rootdir",
        str(HERE),
        "-c",
        str(HERE / "pytest.ini"),
        "--disable-plugin-autoload",
        "--import-mode=importlib",
    ]
    saving = [f"--benchmark-storage=file://{folder}", "--benchmark-autosave", "--benchmark-save-data"]
    saving += [f"--benchmark-json={folder / 'benchmark.json'}", "--benchmark-compare", "--benchmark-quiet"]
    arguments = [*quiet, *paths, "-p", "pytest_benchmark.plugin", *saving, str(HERE / "bench_preprocessing.py")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # there is no run to compare with, or it cannot be read: nothing to do about it
        status = pytest.main(arguments, plugins=[plugin])
    if status != pytest.ExitCode.OK:
        raise RuntimeError(f"pytest-benchmark ended with {status!r}.")
    return plugin.changes


class _Plugin:
    """Names the benchmarks, gives them their timings, and takes the comparison back."""

    def __init__(self, timings: Sequence[Timing]) -> None:
        self.changes: dict[tuple[str, str], float] = {}
        self._timings = {(timing.function, timing.version): timing for timing in timings}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        metafunc.parametrize(("function", "version"), list(self._timings))

    @pytest.fixture
    def measured(self) -> Any:
        return lambda function, version: self._timings[function, version]

    def pytest_benchmark_generate_machine_info(self) -> dict[str, Any]:
        """No more than pytest-benchmark keeps runs apart by: it needs a second to ask the processor for its name."""
        return {
            "system": platform.system(),
            "python_implementation": platform.python_implementation(),
            "python_version": ".".join(platform.python_version_tuple()[:2]),
        }

    def pytest_benchmark_update_json(self, config: pytest.Config, output_json: dict[str, Any]) -> None:
        output_json["versions"] = {"python": platform.python_version(), "numpy": np.__version__}
        session: Any = config.pluginmanager.getplugin("pytest-benchmark")
        for earlier in session.compared_mapping.values():
            before = {(bench["params"]["function"], bench["params"]["version"]): bench for bench in earlier.values()}
            self.changes = _changes(self._timings, before)


def _changes(
    now: dict[tuple[str, str], Timing], before: dict[tuple[str, str], dict[str, Any]]
) -> dict[tuple[str, str], float]:
    changes = {}
    for key, timing in now.items():
        facts = before[key]["extra_info"] if key in before else {}
        if (facts.get("folder"), facts.get("images")) != (timing.name, timing.images):
            continue  # another submission's, or over another number of images
        if timing.version == FLOOR:
            changes[key] = timing.median / before[key]["stats"]["median"]
        else:
            changes[key] = timing.facts["ratio_to_floor"] / facts["ratio_to_floor"]
    return changes
