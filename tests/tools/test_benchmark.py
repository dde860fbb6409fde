"""The benchmark: that it measures all versions alike, keeps what it measured, and goes on where one cannot be timed."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.syllabus import Syllabus
from grader.sandbox.submission import SubmissionError, read
from grader.tools import benchmark
from grader.tools.benchmark import measurement, table
from grader.tools.benchmark.call_timer import CallTimer
from grader.tools.benchmark.measurement import GIVEN, OUTPUT_BYTES, Effort, Timing, arguments
from grader.util.exit_status import LEFT_TO_DO

QUICK = Effort(images=100, budget=0.0, turns=(2, 2), repeats=3)
HERE = Path(benchmark.__file__).parent
FUNCTIONS = list(GIVEN)
STUBS = Path(__file__).parents[2] / "exercises"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pytest-benchmark refuses to measure where tests run side by side; no figure of these tests matters."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)


@pytest.fixture
def benchmark_of(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], tuple[int, str, str]]:
    """Runs the benchmark on a folder: exit status, what it printed, and what it said on standard error."""
    monkeypatch.chdir(tmp_path)

    def run(folder: Path) -> tuple[int, str, str]:
        status = benchmark.run(folder, Path("out"), QUICK)
        return status, *capfd.readouterr()

    return run


def kept(tmp_path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """What pytest-benchmark has saved, by function and version."""
    saved = json.loads((tmp_path / "out" / "benchmark.json").read_text(encoding="utf-8"))
    return {(bench["params"]["function"], bench["params"]["version"]): bench for bench in saved["benchmarks"]}


@pytest.fixture(scope="module")
def answers(course: Syllabus) -> dict[tuple[str, str], tuple[np.ndarray, ...]]:
    """What each function returns for a few images, by function and version."""
    found = {}
    for version, folder in {
        "reference": benchmark.SOLUTIONS,
        "naive": HERE / "naive",
        "floor": HERE / "floor",
    }.items():
        stopwatch = CallTimer(read(folder))
        try:
            for function in FUNCTIONS:
                answer = stopwatch.call(course.by_function[function], arguments(function, 20), {})
                found[function, version] = answer if isinstance(answer, tuple) else (answer,)
        finally:
            stopwatch.close()
    return found


def test_every_function_of_the_module_is_benchmarked(course: Syllabus) -> None:
    assert FUNCTIONS == [exercise.function for exercise in course.of_module("preprocessing")] == list(OUTPUT_BYTES)


@pytest.mark.parametrize("function", ["scale_pixels", "add_channel", "flatten_images", "one_hot"])
def test_the_naive_version_is_right(answers: dict[tuple[str, str], tuple[np.ndarray, ...]], function: str) -> None:
    (naive,), (reference,) = answers[function, "naive"], answers[function, "reference"]

    np.testing.assert_array_equal(naive, reference)


@pytest.mark.parametrize("version", ["naive", "floor"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_all_versions_write_as_much(
    answers: dict[tuple[str, str], tuple[np.ndarray, ...]], function: str, version: str
) -> None:
    written, reference = answers[function, version], answers[function, "reference"]

    assert [(part.shape, part.dtype) for part in written] == [(part.shape, part.dtype) for part in reference]
    assert sum(part.nbytes for part in written) == 20 * OUTPUT_BYTES[function]


def test_the_reference_is_measured_once_and_compared_with_the_last_run(
    benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path
) -> None:
    status, first, said = benchmark_of(benchmark.SOLUTIONS)
    saved = kept(tmp_path)

    assert (status, said) == (0, "")
    assert set(saved) == {(function, version) for function in FUNCTIONS for version in ("reference", "naive", "floor")}
    assert {bench["group"] for bench in saved.values()} == set(FUNCTIONS)
    assert max(map(len, first.splitlines())) <= 80
    assert "Last run:" not in first
    assert (tmp_path / "out" / "benchmark.png").read_bytes().startswith(b"\x89PNG")
    for (_function, version), bench in saved.items():
        facts, stats = bench["extra_info"], bench["stats"]
        assert stats["rounds"] == len(stats["data"]) >= QUICK.turns[0]
        assert facts["images_per_s"] == pytest.approx(QUICK.images / stats["median"])
        assert facts["output_gb_per_s"] == pytest.approx(facts["output_bytes"] / stats["median"] / 1e9)
        assert version != "floor" or facts["ratio_to_floor"] == 1.0

    status, second, said = benchmark_of(benchmark.SOLUTIONS)

    assert (status, said) == (0, "")
    assert "Last run:" in second
    assert len(list((tmp_path / "out").glob("*/0*.json"))) == 2


def test_stubs_are_left_out_and_named(benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path) -> None:
    status, _printed, said = benchmark_of(STUBS)

    assert status == 0
    assert said == f"Left out of exercises, still stubs: {', '.join(FUNCTIONS)}.\n"
    assert "reference" in {version for _function, version in kept(tmp_path)}
    assert "submission" not in {version for _function, version in kept(tmp_path)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            "def one_hot(labels):\n    raise IndexError('too far')",
            "one_hot. preprocessing.one_hot raised IndexError: too far submission/preprocessing.py:",
            id="raises",
        ),
        pytest.param(
            "def one_hot(labels):\n    if len(labels) > 10:\n        raise IndexError('too far')",
            "one_hot. Over all images it raised IndexError: too far",
            id="raises only over all images",
        ),
        pytest.param(
            "import os\ndef one_hot(labels):\n    os._exit(7)", "one_hot. one_hot() ended the process", id="exits"
        ),
        pytest.param(
            "del one_hot", "one_hot. There is no function one_hot in submission/preprocessing.py.", id="is missing"
        ),
    ],
)
def test_a_function_that_cannot_be_timed_is_left_out_and_the_others_go_on(
    submission: Callable[..., Path],
    benchmark_of: Callable[[Path], tuple[int, str, str]],
    tmp_path: Path,
    text: str,
    sentence: str,
) -> None:
    status, printed, said = benchmark_of(submission(preprocessing=text))
    timed = {function for function, version in kept(tmp_path) if version == "submission"}

    assert status == LEFT_TO_DO
    assert said.startswith(f"Left out of submission: {sentence}")
    assert said.count("\n") == 1
    assert timed == set(FUNCTIONS) - {"one_hot"}
    assert "submission" in printed


def test_a_syntax_error_leaves_out_the_whole_submission_in_one_sentence(
    submission: Callable[..., Path], benchmark_of: Callable[[Path], tuple[int, str, str]]
) -> None:
    status, printed, said = benchmark_of(submission(preprocessing="def ("))

    assert status == LEFT_TO_DO
    assert said.startswith(f"Left out of submission: {', '.join(FUNCTIONS)}. submission/preprocessing.py, line ")
    assert said.count("\n") == 1
    assert "reference" in printed


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="there is no such folder"):
        benchmark.run(tmp_path / "nowhere", tmp_path / "out", QUICK)


def test_an_output_that_cannot_be_written_is_wrong_usage(
    benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")

    status, printed, said = benchmark_of(benchmark.SOLUTIONS)

    assert (status, printed) == (2, "")
    assert said.endswith("Name another folder with --output.\n")


def test_the_effort_of_everybody_is_for_all_of_mnist() -> None:
    assert inspect.signature(Effort).parameters["images"].default == measurement.IMAGES == 60_000


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        pytest.param(2.5, "2.50 s ", id="seconds"),
        pytest.param(0.0613, "61.3 ms", id="milliseconds"),
        pytest.param(2.4e-7, "0.24 us", id="less than a microsecond"),
        pytest.param(0.0, "0.00000 us", id="a clock that has not moved"),
    ],
)
def test_durations_are_readable(seconds: float, shown: str) -> None:
    assert table.duration(seconds) == shown


def test_a_view_has_no_bandwidth() -> None:
    copied = Timing("add_channel", "reference", "solutions", images=100, seconds=(0.5, 1.0, 9.0), floor=1.0)
    view = Timing("add_channel", "reference", "solutions", images=100, seconds=(1e-7,), floor=1.0)

    assert copied.median == 1.0
    assert not table.is_view(copied)
    assert table.is_view(view)


def test_without_pytest_benchmark_a_sentence_says_what_installs_it(
    benchmark_of: Callable[[Path], tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    status, printed, said = benchmark_of(STUBS)

    assert (status, printed) == (3, "")
    assert said == "pytest-benchmark is not installed. `nox -s benchmark` installs it.\n"


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_timed(
    benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    status, printed, said = benchmark_of(STUBS)

    assert (status, printed) == (2, "")
    assert said == "out cannot be written: File exists. Name another folder with --output.\n"
