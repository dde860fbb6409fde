"""What a cell under `%%grade` defines, and why it cannot be graded, before anything is written or run."""

import ast
import builtins
import difflib
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.course.syllabus import Exercise, Syllabus
from grader.sandbox.worker.notebook_cells import FUNCTION, IMPORT, Statement, parse, read_cells, without_magics
from grader.util.errors import Stopped

LONGEST_LINE = 60  # characters of a line that is quoted


class CellRefused(Stopped):
    """The cell cannot be graded: a sentence that ends with the next thing to do."""


@dataclass(frozen=True)
class GradedCell:
    """The definitions of a cell, in order, and the exercises that they are answers to, in the order of the course."""

    statements: tuple[Statement, ...]
    exercises: tuple[Exercise, ...]

    @property
    def modules(self) -> list[str]:
        return list(dict.fromkeys(exercise.module for exercise in self.exercises))

    def of_module(self, module: str) -> list[Statement]:
        """What goes into a module: the functions of its exercises, and what they use of the cell."""
        functions = {exercise.function for exercise in self.exercises if exercise.module == module}
        kept = [each for each in self.statements if each.binds & functions]
        waiting = list(kept)
        others = [each for each in self.statements if not each.binds & {e.function for e in self.exercises}]
        while waiting:
            uses = waiting.pop().uses
            new = [each for each in others if each not in kept and each.binds & uses]
            kept += new
            waiting += new
        alone = len(self.modules) == 1  # then all of it is for this module
        return [each for each in self.statements if each in kept or (alone and each in others)]


def read_cell(text: str, syllabus: Syllabus, known: Iterable[str] = ()) -> GradedCell:
    """Read a cell.

    Args:
        text: of the cell, below `%%grade`.
        syllabus: the course.
        known: names that the modules define, of which constants may be made.

    Raises:
        CellRefused: it is not definitions alone, or none of an exercise.
    """
    if not text.strip():
        raise CellRefused("The cell is empty. Write the function of an exercise below %%grade.")
    python, notebook_lines = without_magics(text)
    if python is None or notebook_lines:
        lines = zip(text.split("\n"), (python or "").split("\n") if python else [""], strict=False)
        first = next(line for line, changed in lines if line != changed).strip()
        raise CellRefused(
            f"`{_short(first)}` is a line for the notebook, not part of a module. Move it into another cell."
        )
    try:
        parse(python)
    except SyntaxError as error:
        place = f"Line {error.lineno}, `{_short((error.text or '').strip())}`" if error.lineno else "The cell"
        raise CellRefused(
            f"{place}: Python cannot read it ({error.msg}). Finish the function, and run the cell again."
        ) from error
    statements = [each for each in read_cells([python], known).statements if each.kind or not _says_nothing(each)]
    if running := next((each for each in statements if not each.kind), None):
        line = _short(running.text.split("\n")[0])
        raise CellRefused(
            f"Line {running.line + 1}, `{line}`, runs something. A cell under %%grade has definitions, imports and "
            "constants, which go into the module. Move the rest into another cell."
        )
    functions = {name for each in statements if each.kind == FUNCTION for name in each.binds}
    exercises = tuple(exercise for exercise in syllabus.exercises if exercise.function in functions)
    if not exercises:
        raise CellRefused(_without_exercise(sorted(functions), syllabus))
    return GradedCell(tuple(statements), exercises)


def refuse_lost_names(
    cell: GradedCell, module: str, defined: Iterable[str], notebook: Mapping[str, str], syllabus: Syllabus
) -> None:
    """See that the functions do without what only other cells have: in the notebook they work, and nowhere else.

    Args:
        cell: that is to be graded.
        module: that it is for.
        defined: names that the module has, or gets.
        notebook: names that the notebook has, each with the import that gives it, or nothing.
        syllabus: the course.

    Raises:
        CellRefused: a name is in the notebook, and not in the module.
    """
    there = {*defined, *dir(builtins)}
    for each in cell.of_module(module):
        lost = sorted(name for name in each.uses - there if name in notebook)
        if not lost:
            continue
        name, user = lost[0], min(each.binds, default="A line")
        remedy = "Make it a parameter, or define it in this cell."
        if (exercise := syllabus.by_function.get(name)) is not None:
            remedy = f"Put this into the cell: from exercises.{exercise.module} import {name}"
        elif notebook[name]:
            remedy = f"Put this into the cell: {notebook[name]}"
        names = ", ".join(lost)
        raise CellRefused(
            f"{user} uses {names}, which {'is' if len(lost) == 1 else 'are'} in another cell and not in {module}.py. "
            f"It works in this notebook, and would fail wherever it is graded. {remedy}"
        )


def refuse_missing_libraries(cell: GradedCell, modules: Iterable[str]) -> None:
    """See that what the cell imports is installed: the import would stay in the module, and stop every later cell.

    Args:
        cell: that is to be graded.
        modules: names of the student's own.

    Raises:
        CellRefused: a library is not installed here.
    """
    for each in cell.statements:
        for name in _imported(each) if each.kind == IMPORT else ():
            if name.partition(".")[0] not in {*modules, "exercises"} and not _is_installed(name):
                raise CellRefused(
                    f"Line {each.line + 1}, `{_short(each.text)}`: {name} is not installed where this is graded. "
                    "Remove the import, or move it into another cell."
                )


def refuse_other_exercises(cell: GradedCell, line: str, syllabus: Syllabus) -> None:
    """See that what stands behind `%%grade`, if anything does, is what the cell defines: that alone is graded.

    Raises:
        CellRefused: the cell defines something else.
        SyllabusError: it is no exercise or module.
    """
    chosen = syllabus.select(line.split())
    if other := [exercise.function for exercise in cell.exercises if exercise not in chosen]:
        raise CellRefused(
            f"%%grade names {line.strip()}, but the cell defines {', '.join(other)}. "
            "Write %%grade alone: it grades what the cell defines."
        )


def _imported(statement: Statement) -> list[str]:
    """The libraries that an import names, with their dots; none of a relative import."""
    match ast.parse(statement.text).body:
        case [ast.Import(names=aliases)]:
            return [alias.name for alias in aliases]
        case [ast.ImportFrom(module=str(module), level=0)]:
            return [module]
    return []


def _is_installed(name: str) -> bool:
    """Whether Python finds a library, without running any of it."""
    top, *inner = name.split(".")
    try:
        spec = importlib.util.find_spec(top)
        for part in inner:
            if spec is None or spec.origin is not None or spec.submodule_search_locations is None:
                break  # a package may make more of its modules than it has files
            top = f"{top}.{part}"
            spec = importlib.machinery.PathFinder.find_spec(top, spec.submodule_search_locations)
    except (ImportError, ValueError):  # the latter: it is loaded, and says nothing of where it came from
        return top in sys.modules
    return spec is not None


def _without_exercise(functions: list[str], syllabus: Syllabus) -> str:
    if not functions:
        return "The cell defines no function. Write the function of an exercise below %%grade."
    name = functions[0]
    if close := difflib.get_close_matches(name, syllabus.by_function, n=1):
        return f"{name} is not an exercise. Did you mean {close[0]}? Rename it, and run the cell again."
    return f"{name} is not an exercise. Define it in the same cell as the function of an exercise that uses it."


def _says_nothing(statement: Statement) -> bool:
    return statement.text in ("pass", "...") or statement.text[:1] in "\"'"


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
