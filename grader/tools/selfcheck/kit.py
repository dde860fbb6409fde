"""The tree is what authors of exercises edit: solutions, stubs, syllabus, checks and misconceptions."""

import ast
import contextlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeGuard

from grader.course import syllabus
from grader.course.current import current, own_folder, with_own
from grader.course.own_exercises import OwnExercises
from grader.course.paths import EXERCISES, KIT, SOLUTIONS
from grader.course.syllabus import Exercise, Syllabus
from grader.grading.pytest_plugin import checks_of as checks_of

FIXTURES = ("network_of", "trainings")  # what the grading gives a check that names it
MISCONCEPTIONS = KIT / "grader" / "misconceptions" / "known"


@dataclass(frozen=True)
class Check:
    """A check as written in its file.

    Attributes:
        file: that it is in.
        name: of the function.
        line: of its definition.
        exercise: id of the one that it is about, the first of its arguments that is one; empty if there is none.
        claim: its docstring.
        without_value: its arguments that nothing gives a value.
        without_argument: names that `fresh` has a generator for, and the check no argument.
    """

    file: Path
    name: str
    line: int
    exercise: str
    claim: str
    without_value: tuple[str, ...] = ()
    without_argument: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kit:
    """Those files of this kit that are about some exercises.

    Attributes:
        names: ids, functions or modules of exercises; none: all, or the course's own ones where there are some.
        own: exercises of the instructor's own.
    """

    names: Sequence[str] = field(default=())
    own: OwnExercises | None = None

    @cached_property
    def course(self) -> Syllabus:
        """The course, whatever faults it has.

        Raises:
            SyllabusError: it cannot be read.
        """
        return with_own(syllabus.read(syllabus.PATH), self.own)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises that the names mean, in the order of the course.

        Raises:
            UnknownExercise: a name means nothing.
        """
        if self.own is not None and not self.names:
            return self.own.syllabus.exercises
        return self.course.select(self.names)

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """Those of the exercises; without names all, also one without an exercise."""
        if not self.names:
            return tuple(module.name for module in (self.own.syllabus if self.own else self.course).modules)
        return tuple(dict.fromkeys(exercise.module for exercise in self.exercises))

    @cached_property
    def needs_keras(self) -> bool:
        """Whether a solution imports Keras, which takes seconds."""
        texts = (solution_of(module).read_text(encoding="utf-8") for module in self.modules)
        return any(re.search(r"^(import|from) (keras|tensorflow)\b", text, re.MULTILINE) for text in texts)

    def checks(self, module: str) -> tuple[Check, ...]:
        """The checks of a module, in the order of its files."""
        found = ((file, node) for file in check_files_of(module) for node in functions(file).values())
        return tuple(self._check(file, node) for file, node in found if node.name.startswith("check_"))

    def line_in_syllabus(self, place: int | None, key: str = "id") -> int:
        """The line of a key of the exercise in this place, else of its table; without a place, of the first one."""
        starts = self._tables
        if not starts:
            return 1
        start = starts[place or 0]
        end = next((other for other in starts if other > start), len(self._lines))
        lines = (number for number, line in self._lines[start:end] if re.match(rf"\s*{key}\s*=", line))
        return next(lines, self._lines[start][0])

    def line_of(self, exercise: str) -> int:
        """The line of the syllabus that has the id of an exercise."""
        places = [place for place, one in enumerate(self.course.exercises) if one.id == exercise]
        return self.line_in_syllabus(places[0] if places else None)

    def _check(self, file: Path, node: ast.FunctionDef) -> Check:
        known = self.course.by_function
        asked = [known[argument.arg].id for argument in node.args.args if argument.arg in known]
        claim = ast.get_docstring(node) or ""
        names = [argument.arg for argument in node.args.args]
        drawn = [key.arg for each in node.decorator_list if _is_fresh(each) for key in each.keywords if key.arg]
        given = {*known, *FIXTURES, *drawn, *functions(file)}
        required = names[: len(names) - len(node.args.defaults)]
        lacking = (
            [] if not all(map(_is_fresh, node.decorator_list)) else [each for each in required if each not in given]
        )
        spare = [each for each in drawn if each not in names]
        return Check(file, node.name, node.lineno, asked[0] if asked else "", claim, tuple(lacking), tuple(spare))

    @cached_property
    def _lines(self) -> list[tuple[int, str]]:
        """The lines of the syllabus with their numbers, without those within a long text."""
        return list(_outside_of_texts(syllabus.PATH.read_text(encoding="utf-8")))

    @cached_property
    def _tables(self) -> list[int]:
        """Where among these lines the exercises begin."""
        return [place for place, (_, line) in enumerate(self._lines) if line.strip() == "[[exercises]]"]


def _is_fresh(decorator: ast.expr) -> TypeGuard[ast.Call]:
    """Whether a decorator is `@fresh(...)`."""
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "fresh"


def solution_of(module: str) -> Path:
    """The file of a solved module."""
    return (own_folder(module, SOLUTIONS.name) or SOLUTIONS) / f"{module}.py"


def stub_of(module: str) -> Path:
    """The file of a module as students get it."""
    return (own_folder(module, EXERCISES.name) or EXERCISES) / f"{module}.py"


def check_files_of(module: str) -> tuple[Path, ...]:
    """The files of a module's checks."""
    return tuple(sorted(checks_of(f"{module}.*").parent.glob("check_*.py")))


def misconceptions_of(module: str) -> tuple[Path, ...]:
    """The files of a module's misconceptions: that which lists them, and them."""
    own = own_folder(module, "misconceptions")
    if own is not None:
        return tuple(sorted((own / module).glob("*.py")))
    first = MISCONCEPTIONS / module / "__init__.py"
    return first, *sorted(file for file in first.parent.glob("*.py") if file != first)


def functions(file: Path) -> dict[str, ast.FunctionDef]:
    """The functions at the top of a file, by name; none, if it is missing or is not Python, which is another claim."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return {}
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def called(file: Path) -> str:
    """The path of a file from the top of the repository, with slashes; of one that is elsewhere, from here."""
    inside = file.is_relative_to(KIT)
    return file.relative_to(KIT).as_posix() if inside else Path(os.path.relpath(file)).as_posix()


@contextlib.contextmanager
def whole(part: Path) -> Iterator[Path]:
    """A folder of the kit, such as `SOLUTIONS`, with what the course's own exercises have of it as well."""
    own = current().own
    if own is None:
        yield part
        return
    with TemporaryDirectory() as name:
        folder = Path(name, part.name)
        for source in (part, own.folder / part.name):
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        yield folder


@contextlib.contextmanager
def planted(module: str, texts: Iterable[str]) -> Iterator[Path]:
    """A copy of the solutions, with these texts at the end of a module."""
    with TemporaryDirectory() as name, whole(SOLUTIONS) as solutions:
        folder = Path(name, "planted")
        shutil.copytree(solutions, folder, ignore=shutil.ignore_patterns("__pycache__"))
        with (folder / f"{module}.py").open("a", encoding="utf-8") as file:
            file.writelines(f"\n\n{text}" for text in texts)
        yield folder


def _outside_of_texts(toml: str) -> Iterator[tuple[int, str]]:
    inside = False
    for number, line in enumerate(toml.split("\n"), start=1):
        if not inside:
            yield number, line
        inside ^= (line.count('"""') + line.count("'''")) % 2 == 1
