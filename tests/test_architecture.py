"""The map of the grader is true: what it names is there, and what it promises of imports holds."""

import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import grader
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = sorted(found.name for found in pkgutil.iter_modules([str(ROOT / "grader")]) if found.ispkg)
HEAVY = {"keras", "matplotlib", "pandas", "scipy", "sklearn", "tensorflow"}


def test_every_package_and_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`([\w.]+/[\w./]*)`", PAGE))

    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_eleven_packages_and_a_front_door_are_at_the_top() -> None:
    files = {path.name for path in (ROOT / "grader").iterdir() if path.is_file()}

    assert len(set(PACKAGES) - {"cli"}) == 11
    assert files == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("package", PACKAGES)
def test_both_maps_have_every_package(package: str) -> None:
    assert f"| `grader/{package}/` |" in PAGE
    assert re.search(rf"\b{package}\b", str(grader.__doc__))


def test_the_page_keeps_to_one_page() -> None:
    glossary = PAGE.partition("## Glossary")[2]

    assert len(PAGE.splitlines()) < 100
    assert len(re.findall(r"^\| \w+ \|", glossary, re.MULTILINE)) - 1 <= 10


def test_the_readme_links_the_page() -> None:
    assert "(docs/architecture.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_tests_are_in_folders_of_the_same_names() -> None:
    folders = {path.parent.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").glob("*/test_*.py")}

    assert folders == set(PACKAGES)


@pytest.mark.parametrize("package", ["course", "report", "sandbox"])
def test_importing_it_imports_nothing_heavy(package: str) -> None:
    # Plots are imported when one is drawn; the worker's side is not imported here but for its wire.
    apart = {"grader.report.html.plots"}
    found = pkgutil.walk_packages([str(ROOT / "grader" / package)], f"grader.{package}.")
    modules = [each.name for each in found if each.name not in apart and ".worker." not in each.name]
    code = f"import sys, importlib\nfor name in {modules}: importlib.import_module(name)\n"
    code += f"print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert len(modules) > 5
    assert done.stdout.strip() == "[]"


def test_basenames_are_there_once() -> None:
    files = [path.relative_to(ROOT) for path in (ROOT / "grader").rglob("*.py")]
    # A module of the course gives its name to what is about it: known mistakes, yardsticks of the benchmark.
    about_modules = {"evaluation", "metrics", "models", "preprocessing", "training"}
    names: dict[str, list[Path]] = {}
    for path in files:
        if path.stem not in {"__init__", "__main__", "run"} | about_modules:
            names.setdefault(path.stem, []).append(path)

    assert {name: paths for name, paths in names.items() if len(paths) > 1} == {}
