"""A module under the name that a browser, a system or its owner gave it is taken where that is clear, and said."""

from pathlib import Path

import pytest

from grader.course.module_names import Meant, meant
from grader.sandbox.submission import read

MODULES = ("preprocessing", "metrics", "models", "training", "evaluation")


@pytest.mark.parametrize(
    "name",
    [
        "metrics.py", "Metrics.py", "METRICS.PY", "metrics (1).py", "metrics(2).py", "metrics-1.py", "metrics 2.py",
        "metrics_3.py", "metrics copy.py", "metrics copy 2.py", "metrics - Copy.py", "metrics - Copy (2).py",
        "metrics - Kopie.py", "Kopie von metrics.py", "Copy of metrics.py", "Copie de metrics.py", "metrics.py.txt",
        "metrics.py.py", "metrics.py_", "metrics.py (1)", "metric.py", "metrics2.py",
        "metrics.ipynb", "Metrics (1).ipynb", "metrics.ipynb.txt",
    ],
)  # fmt: skip
def test_what_browsers_and_systems_make_of_a_name_is_known(name: str) -> None:
    found = meant(name, MODULES)

    assert found is not None
    assert found.module == "metrics"


@pytest.mark.parametrize(
    "name",
    [
        "hopper_metrics.py", "metrics_hopper.py", "Ada Lovelace - metrics.py", "AdaMetrics.py", "metrics_final.py",
        "metrics-LAPTOP-4711.py", "metrics (Ada's conflicted copy 2026-11-20).py", "my_metrics_v2.py", "01_metrics.py",
    ],
)  # fmt: skip
def test_what_people_make_of_a_name_is_known(name: str) -> None:
    found = meant(name, MODULES)

    assert found is not None
    assert found.module == "metrics"


@pytest.mark.parametrize(
    "name",
    [
        "test_metrics.py", "metrics_test.py", "metrics_old.py", "metrics_utils.py", "plot_metrics.py",
        "metrics_solution.py", "evaluation_metrics.py", "symmetrics.py", "metrics.txt", "metrics.ipynbx", "metrics.pyc",
        "metrics.py~", "metrics.py.bak", "a/metrics.py", "metrics?.py", "main.py", ".py", "",
    ],
)  # fmt: skip
def test_what_is_something_else_or_could_be_two_is_no_module(name: str) -> None:
    assert meant(name, MODULES) is None


def test_words_in_two_parts_are_one_module() -> None:
    assert meant("pre-processing.py", MODULES) == Meant("preprocessing", certain=True)


def put(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["Metrics.py", "metrics (1).py", "metrics-1.py", "hopper_metrics.py"])
def test_a_file_under_another_name_is_the_module_and_it_is_said(name: str, tmp_path: Path) -> None:
    found = read(put(tmp_path, **{name: "x = 1\n", "models.py": ""}))

    assert found.sources == {"metrics": "x = 1\n", "models": ""}
    assert found.notes == (f"{name} was taken for metrics.py.",)


def test_a_file_that_others_import_keeps_its_name_as_well(tmp_path: Path) -> None:
    found = read(put(tmp_path, **{"my_metrics.py": "x = 1\n", "training.py": "from .my_metrics import x\n"}))

    assert set(found.sources) == {"metrics", "my_metrics", "training"}


def test_of_two_files_that_could_be_it_neither_is_taken_unless_they_are_the_same(tmp_path: Path) -> None:
    put(tmp_path, **{"metrics (1).py": "x = 1\n", "metrics (2).py": "x = 2\n"})

    assert "metrics (1).py and metrics (2).py could each be metrics.py" in read(tmp_path).faults["metrics"].reason
    assert read(put(tmp_path, **{"metrics (2).py": "x = 1\n"})).sources == {"metrics": "x = 1\n"}


def test_a_copy_beats_what_its_owner_named_and_what_is_left_alone_is_said(tmp_path: Path) -> None:
    found = read(put(tmp_path, **{"metrics (1).py": "x = 1\n", "my_metrics.py": "x = 2\n"}))

    assert found.sources["metrics"] == "x = 1\n"
    assert found.notes == ("metrics (1).py was taken for metrics.py; my_metrics.py was ignored.",)


def test_a_copy_next_to_the_module_is_left_alone_and_said(tmp_path: Path) -> None:
    found = read(put(tmp_path, **{"metrics.py": "x = 1\n", "metrics (1).py": "x = 2\n", "metrics_old.py": "x = 3\n"}))

    assert found.sources["metrics"] == "x = 1\n"
    assert found.notes == ("metrics.py counts; metrics (1).py was ignored.",)


def test_a_copy_that_cannot_be_read_is_a_fault_of_the_module(tmp_path: Path) -> None:
    (tmp_path / "Metrics.py").write_bytes(b"x = '\xe9'\n")

    fault = read(tmp_path).faults["metrics"]
    assert (fault.file, fault.line) == (f"{tmp_path.name}/Metrics.py", 1)
    assert "this is not UTF-8 text" in fault.reason
