"""Write the definitions of a cell into a module: they replace those of their names, and all else stays as it is."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from grader.course.definitions import definitions
from grader.course.reset import keep_copy, replace_definition
from grader.notebook.graded_cell import CellRefused
from grader.sandbox.worker.notebook_cells import CONSTANT, FUNCTION, IMPORT, Statement, parse, read_cells
from grader.sandbox.worker.syntax import bound
from grader.util.files import write_whole

MOST_KEPT = 32  # texts of modules whose statements are kept


@dataclass
class ModuleFile:
    """A module on disk.

    Attributes:
        file: where it is.
        text: what it has, or nothing where it is not there.
    """

    file: Path
    text: str = field(init=False)

    def __post_init__(self) -> None:
        try:
            self.text = self.file.read_bytes().decode("utf-8-sig") if self.file.exists() else ""
            parse(self.text)
        except SyntaxError as error:
            where = f"{self.file}, line {error.lineno}"
            raise CellRefused(f"{where}: Python cannot read it. Fix that first, and run the cell again.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise CellRefused(f"{self.file} cannot be read ({error}). Save it as UTF-8 text.") from error

    @property
    def names(self) -> set[str]:
        """The names that it defines or imports, and all of Python's where it imports everything of something."""
        return {name for each in _statements(self.text) for name in each.binds}

    @property
    def imports_everything(self) -> bool:
        return any(each.kind == IMPORT and "*" in each.text for each in _statements(self.text))

    def with_statements(self, statements: Iterable[Statement]) -> str:
        """Its text with these definitions in it."""
        text = self.text
        of_kind: dict[str, list[Statement]] = {IMPORT: [], CONSTANT: [], FUNCTION: []}
        for each in statements:
            of_kind[each.kind].append(each)
        # A constant goes to the top, above those that are there already: the last goes first.
        for each in (*of_kind[IMPORT], *reversed(of_kind[CONSTANT]), *of_kind[FUNCTION]):
            text = _with(text, each)
        return text

    def write(self, text: str, own: set[str]) -> Path | None:
        """Write it as a whole.

        Args:
            text: what it is to have.
            own: texts of functions that came from the notebook: there is a copy of them.

        Returns:
            A copy of what it was, where a function is replaced that somebody has written elsewhere; else None.

        Raises:
            CellRefused: it cannot be written.
        """
        try:
            compile(text, str(self.file), "exec", dont_inherit=True)
        except SyntaxError as error:  # what only a whole module may not have
            raise CellRefused(
                f"With this cell, Python cannot read {self.file}: {error.msg}. Change the cell."
            ) from error
        after = definitions(ast.parse(text))
        replaced = {name: ast.unparse(node) for name, node in definitions(ast.parse(self.text)).items()}
        lost = [
            old
            for name, old in replaced.items()
            if old not in own and name in after and old != ast.unparse(after[name]) and "NotImplementedError" not in old
        ]
        try:
            copy = keep_copy(self.file, self.text, "notebook") if lost else None
            if text != self.text:
                write_whole(self.file, text)
        except OSError as error:
            raise CellRefused(f"{self.file} cannot be written ({error.strerror}). Check its permissions.") from error
        own |= {ast.unparse(node) for node in after.values()}
        return copy


@lru_cache(maxsize=MOST_KEPT)
def _statements(text: str) -> tuple[Statement, ...]:
    """The statements of a module; of five, a cell changes one, and reading them all takes a tenth of its grading."""
    return tuple(read_cells([text]).statements)


def _with(text: str, statement: Statement) -> str:
    tree = ast.parse(text)
    known = definitions(tree)
    name = min(statement.binds, default="")
    wanted = ast.dump(ast.parse(statement.text).body[0])
    of_its_names = [node for node in tree.body if statement.binds & bound(node)]
    if (of_its_names and ast.dump(of_its_names[-1]) == wanted) or any(
        ast.dump(node) == wanted for node in tree.body if not statement.binds
    ):
        return text
    if statement.kind != FUNCTION and of_its_names:
        return _instead(text, tree, of_its_names, statement)
    if statement.kind == IMPORT or (statement.kind != FUNCTION and not {name, *statement.uses} & known.keys()):
        return _below_imports(text, tree, statement.text)
    if (old := known.get(name)) is not None:
        return replace_definition(text, old, _with_docstring(statement.text, old, text))
    return replace_definition(f"{text.rstrip()}\n", None, statement.text).lstrip("\r\n")


def _instead(text: str, tree: ast.Module, others: list[ast.stmt], statement: Statement) -> str:
    """The text with a statement below the last that binds one of its names, without those that bind no other name."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines: list[str | None] = list(text.replace("\r\n", "\n").split("\n"))
    place = others[-1].end_lineno or 0
    for node in others:
        span = range(node.lineno, (node.end_lineno or 0) + 1)
        shared = any(each is not node and {each.lineno, each.end_lineno} & {*span} for each in tree.body)
        if bound(node) <= statement.binds and not shared:
            lines[span.start - 1 : span.stop - 1] = [None] * len(span)
    return end.join(line for line in [*lines[:place], statement.text, *lines[place:]] if line is not None)


def _below_imports(text: str, tree: ast.Module, line: str) -> str:
    """The text with a line below its imports, or below its docstring where it has none."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n") if text else []
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if imports and not line.startswith("from __future__"):
        place, new = imports[-1].end_lineno or 0, [line]
    elif tree.body and ast.get_docstring(tree) is not None:
        place, new = tree.body[0].end_lineno or 0, ["", line]
    else:
        place, new = 0, [line, *([""] if lines else [])]
    return end.join([*lines[:place], *new, *lines[place:]])


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _with_docstring(new: str, old: ast.stmt, text: str) -> str:
    """The new function with the old one's docstring, the contract, where it has none itself."""
    function = ast.parse(new).body[0]
    if not isinstance(old, ast.FunctionDef) or not isinstance(function, ast.FunctionDef):
        return new
    if ast.get_docstring(old) is None or ast.get_docstring(function) is not None:
        return new
    first = function.body[0]
    if first.lineno == function.lineno:  # `def f(x): return x`
        return new
    contract = text.replace("\r\n", "\n").split("\n")[old.body[0].lineno - 1 : old.body[0].end_lineno]
    lines = new.split("\n")
    theirs, ours = _indentation(contract[0]), _indentation(lines[first.lineno - 1])
    contract = [ours + line.removeprefix(theirs) if line.strip() else line for line in contract]
    place = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", []))]) - 1
    return "\n".join([*lines[:place], *contract, *lines[place:]])
