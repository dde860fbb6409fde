"""The exercise files are the solutions without their bodies, so that both agree."""

import ast
import itertools
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from grader.util.files import write_whole

SOLUTION_ONLY = "# solution only"  # at the end of a line: students do not get it


def stubs_of(solutions: Path) -> dict[str, str]:
    """The stub of every solution, by the name of its file."""
    files = [file for file in sorted(solutions.glob("*.py")) if file.is_file()]
    return {file.name: stub_of(file.read_text(encoding="utf-8")) for file in files}


def written_over(stubs: Mapping[str, str], exercises: Path) -> list[Path]:
    """The files in which something is written that these stubs have not: perhaps somebody's only copy."""
    files = [(exercises / name, stub) for name, stub in stubs.items()]
    return [file for file, stub in files if file.exists() and file.read_bytes().strip() not in (b"", _bytes(stub))]


def backup(exercises: Path) -> Path:
    """Copy the folder next to it, under a name with the date; the copy."""
    name = f"{exercises.name}.before-{datetime.now(UTC).astimezone():%Y-%m-%d-%H%M%S}"
    taken = itertools.count(2)
    target = exercises.resolve().with_name(name)
    while target.exists():
        target = target.with_name(f"{name}-{next(taken)}")
    shutil.copytree(exercises, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def write_stubs(stubs: Mapping[str, str], exercises: Path) -> None:
    """Write the stubs into the folder, each as a whole."""
    exercises.mkdir(exist_ok=True)
    for name, stub in stubs.items():
        write_whole(exercises / name, stub)


def _bytes(stub: str) -> bytes:
    return stub.encode().strip()


def stub_of(source: str) -> str:
    """Keep imports, public names, signatures and docstrings; drop the answers."""
    lines = source.split("\n")
    for node in reversed(ast.parse(source).body):  # backwards: line numbers stay true
        first, last = _first_line(node, lines), node.end_lineno
        if _is_for_the_solution_only(node, lines):
            del lines[first:last]
            blank = min(_blanks(lines[:first][::-1]), _blanks(lines[first:]))
            del lines[first : first + blank]
        elif isinstance(node, ast.FunctionDef):
            lines[_end_of_docstring(node) : last] = ["    raise NotImplementedError"]
    return "\n".join(lines).strip() + "\n"


def _is_for_the_solution_only(node: ast.stmt, lines: list[str]) -> bool:
    if lines[node.lineno - 1].endswith(SOLUTION_ONLY):
        return True
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name.startswith("_")
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name.startswith("_")
        case _:
            return False


def _first_line(node: ast.stmt, lines: list[str]) -> int:
    """Index of the first line, with decorators and the comment above."""
    decorators = getattr(node, "decorator_list", [])
    first: int = min(part.lineno for part in [node, *decorators]) - 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return first


def _end_of_docstring(function: ast.FunctionDef) -> int:
    if ast.get_docstring(function) is None:
        raise ValueError(f"{function.name}: an exercise needs a docstring: it is the contract")
    end: int | None = function.body[0].end_lineno
    assert end is not None  # only nodes made by hand have no end
    return end


def _blanks(lines: list[str]) -> int:
    """Number of blank lines at the start."""
    return next((i for i, line in enumerate(lines) if line), len(lines))
