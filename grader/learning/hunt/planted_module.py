"""A solved module with a mistake in one of its functions, which keeps its place, its parameters and its docstring."""

import ast
from dataclasses import dataclass

from grader.course.definitions import definitions, used_by
from grader.course.syllabus import Exercise
from grader.learning.hunt import training_bugs
from grader.learning.hunt.training_bugs import TrainingBug
from grader.learning.planting import planted
from grader.misconceptions.registry import Misconception

HELPER = "_part"  # of a mistake: its own names would tell what it is
# Mistakes in several fractions take `**counts`, and ask this function for numerator and terms of the denominator.
FRACTION = "_fraction"
FRACTIONS = {
    "accuracy": "(tp + tn, [tp, fp, fn, tn])",
    "precision": "(tp, [tp, fp])",
    "recall": "(tp, [tp, fn])",
    "specificity": "(tn, [tn, fp])",
    "f_score": "(2 * precision * recall, [precision, recall])",
}


class NotPlantable(Exception):
    """The mistake does not fit this module: the function is written in a way that cannot be replaced."""


@dataclass(frozen=True)
class PlantedModule:
    """The text of a module with a mistake.

    Attributes:
        text: of the whole module.
        line: where the function begins; of a training, where the mistake is.
    """

    text: str
    line: int


def plant(mistake: Misconception | TrainingBug, exercise: Exercise, source: str) -> PlantedModule:
    """Plant a mistake into the text of a solved module.

    Raises:
        NotPlantable: it does not fit.
    """
    if isinstance(mistake, TrainingBug):
        made = training_bugs.planted(mistake, exercise.function, source)
        if made is None:
            raise NotPlantable(f"{mistake.name} does not fit {exercise.id}")
        return PlantedModule(*made)
    tree = ast.parse(source)
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == exercise.function]
    if len(found) != 1 or found[0].decorator_list:
        raise NotPlantable(f"{exercise.id} is not one plain function")
    old = found[0]
    function, helpers = _mistake(mistake, exercise.function, old)
    names = sorted(name for name, node in helpers.items() if isinstance(node, ast.FunctionDef))
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    hidden = {name: _free(place, taken) for place, name in enumerate(names, start=1)}
    texts = [_renamed(node, hidden) for node in (*helpers.values(), function)]
    lines = source.split("\n")
    imports = [] if _has_numpy(tree) else ["import numpy as np"]
    head, first, last = _end_of_imports(tree) if imports else 0, old.lineno - 1, old.end_lineno or old.lineno
    above = [*lines[:head], *imports, *lines[head:first], *(line for text in texts[:-1] for line in _apart(text))]
    return PlantedModule("\n".join([*above, *texts[-1].split("\n"), *lines[last:]]), len(above) + 1)


def _mistake(mistake: Misconception, name: str, old: ast.FunctionDef) -> tuple[ast.FunctionDef, dict[str, ast.stmt]]:
    """The wrong function in the form of the old one, and the helpers that it uses, without words about them."""
    *helpers, new = (node for node in ast.parse(planted(mistake)).body if not isinstance(node, ast.Import))
    if not isinstance(new, ast.FunctionDef):
        raise NotPlantable(f"{mistake.name} is not a function")
    parameters = _names(old.args)
    if new.args.kwarg is not None and not _names(new.args):
        new = _Explicit(new.args.kwarg.arg, name, parameters).visit(new)
    elif _names(new.args) != parameters:
        raise NotPlantable(f"{mistake.name} has other parameters than {name}")
    new.body = _docstring(old) + (_without_docstring(new) or [ast.Pass()])
    new.args, new.returns = old.args, old.returns
    known = definitions(ast.Module([*map(_bare, helpers), new], []))
    used = {helper: known[helper] for helper in used_by(name, known)}
    if any(_asks_for(name, node) for node in (*used.values(), new)):
        raise NotPlantable(f"{mistake.name} asks which function it is in")
    return new, used


def _asks_for(name: str, node: ast.AST) -> bool:
    """Whether the code of a mistake in several functions compares the name of its own."""
    compared = (part for part in ast.walk(node) if isinstance(part, ast.Compare))
    return any(isinstance(part.left, ast.Constant) and part.left.value == name for part in compared)


def _apart(text: str) -> list[str]:
    """The lines of a definition, and two blank ones."""
    return [*text.split("\n"), "", ""]


def _names(arguments: ast.arguments) -> list[str]:
    return [each.arg for each in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]]


def _docstring(function: ast.FunctionDef) -> list[ast.stmt]:
    return function.body[:1] if ast.get_docstring(function) is not None else []


def _without_docstring(function: ast.FunctionDef) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def _bare(node: ast.stmt) -> ast.stmt:
    """A helper without its docstring, which may say what it does wrong."""
    if isinstance(node, ast.FunctionDef):
        node.body = _without_docstring(node) or [ast.Pass()]
    return node


def _renamed(definition: ast.stmt, names: dict[str, str]) -> str:
    """The text of a definition with other names for helpers, which say nothing."""
    for node in ast.walk(definition):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.FunctionDef):
            node.name = names.get(node.name, node.name)
    return ast.unparse(definition)


def _free(place: int, taken: set[str]) -> str:
    name = f"{HELPER}_{place}"
    while name in taken:
        name += "_"
    return name


def _has_numpy(tree: ast.Module) -> bool:
    aliases = (alias for node in tree.body if isinstance(node, ast.Import) for alias in node.names)
    return any(alias.asname == "np" for alias in aliases)


def _end_of_imports(tree: ast.Module) -> int:
    """The number of lines up to the first statement behind a docstring and imports from the future."""
    for node in tree.body:
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not future and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            return node.lineno - 1
    return 0


class _Explicit(ast.NodeTransformer):
    """Replaces the counts that a mistake takes all together by the parameters of the exercise."""

    def __init__(self, together: str, function: str, parameters: list[str]) -> None:
        self._together, self._function = together, function
        self._parameters = parameters

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id == FRACTION and self._function in FRACTIONS:
            return ast.parse(FRACTIONS[self._function], mode="eval").body
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id != self._together:
            return node
        pairs = ", ".join(f"{name!r}: {name}" for name in self._parameters)
        return ast.parse(f"{{{pairs}}}", mode="eval").body
