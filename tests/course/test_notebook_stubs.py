"""The notebooks of the course are current, valid, and say what the docstrings say."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner

from grader.cli.main import command
from grader.course import latex
from grader.course.notebooks import notebooks_of
from grader.course.syllabus import Syllabus
from grader.sandbox.submission import read
from tests.conftest import ROOT, SOLUTIONS

FOLDER = ROOT / "notebooks"


def cells(module: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{module}.ipynb").read_text(encoding="utf-8"))["cells"]
    return found


def test_the_notebooks_are_made_from_the_solutions(course: Syllabus) -> None:
    made = notebooks_of(SOLUTIONS, course)

    assert {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.ipynb")} == made
    assert notebooks_of(SOLUTIONS, course) == made


@pytest.mark.filterwarnings("default")
def test_each_is_valid_and_has_a_contract_a_stub_and_an_example_of_each_exercise(course: Syllabus) -> None:
    for module in course.modules:
        nbformat.validate(nbformat.read(FOLDER / f"{module.name}.ipynb", as_version=4))
        ids = [cell["id"] for cell in cells(module.name)]

        assert len(set(ids)) == len(ids)
        for exercise in course.of_module(module.name):
            name = exercise.function.replace("_", "-")
            assert [f"{name}-{part}" for part in ("contract", "stub", "example")] == [
                each for each in ids if each.removeprefix(name) in ("-contract", "-stub", "-example")
            ]


def test_nothing_of_a_solution_is_in_them() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.ipynb"))

    assert "_ratio" not in text
    assert "np.add.at" not in text
    assert "solution only" not in text


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("tp / (tp + fp)", r"$\frac{\mathrm{tp}}{\mathrm{tp} + \mathrm{fp}}$"),
        ("(a + b) * c", r"$\left(a + b\right) \cdot c$"),
        ("x ** 2 <= -y", r"$x^{2} \leq -y$"),
        ("row i // 5", r"row $\lfloor i / 5 \rfloor$"),
        ("y[i] = 1 if x == j else 0", r"$y_{i} = \begin{cases} 1 & \text{if } x = j \\ 0 & \text{else} \end{cases}$"),
        ("all i with a_b[i] != c", r"all i with $\mathrm{a\_b}_{i} \neq c$"),
        ("the sum of 2 * scores, and no more", r"the sum of $2 \cdot \mathrm{scores}$, and no more"),
        ("mean cross-entropy over n images", "mean cross-entropy over n images"),
        ("Flatten > Dense 100 relu", "Flatten > Dense 100 relu"),
        ("n * k of them", r"n \* k of them"),
    ],
)
def test_formulas_are_set_and_sentences_are_not(text: str, formula: str) -> None:
    assert latex.set_formula(text) == formula


def test_a_notebook_as_it_was_handed_out_is_a_stub(tmp_path: Path) -> None:
    for module in ("metrics", "training"):
        (tmp_path / f"{module}.ipynb").write_bytes((FOLDER / f"{module}.ipynb").read_bytes())

    found = read(tmp_path)

    assert not found.faults
    assert found.sources["training"].count("raise NotImplementedError") == 4
    assert "from .models import build_cnn" in found.sources["training"] or "build_cnn" not in found.sources["training"]
    assert "digits = load()" not in found.sources["metrics"]


def test_stubs_writes_both_and_asks_before_it_writes_over_a_notebook(tmp_path: Path) -> None:
    exercises, notebooks = tmp_path / "exercises", tmp_path / "notebooks"
    line = ["stubs", "--solutions", str(SOLUTIONS), "--exercises", str(exercises), "--notebooks", str(notebooks)]

    made = CliRunner().invoke(command, line)
    (notebooks / "metrics.ipynb").write_text("mine")
    refused = CliRunner().invoke(command, line)
    forced = CliRunner().invoke(command, [*line, "--yes"])

    assert made.exit_code == forced.exit_code == 0
    assert "metrics.ipynb" in refused.output
    assert refused.exit_code != 0
    (copy,) = tmp_path.glob("notebooks.before-*")
    assert (copy / "metrics.ipynb").read_text() == "mine"
    assert (notebooks / "metrics.ipynb").read_bytes() == (FOLDER / "metrics.ipynb").read_bytes()
