"""A mutant is the solution of an exercise with one small change, in the function or in one of its helpers."""

import ast
import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from grader.course.definitions import definitions
from grader.course.syllabus import Exercise
from grader.tools.mutants.operators import bare, rewritings
from grader.tools.selfcheck.kit import solution_of

LIBRARIES = ("keras", "tensorflow", "matplotlib")  # whose use takes seconds for each mutant


@dataclass(frozen=True)
class Mutant:
    """A wrong solution of an exercise, or one that does the same.

    Attributes:
        exercise: id of the one that it is about.
        definition: function or constant of the module in which something is changed.
        line: of the change, in the solution.
        was: the statements that are changed, as `ast.unparse` writes them, " / " between them; empty if there is none.
        becomes: what is there instead.
        text: what, put at the end of the solved module, makes the function the changed one, and no other function.
    """

    exercise: str
    definition: str
    line: int
    was: str
    becomes: str
    text: str

    @property
    def change(self) -> str:
        """Where and what is changed: within an exercise, no other mutant has the same."""
        return f"{self.definition}:{self.line}: `{self.was}` becomes `{self.becomes}`"


def is_plain(exercise: Exercise) -> bool:
    """Whether a mutant can be told from the solution at once: it trains, builds and draws nothing."""
    tree = _parsed(exercise.module)
    heavy = _names_from(tree, LIBRARIES)
    builds = _names_from(tree, ("keras", "tensorflow"))
    known = _bare_definitions(exercise.module)
    if exercise.images or builds or exercise.function not in known:
        return False
    used = _used(exercise.function, known, through=known)
    return not any(heavy & _loaded(known[name]) for name in used)


def mutants_of(exercise: Exercise, without: Collection[str] = ()) -> Iterator[Mutant]:
    """All mutants of a solution; those of helpers that several exercises share are made for each of them.

    Args:
        exercise: whose.
        without: definitions in which nothing is to be changed.
    """
    known = _bare_definitions(exercise.module)
    used = _used(exercise.function, known, through=known)
    for name in own_definitions(exercise):
        if name in without:
            continue
        was = ast.unparse(known[name]).splitlines()
        for rewriting in rewritings(known[name]):
            removed, added = _difference(was, ast.unparse(rewriting.node).splitlines())
            text = _text(exercise.function, [{**known, name: rewriting.node}[other] for other in used], used)
            yield Mutant(exercise.id, name, rewriting.line, removed, added, text)


def own_definitions(exercise: Exercise) -> list[str]:
    """The function and the helpers that it uses, in the order of the module; none of them is itself an exercise."""
    known = _bare_definitions(exercise.module)
    return _used(exercise.function, known, through={name for name in known if name.startswith("_")})


def unchanged(exercise: Exercise) -> Mutant:
    """The solution, planted as its mutants are: where it fails, that these do means nothing."""
    known = _bare_definitions(exercise.module)
    used = _used(exercise.function, known, through=known)
    text = _text(exercise.function, [known[name] for name in used], used)
    return Mutant(exercise.id, exercise.function, known[exercise.function].lineno, "", "", text)


def _text(function: str, nodes: Iterable[ast.stmt], used: Iterable[str]) -> str:
    """The definitions under their own names: the function must not change what others use."""
    names = {name: f"_{function}_{name.lstrip('_')}" for name in used if name != function}
    return "\n\n\n".join(ast.unparse(_renamed(node, names)) for node in nodes) + "\n"


def _used(function: str, known: Mapping[str, ast.stmt], through: Iterable[str]) -> list[str]:
    """The definitions that a function makes use of, itself included, in the order of the module.

    Args:
        function: its name.
        known: all definitions of the module.
        through: those that count, and whose own use counts.
    """
    waiting, found = [function], {function}
    while waiting:
        new = (_loaded(known[waiting.pop()]) & set(through)) - found
        found |= new
        waiting += new
    return [name for name in known if name in found]


def _loaded(definition: ast.stmt) -> set[str]:
    """The names that a definition looks up in its module."""
    return {node.id for node in ast.walk(definition) if isinstance(node, ast.Name)} - _local(definition)


def _local(definition: ast.stmt) -> set[str]:
    """The names that are a definition's own: of a function, its parameters and variables."""
    if not isinstance(definition, ast.FunctionDef):
        return set()
    nodes = list(ast.walk(definition))
    variables = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return variables | {node.arg for node in nodes if isinstance(node, ast.arg)}


def _renamed(definition: ast.stmt, names: Mapping[str, str]) -> ast.stmt:
    renamed = copy.deepcopy(definition)
    local = _local(definition)
    for node in ast.walk(renamed):
        if isinstance(node, ast.Name) and node.id not in local:
            node.id = names.get(node.id, node.id)
    if isinstance(renamed, ast.FunctionDef):
        renamed.name = names.get(renamed.name, renamed.name)
    return renamed


def _difference(was: list[str], becomes: list[str]) -> tuple[str, str]:
    """The lines of the one and of the other between those that both begin and end with."""
    shorter = min(len(was), len(becomes))
    first = next((place for place in range(shorter) if was[place] != becomes[place]), shorter)
    last = next((place for place in range(shorter - first) if was[-1 - place] != becomes[-1 - place]), shorter - first)
    removed, added = was[first : len(was) - last], becomes[first : len(becomes) - last]
    return " / ".join(map(str.strip, removed)), " / ".join(map(str.strip, added))


def _names_from(tree: ast.Module, libraries: Iterable[str]) -> set[str]:
    """The imports of a module from libraries, under the names that it has there."""
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.ImportFrom(module=str(source)):
                found |= {name.asname or name.name for name in node.names if source.partition(".")[0] in libraries}
            case ast.Import():
                parts = ((name.asname or name.name.partition(".")[0], name.name) for name in node.names)
                found |= {name for name, source in parts if source.partition(".")[0] in libraries}
    return found


def _bare_definitions(module: str) -> dict[str, ast.stmt]:
    """The functions, classes and constants of a solved module, by name."""
    return {name: bare(node) for name, node in definitions(_parsed(module)).items()}


def _parsed(module: str) -> ast.Module:
    return ast.parse(solution_of(module).read_text(encoding="utf-8"))
