"""The benchmark: that it measures all versions alike, keeps what it measured, and goes on where one cannot be timed."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.paths import EXERCISES, SOLUTIONS
from grader.course.syllabus import Syllabus
from grader.sandbox.submission import SubmissionError
from grader.tools import benchmark
from grader.tools.benchmark import GIVEN, IMAGES, arguments
from grader.tools.reproduce.functions import Functions
from grader.util.exit_status import LEFT_TO_DO

HERE = Path(benchmark.__file__).parent
FUNCTIONS = list(GIVEN)
THEIRS = ("Saved benchmark data in", "Comparing against benchmarks from")  # what pytest-benchmark says of its files
FOLDERS = {"reference": SOLUTIONS, "naive": HERE / "naive", "floor": HERE / "floor"}


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
    monkeypatch.setenv("PYTEST_ADDOPTS", "--benchmark-max-time=0.001 --benchmark-min-rounds=2")

    def run(folder: Path) -> tuple[int, str, str]:
        status = benchmark.run(folder, Path("out"), images=100)
        printed, said = capfd.readouterr()
        ours = [line for line in said.splitlines(keepends=True) if line.strip() and not line.startswith(THEIRS)]
        return status, printed, "".join(ours)

    return run


def kept(tmp_path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """What pytest-benchmark has saved last, by function and version."""
    newest = max((tmp_path / "out").glob("*/0*.json"))
    saved = json.loads(newest.read_text(encoding="utf-8"))
    return {(bench["params"]["function"], bench["params"]["version"]): bench for bench in saved["benchmarks"]}


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, str], tuple[np.ndarray, ...]]:
    """What each function returns for a few images, by function and version."""
    found = {}
    for version, folder in FOLDERS.items():
        functions = Functions(folder, version)
        for function in FUNCTIONS:
            answer = functions(f"preprocessing.{function}", *arguments(function, 20))
            found[function, version] = answer if isinstance(answer, tuple) else (answer,)
    return found


def test_every_function_of_the_module_is_benchmarked(course: Syllabus) -> None:
    assert [exercise.function for exercise in course.of_module("preprocessing")] == FUNCTIONS


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
    assert sum(part.nbytes for part in written) > 0


def test_the_reference_is_measured_once_and_compared_with_the_last_run(
    benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path
) -> None:
    status, first, said = benchmark_of(SOLUTIONS)
    saved = kept(tmp_path)

    assert (status, said) == (0, "")
    assert set(saved) == {(function, version) for function in FUNCTIONS for version in FOLDERS}
    assert {bench["group"] for bench in saved.values()} == set(FUNCTIONS)
    assert all(bench["stats"]["median"] > 0 and bench["stats"]["rounds"] >= 2 for bench in saved.values())
    assert "(NOW)" not in first

    status, second, said = benchmark_of(SOLUTIONS)

    assert (status, said) == (0, "")
    assert all(f"bench[{function}-reference] ({run})" in second for function in FUNCTIONS for run in ("NOW", "0001"))
    assert max(len(line) for line in second.splitlines() if line.startswith("bench[")) <= 80
    assert len(list((tmp_path / "out").glob("*/0*.json"))) == 2


def test_stubs_are_left_out_and_named(benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path) -> None:
    status, _printed, said = benchmark_of(EXERCISES)

    assert status == LEFT_TO_DO
    assert [line.partition(" Write")[0] for line in said.splitlines()] == [
        f"Left out: preprocessing.{function} is still a stub." for function in FUNCTIONS
    ]
    assert {version for _function, version in kept(tmp_path)} == set(FOLDERS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            "def one_hot(labels):\n    raise IndexError('too far')",
            "preprocessing.one_hot raised IndexError: too far (submission/preprocessing.py, line ",
            id="raises",
        ),
        pytest.param("del one_hot", "preprocessing.one_hot raised AttributeError: ", id="is missing"),
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
    assert said.startswith(f"Left out: {sentence}")
    assert said.count("\n") == 1
    assert timed == set(FUNCTIONS) - {"one_hot"}
    assert "-submission]" in printed


def test_a_syntax_error_leaves_out_the_whole_submission(
    submission: Callable[..., Path], benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path
) -> None:
    status, _printed, said = benchmark_of(submission(preprocessing="def ("))

    assert status == LEFT_TO_DO
    assert said.count("raised SyntaxError") == said.count("\n") == len(FUNCTIONS)
    assert {version for _function, version in kept(tmp_path)} == set(FOLDERS)


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="there is no such folder"):
        benchmark.run(tmp_path / "nowhere", tmp_path / "out")


def test_an_output_that_cannot_be_written_is_wrong_usage(
    benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")

    status, printed, said = benchmark_of(SOLUTIONS)

    assert (status, printed) == (2, "")
    assert said.endswith("Name another folder with --output.\n")


def test_all_of_mnist_is_timed() -> None:
    assert inspect.signature(benchmark.run).parameters["images"].default == IMAGES == 60_000


def test_without_pytest_benchmark_a_sentence_says_what_installs_it(
    benchmark_of: Callable[[Path], tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    status, printed, said = benchmark_of(EXERCISES)

    assert (status, printed) == (3, "")
    assert said == "pytest-benchmark is not installed. `nox -s benchmark` installs it.\n"


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_timed(
    benchmark_of: Callable[[Path], tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    status, printed, said = benchmark_of(EXERCISES)

    assert (status, printed) == (2, "")
    assert said == "out cannot be written: File exists. Name another folder with --output.\n"
