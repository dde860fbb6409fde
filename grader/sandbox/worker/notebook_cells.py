"""Picks modules out of a notebook, or out of a file exported from one: definitions, imports, constants. Runs nothing.

It imports nothing but Python's own, so that the near side can ask it about a cell of the user's own.
"""

import ast
import json
import re
import symtable
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_CELLS = 2_000  # code cells; a long notebook has 100
MOST_STATEMENTS = 5_000  # at the top of all cells
MOST_NOTES = 8  # sentences on what was left out, of one notebook
MOST_SAID = 4  # names or cells in one sentence
LONGEST_NAME = 60  # characters of a name that is quoted

# Cell magics whose cell is Python that defines what it defines: `%%time` above a function is nothing special.
_TRANSPARENT = frozenset({"capture", "grade", "prun", "time"})
# A line for the notebook and not for Python: a magic, a command of the shell, a question.
_NOTEBOOK_LINE = re.compile(r"(?P<indent>\s*)(?:[\w, ]+=\s*)?(?:%%?[A-Za-z_]|!(?!=)|\?\??[\w.%]+\s*$|[\w.%]+\?\??\s*$)")
# Python's own constructors, which do no work worth mentioning: `frozenset({1, 2})` is a constant.
_CONSTRUCTORS = frozenset(
    {"bool", "complex", "dict", "float", "frozenset", "int", "list", "range", "set", "str", "tuple"}
)
_RUN = (ast.Await, ast.DictComp, ast.GeneratorExp, ast.ListComp, ast.NamedExpr, ast.SetComp, ast.Yield, ast.YieldFrom)
# In a notebook, `from exercises.models import build_cnn` is how one gets a function of another module.
_EXERCISES = re.compile(r"^from exercises\.(\w+) import")
FUNCTION, IMPORT, CONSTANT = "function", "import", "constant"


class NotebookRefused(Exception):
    """Nothing can be picked from it: a sentence that ends with the next thing to do."""


@dataclass(frozen=True)
class Statement:
    """A statement at the top of a cell.

    Attributes:
        cell: number of the code cell, from 1.
        line: of the cell's text, from 0.
        text: its lines.
        kind: FUNCTION (classes too), IMPORT, CONSTANT, or nothing for all that only runs.
        binds: the names that it defines.
        uses: the names from outside that it mentions.
    """

    cell: int
    line: int
    text: str
    kind: str
    binds: frozenset[str]
    uses: frozenset[str]


@dataclass
class Cells:
    """The code of a notebook.

    Attributes:
        statements: of all cells, in order.
        notebook_lines: how many lines are for the notebook alone.
        other_cells: how many cells are for another program, such as `%%bash`.
        notes: sentences on cells that Python cannot read.
    """

    statements: list[Statement] = field(default_factory=list)
    notebook_lines: int = 0
    other_cells: int = 0
    notes: list[str] = field(default_factory=list)


def pick(text: str, wanted: Mapping[str, Iterable[str]], *, exported: bool) -> dict[str, Any]:
    """Pick the text of modules.

    Args:
        text: of an `.ipynb`, or of Python exported from one.
        wanted: names of functions by module; with none, or where none of them is there, the module gets all that the
            notebook defines.
        exported: whether it is Python; its lines stay where they are.

    Returns:
        `sources`, text by module, and `notes`, what was picked and left out; or `refused`, a sentence.
    """
    try:
        cells = read_cells([text] if exported else code_cells(text))
        picked = {module: _closure(cells.statements, set(names)) for module, names in wanted.items()}
    except NotebookRefused as error:
        return {"refused": str(error)}
    picked = {module: found for module, found in picked.items() if any(each.kind == FUNCTION for each in found)}
    sources = {module: (_in_place if exported else _joined)(found) for module, found in picked.items()}
    return {
        "sources": sources,
        "notes": _notes(cells, {id(each): each for f in picked.values() for each in f}.values()),
    }


# From the file to statements.


def code_cells(text: str) -> list[str]:
    """The texts of the code cells of a notebook.

    Raises:
        NotebookRefused: it is not a notebook.
    """
    save = "Save it again in Jupyter, and hand in the new file."
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise NotebookRefused(f"it is nested too deeply for a notebook. {save}") from error
    except ValueError as error:
        raise NotebookRefused(f"it is not a notebook, because it is not JSON ({str(error)[:80]}). {save}") from error
    if not isinstance(content, dict):
        raise NotebookRefused(f"it is JSON, but not a notebook. {save}")
    sheets = content.get("worksheets")  # as notebooks were until 2014
    sheet = sheets[0] if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict) else content
    cells = sheet.get("cells")
    if not isinstance(cells, list):
        raise NotebookRefused(f"it is JSON, but has no cells. {save}")
    found: list[str] = []
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source: Any = cell.get("source", cell.get("input", ""))
            lines: list[Any] = source if isinstance(source, list) else [source]
            if not all(isinstance(line, str) for line in lines):
                raise NotebookRefused(f"code cell {len(found) + 1} is not text. {save}")
            found.append("".join(lines))
    if not any(map(str.strip, found)):
        raise NotebookRefused("there is no code cell in it. Hand in the notebook that has your functions.")
    if len(found) > MOST_CELLS:
        raise NotebookRefused(
            f"{len(found):,} code cells are more than {MOST_CELLS:,}. Keep those with your functions."
        )
    return found


def read_cells(texts: Iterable[str], known: Iterable[str] = ()) -> Cells:
    """Read the cells as Python.

    Args:
        texts: of the cells.
        known: names that are defined elsewhere, of which constants may be made.

    Raises:
        NotebookRefused: there is no end to their statements.
    """
    cells = Cells()
    defined = set(known)
    for number, text in enumerate(texts, start=1):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        python, notebook_lines = without_magics(text)
        if python is None:
            cells.other_cells += 1
            continue
        cells.notebook_lines += notebook_lines
        try:
            nodes = parse(python).body
            if len(cells.statements) + len(nodes) > MOST_STATEMENTS:
                most = f"more than {MOST_STATEMENTS:,} statements"
                raise NotebookRefused(f"it has {most}. Keep the cells with your functions.")
            for node, own in zip(nodes, _texts(nodes, python), strict=True):
                cells.statements.append(_statement(node, own, number, defined))
                if cells.statements[-1].kind:
                    defined |= cells.statements[-1].binds
        except SyntaxError as error:
            lost = re.findall(r"^def (\w+)", python, re.MULTILINE)
            without = f", with {_listed(lost)}" if lost else ""
            place = f"code cell {number}, line {error.lineno or 1}"
            cells.notes.append(f"{place}: Python cannot read it ({error.msg[:80]}). It was left out{without}.")
    return cells


def without_magics(text: str) -> tuple[str | None, int]:
    """The Python of a cell, and how many lines of it are for the notebook; None where none of it is Python.

    Lines stay where they are.
    """
    lines = text.split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    count = 0
    if magic := re.match(r"%%([A-Za-z_]\w*)", lines[first]):
        if magic[1] not in _TRANSPARENT:
            return None, 0
        lines[first] = ""
        count = int(magic[1] != "grade")
    try:
        parse("\n".join(lines))
    except SyntaxError:
        for place, line in enumerate(lines):
            if found := _NOTEBOOK_LINE.match(line):
                lines[place] = f"{found['indent']}pass"  # a body of nothing but `!pip` has to stay one
                count += 1
    return "\n".join(lines), count


def parse(text: str) -> ast.Module:
    """The syntax tree.

    Raises:
        SyntaxError: whatever keeps Python from reading it.
    """
    try:
        text.encode()  # half a surrogate is no text
        return ast.parse(text)
    except SyntaxError:
        raise
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or "it is nested too deeply") from error


def _texts(nodes: list[ast.stmt], text: str) -> Iterator[str]:
    """The text of each statement: its lines, or just its own part where it shares one with others."""
    lines = text.split("\n")
    last_line = 0  # of the statement before
    for place, node in enumerate(nodes):
        first, last = _first_line(node), node.end_lineno or node.lineno
        following = _first_line(nodes[place + 1]) if place + 1 < len(nodes) else last + 1
        alone = last_line < first and last < following
        yield "\n".join(lines[first - 1 : last]) if alone else ast.get_source_segment(text, node) or ""
        last_line = last


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _statement(node: ast.stmt, own: str, cell: int, defined: set[str]) -> Statement:
    own = _EXERCISES.sub(r"from .\1 import", own)
    uses, binds = _names(own)
    return Statement(cell, _first_line(node) - 1, own, _kind(node, defined), binds, uses)


def _names(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names from outside that a statement mentions, and those that it binds."""
    try:
        top = symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # `return` outside of a function, say
        return frozenset(), frozenset()
    uses = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced()}
    binds = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    waiting = top.get_children()
    while waiting:
        table = waiting.pop()
        uses |= {each.get_name() for each in table.get_symbols() if each.is_global() and each.is_referenced()}
        waiting += table.get_children()
    inner = {each.get_name() for each in top.get_children() if each.get_type() in ("function", "class")} - {"lambda"}
    # A function that calls itself uses nothing from outside.
    return frozenset(uses - binds), frozenset(binds | set(filter(str.isidentifier, inner)))


def _kind(node: ast.stmt, defined: set[str]) -> str:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return FUNCTION
        case ast.Import() | ast.ImportFrom():
            return IMPORT
        case ast.Try(body=body, handlers=handlers, orelse=[], finalbody=[]):
            inner = [*body, *(each for handler in handlers for each in handler.body)]
            return IMPORT if all(isinstance(each, ast.Pass) or _kind(each, defined) == IMPORT for each in inner) else ""
        case ast.Assign(targets=targets, value=value) if all(map(_is_name, targets)) and _is_constant(value, defined):
            return CONSTANT
        case ast.AnnAssign(target=ast.Name(), value=ast.expr() as value) if _is_constant(value, defined):
            return CONSTANT
    return ""


def _is_name(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) or (isinstance(target, ast.Tuple) and all(map(_is_name, target.elts)))


def _is_constant(value: ast.expr, defined: set[str]) -> bool:
    """Whether a value is there without a computation: literals, and names that are picked too."""
    waiting: list[ast.AST] = [value]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Lambda():  # it computes when it is called
                continue
            case ast.Call(func=ast.Name(id=name)) if name in _CONSTRUCTORS:
                pass
            case ast.Call():
                return False
            case ast.Name(id=name) if name not in defined and name not in _BUILTINS:
                return False
        if isinstance(node, _RUN):
            return False
        waiting += ast.iter_child_nodes(node)
    return True


_BUILTINS = frozenset(dir(__import__("builtins")))


# From statements to a module.


def _closure(statements: list[Statement], roots: set[str]) -> list[Statement]:
    """What defines the roots, and all that this uses; without roots, all definitions. Unused imports are left out.

    Of a function that is defined several times, the last counts.
    """
    last = {name: each for each in statements if each.kind == FUNCTION for name in each.binds}
    known = [each for each in statements if each.kind and (each.kind != FUNCTION or each in last.values())]
    if roots:
        waiting = [each for each in known if each.kind == FUNCTION and each.binds & roots]
    else:
        waiting = [each for each in known if each.kind != IMPORT]
    of_name: dict[str, list[Statement]] = {}
    for each in known:
        for name in each.binds:
            of_name.setdefault(name, []).append(each)
    kept = {id(each) for each in waiting}
    while waiting:
        for name in waiting.pop().uses:
            new = [each for each in of_name.get(name, []) if id(each) not in kept]
            kept |= {id(each) for each in new}
            waiting += new
    always = {
        id(each) for each in known if kept and re.match(r"from (?:__future__ )?.*import \*|from __future__", each.text)
    }
    return [each for each in known if id(each) in kept | always]


def _joined(statements: list[Statement]) -> str:
    """The module's text, as one would write it."""
    text, before = "", ""
    for each in statements:
        gap = "\n\n\n" if FUNCTION in (each.kind, before) else "\n"
        text += (gap if before else "") + each.text
        before = each.kind
    return f"{text}\n"


def _in_place(statements: list[Statement]) -> str:
    """The module's text, each line where it was, so that places in feedback are those of the file."""
    lines: list[str] = []
    for each in statements:
        new = each.text.split("\n")
        if each.line < len(lines):  # the second of two on one line
            lines[-1] += f"; {new[0]}"
            lines += new[1:]
        else:
            lines += [""] * (each.line - len(lines)) + new
    return "\n".join(lines) + "\n"


# What is said of it.


def _notes(cells: Cells, picked: Iterable[Statement]) -> list[str]:
    """What was picked and what was left out, a sentence each."""
    picked = list(picked)
    if not picked:
        return [*cells.notes[:MOST_NOTES]]
    counts = [(kind, sum(each.kind == kind for each in picked)) for kind in (FUNCTION, IMPORT, CONSTANT)]
    notes = [f"{_listed([_counted(count, kind) for kind, count in counts if count])} picked."]
    out = [each for each in cells.statements if not each.kind and not _says_nothing(each.text)]
    left = []
    if out:
        numbers = dict.fromkeys(str(each.cell) for each in out)
        where = f"code cell{'s' if len(numbers) > 1 else ''} {_listed(numbers)}"
        left.append(f"{_counted(len(out), 'statement')} outside functions ({where})")
    if cells.notebook_lines:
        left.append(_counted(cells.notebook_lines, "line") + " for the notebook (% or !)")
    if cells.other_cells:
        left.append(_counted(cells.other_cells, "cell") + " for another program (%%)")
    if left:
        notes[0] += f" Left out: {'; '.join(left)}."
    computed = {name: each.cell for each in out for name in each.binds}
    for each in picked:
        if lost := sorted(each.uses & computed.keys() - {name for other in picked for name in other.binds}):
            name = next(iter(sorted(each.binds)), "A definition")
            notes.append(
                f"{name[:LONGEST_NAME]} uses {_listed(lost)}, which code cell {computed[lost[0]]} computes outside "
                "functions. That code does not run in a grading: compute the value inside, or pass it."
            )
    return [*notes[:1], *cells.notes, *notes[1:]][:MOST_NOTES]


def _says_nothing(text: str) -> bool:
    return text in ("pass", "...") or text[:1] in "\"'"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _listed(names: Iterable[str]) -> str:
    names = [name[:LONGEST_NAME] for name in names]
    if len(names) > MOST_SAID:
        names[MOST_SAID - 1 :] = [f"{len(names) - MOST_SAID + 1} more"]
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
