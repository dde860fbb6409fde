"""The student's modules, held in memory: inspected without running them, and imported when first needed."""

import ast
import importlib
import io
import linecache
import sys
import traceback
from collections.abc import Collection, Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from open_quotes import not_closed
from parts import parts

PACKAGE = "submission"  # the modules import each other relatively, so that the name of the package is ours to choose
INIT = "__init__"  # its lines belong to the package itself
MOST_FRAMES = 6  # of the student's lines in a traceback: enough to see the way, few enough to read


def outline(source: str, filename: str) -> dict[str, Any]:
    """Inspect a module without running it.

    Returns:
        A dict of `error` (None, or what is wrong with the syntax), `line` (its number, or 0), `broken` (the line that
        Python cannot read), `stubs` (names of functions that end in NotImplementedError whatever they get), `libraries`
        (names of the packages that it imports), `names` (all that may be modules: parts of imports, and of texts like
        ".models"; a text "training" is a label of a plot more often), `literals` (how many bytes of data are in its
        text, and the line that has most of them) and `parts` (what each of its names depends on in this module, see
        `parts`; none where that is not clear).
    """
    try:
        tree = ast.parse(source, filename)
    except SyntaxError as error:
        if opened := not_closed(source):
            quotes, first, last = opened
            reason = f"a {quotes} is opened in line {first} and not closed before line {last}. Close it."
            return {**_EMPTY, "error": f"syntax error: {reason}", "line": first}
        line = (error.text or "").strip()[:_LONGEST_LINE]
        reason = error.msg[:_LONGEST_LINE]
        reason += "" if reason.endswith(("?", "!", ".")) else "."
        sentence = f"syntax error in `{line}`: {reason}" if line else f"syntax error: {reason}"
        return {**_EMPTY, "error": sentence, "line": error.lineno or 0, "broken": line}
    except (ValueError, RecursionError, MemoryError) as error:
        return {**_EMPTY, "error": f"Python cannot read it: {error}. Split it into simpler pieces."}
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    libraries: set[str] = set()
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                libraries.update(alias.name.partition(".")[0] for alias in aliases)
                names.update(part for alias in aliases for part in alias.name.split("."))
            case ast.ImportFrom(module=module, names=aliases, level=level):
                libraries.update([(module or "").partition(".")[0]] if not level else [])
                names.update((module or "").split("."), (alias.name for alias in aliases))
            case ast.Constant(value=str(text)) if text.isascii() and len(text) < _LONGEST_NAME:
                names.update(text.split(".")[1:])
    stubs = [name for name, function in functions.items() if _is_stub(function)]
    most = slice(_MOST_NAMES)
    found = {"stubs": stubs[most], "libraries": sorted(libraries)[most], "names": sorted(names)}
    return {**_EMPTY, **found, "parts": parts(tree, source), "literals": _literals(tree, source)}


_EMPTY: dict[str, Any] = {
    "error": None,
    "line": 0,
    "broken": "",
    "stubs": [],
    "libraries": [],
    "names": [],
    "parts": {},
    "literals": (0, 0),
}
_LONGEST_NAME = 100  # characters of a text that may name a module
_LONGEST_LINE = 200  # characters of a line of the student's, where it is quoted
_LONGEST_STATEMENT = 800  # characters of a statement that is looked up
_LONGEST_TEXT = 4_096  # bytes of a docstring, or of code between quotation marks: a longer one counts as data
_MOST_COMMENTS = 16_384  # bytes of them in a module
_NUMBER = 8  # bytes of data that a number is
_MOST_NAMES = 1_000  # functions or libraries of one module; a module with more cannot be an answer to any exercise


def _literals(tree: ast.Module, source: str) -> tuple[int, int]:
    """Bytes of all texts, bytes and numbers of a module without its docstrings, and the line that has most of them.

    Comments are data, too, where there are that many: `inspect.getsource` reads them.
    """
    comments = {place: len(line.partition("#")[2]) for place, line in enumerate(source.split("\n"), start=1)}
    sizes = comments if sum(comments.values()) > _MOST_COMMENTS else {}
    waiting: list[tuple[ast.AST, int]] = [(tree, 1)]
    while waiting:
        node, line = waiting.pop()
        line = node.lineno if isinstance(node, ast.stmt) else line
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))) if len(text) <= _LONGEST_TEXT:
                continue
            case ast.Constant(value=str() | bytes() as data):
                sizes[line] = sizes.get(line, 0) + len(data)
            case ast.Constant(value=int(number)):
                sizes[line] = sizes.get(line, 0) + max(_NUMBER, number.bit_length() // 8)
            case ast.Constant(value=float() | complex()):
                sizes[line] = sizes.get(line, 0) + _NUMBER
        waiting += [(child, line) for child in ast.iter_child_nodes(node)]
    return sum(sizes.values()), max(sizes, key=lambda line: sizes[line], default=0)


def _is_stub(function: ast.FunctionDef) -> bool:
    """Whether it raises NotImplementedError whatever it gets: before that, nothing in it returns a value."""
    for statement in function.body:
        match statement:
            case ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError"))):
                return True
        if any(isinstance(node, ast.Return) for node in _own_nodes(statement)):
            return False
    return False


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement, without those of functions and classes that it defines."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node
            waiting += ast.iter_child_nodes(node)


def lines_of(source: str) -> list[str]:
    """The lines of a module with their ends, as Python counts them; str.splitlines also ends them at a form feed."""
    return io.StringIO(source, newline="").readlines()


def _statement(frame: traceback.FrameSummary) -> str:
    last = frame.end_lineno or frame.lineno or 0
    return "".join(linecache.getline(frame.filename, number) for number in range(frame.lineno or 0, last + 1)).strip()


class Modules:
    """A finder and loader of the student's modules, from sources sent by the near side."""

    def __init__(self, sources: dict[str, str], folder: str) -> None:
        self._sources = sources
        self._files = {name: f"{folder}/{name}.py" for name in sources}
        self._package = ModuleType(PACKAGE)
        self._package.__path__ = []
        self._initialised = INIT not in sources
        sys.modules[PACKAGE] = self._package
        sys.meta_path.insert(0, self)

    def outlines(self, known: Collection[str]) -> dict[str, dict[str, Any]]:
        """Inspect each module but those that are known; `names` without those that are not modules."""
        wanted = {name: source for name, source in self._sources.items() if name not in known}
        found = {name: outline(source, self._files[name]) for name, source in wanted.items()}
        of_modules = self._sources.keys()
        return {n: {**facts, "names": [m for m in facts["names"] if m in of_modules]} for n, facts in found.items()}

    def get(self, name: str) -> ModuleType:
        """The module; as in Python, the folder's `__init__.py` is run before the first of them."""
        if not self._initialised:
            self._initialised = True  # it may import modules, which must not run it again
            try:
                self._run(INIT, self._package)
            except BaseException:
                self._initialised = False  # the next request gets the same answer
                raise
        return importlib.import_module(f"{PACKAGE}.{name}")

    def frames(self, error: BaseException) -> list[dict[str, Any]]:
        """The student's own lines of an error's traceback, the innermost last.

        Each is a dict of file, line, function, `text` (the line) and `statement` (all lines of a call or an import).
        """
        own = set(self._files.values())
        stack = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in own]
        return [
            {
                "file": frame.filename,
                "line": frame.lineno or 0,
                "function": frame.name,
                "text": (frame.line or "")[:_LONGEST_LINE],
                "statement": _statement(frame)[:_LONGEST_STATEMENT],
            }
            for frame in stack[-MOST_FRAMES:]
        ]

    def warning(
        self, message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
    ) -> str:
        """A warning as it is printed: with its place where that is the student's, else without."""
        shown = f"{category.__name__}: {message}\n"
        if filename not in self._files.values():
            return shown
        text = (line or linecache.getline(filename, lineno)).strip()
        return f"{filename}:{lineno}: {shown}" + (f"  {text}\n" if text else "")

    # What importlib asks of a finder and a loader.

    def find_spec(self, fullname: str, _path: Sequence[str] | None, _target: object = None) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if package != PACKAGE or name not in self._sources or name == INIT:
            return None
        loader: Any = self  # a loader by what it does; importlib asks for no more
        spec = ModuleSpec(fullname, loader, origin=self._files[name])
        spec.has_location = True
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        self._run(module.__name__.rpartition(".")[2], module)

    def _run(self, name: str, module: ModuleType) -> None:
        source, filename = self._sources[name], self._files[name]
        linecache.cache[filename] = (len(source), None, lines_of(source), filename)
        exec(compile(source, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  it is what a loader does

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname.rpartition(".")[2]]
