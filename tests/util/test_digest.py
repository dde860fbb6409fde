"""The digest changes with what can change a grade, and with nothing else."""

import shutil
from pathlib import Path

import pytest

from grader.util.digest import FURTHER, GRADER, PACKAGES, digest_of, digest_of_checks


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GRADER, tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize(
    "file",
    ["checks/expect.py", "course/syllabus.toml", "sandbox/worker/plain.py", "grading/training.py", "report/report.py"],
)
def test_what_can_change_a_grade_changes_the_digest(grader: Path, file: str) -> None:
    with (grader / file).open("a", encoding="utf-8") as stream:
        stream.write("# one more line\n")

    assert digest_of(grader) != digest_of_checks()


@pytest.mark.parametrize(
    "file", ["report/html/plots.py", "classroom/run.py", "cli/progress.py", "tools/calibration/plot.py"]
)
def test_what_cannot_change_a_grade_leaves_the_digest(grader: Path, file: str) -> None:
    with (grader / file).open("a", encoding="utf-8") as stream:
        stream.write("# one more line\n")

    assert digest_of(grader) == digest_of_checks()


def test_line_ends_of_windows_make_no_difference(grader: Path) -> None:
    for file in grader.rglob("*.py"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert digest_of(grader) == digest_of_checks()


def test_everything_that_is_named_is_there() -> None:
    assert all((GRADER / package / "__init__.py").is_file() for package in PACKAGES)
    assert all((GRADER / name).is_file() for name in FURTHER)
