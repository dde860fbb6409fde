"""The tree agrees with itself: each fact stands once, and what is derived from it is current."""

import ast
import doctest
import importlib
import re

import pytest

from grader import stubs
from grader.plugin import CHECKS
from grader.syllabus import Syllabus
from tests.conftest import ROOT, SOLUTIONS, STUBS

MODULES = ["preprocessing", "metrics", "models", "training", "evaluation"]


def functions(text: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("module", MODULES)
def test_stubs_are_the_solutions_without_their_bodies(module: str) -> None:
    solution = (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")

    assert (STUBS / f"{module}.py").read_text(encoding="utf-8") == stubs.stub_of(solution), "run `nox -s stubs`"


@pytest.mark.parametrize("module", MODULES)
def test_stubs_and_syllabus_name_the_same_functions(module: str, course: Syllabus) -> None:
    found = functions((STUBS / f"{module}.py").read_text(encoding="utf-8"))

    assert list(found) == [exercise.function for exercise in course.of_module(module)]
    assert all(ast.get_docstring(function) for function in found.values())


@pytest.mark.parametrize("module", MODULES)
def test_every_exercise_has_checks_and_every_check_a_claim(module: str, course: Syllabus) -> None:
    checks = {
        name: function
        for name, function in functions((CHECKS / f"check_{module}.py").read_text(encoding="utf-8")).items()
        if name.startswith("check_")
    }
    asked = {argument.arg for check in checks.values() for argument in check.args.args}

    assert {exercise.function for exercise in course.of_module(module)} <= asked
    assert [name for name, check in checks.items() if not ast.get_docstring(check)] == []


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_docstrings_hold(module: str) -> None:
    results = doctest.testmod(importlib.import_module(f"solutions.{module}"), optionflags=doctest.NORMALIZE_WHITESPACE)

    assert results.attempted > 0
    assert results.failed == 0


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^ {4}(python .* nox -s tests)$", readme, re.MULTILINE)

    assert len(commands) == 1
    assert commands[0] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert commands[0] in (ROOT / ".github" / "workflows" / "kata.yml").read_text(encoding="utf-8")
