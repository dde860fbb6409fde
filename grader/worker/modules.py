"""The student's modules, held in memory: looked over without running them, and imported when they are first needed."""

import ast
import importlib.util
import linecache
import sys
import traceback
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PACKAGE = "submission"  # the modules import each other relatively, so that the name of the package is ours to choose
MOST_FRAMES = 6  # of the student's lines in a traceback: enough to see the way, few enough to read


def outline(source: str, filename: str) -> dict[str, Any]:
    """What can be said of a module without running it.

    Returns:
        A dict of `error` (None, or the sentence of a syntax error), `stubs` (names of functions that do nothing but
        raise NotImplementedError) and `libraries` (names of the packages that it imports, sorted).
    """
    try:
        tree = ast.parse(source, filename)
    except SyntaxError as error:
        place = f"{filename}, line {error.lineno}" if error.lineno else filename
        line = f": {error.text.strip()}" if error.text and error.text.strip() else ""
        return {"error": f"{place}: {error.msg}{line}", "stubs": [], "libraries": []}
    except (ValueError, RecursionError, MemoryError) as error:
        return {"error": f"{filename}: Python cannot read it ({error})", "stubs": [], "libraries": []}
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    libraries = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            libraries |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            libraries.add(node.module.partition(".")[0])
    stubs = [name for name, function in functions.items() if _is_stub(function)]
    return {"error": None, "stubs": stubs, "libraries": sorted(libraries)}


def _is_stub(function: ast.FunctionDef) -> bool:
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    match body:
        case [ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError")))]:
            return True
    return False


class Modules:
    """A finder and loader of the student's modules, from sources sent by the near side."""

    def __init__(self, sources: dict[str, str], folder: str) -> None:
        self._sources = sources
        self._files = {name: f"{folder}/{name}.py" for name in sources}
        package = ModuleType(PACKAGE)
        package.__path__ = []
        sys.modules[PACKAGE] = package
        sys.meta_path.insert(0, self)

    def outlines(self) -> dict[str, dict[str, Any]]:
        return {name: outline(source, self._files[name]) for name, source in self._sources.items()}

    def get(self, name: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{name}")

    def frames(self, error: BaseException) -> list[dict[str, Any]]:
        """The student's own lines of an error's traceback, the innermost last: file, line, function and text."""
        own = set(self._files.values())
        stack = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in own]
        return [
            {"file": frame.filename, "line": frame.lineno or 0, "function": frame.name, "text": frame.line or ""}
            for frame in stack[-MOST_FRAMES:]
        ]

    # What importlib asks of a finder and a loader.

    def find_spec(self, fullname: str, _path: Sequence[str] | None, _target: object = None) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if package != PACKAGE or name not in self._sources:
            return None
        spec = importlib.util.spec_from_loader(fullname, self, origin=self._files[name])
        if spec is not None:
            spec.has_location = True
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__.rpartition(".")[2]
        source, filename = self._sources[name], self._files[name]
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        exec(compile(source, filename, "exec", dont_inherit=True), module.__dict__)

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname.rpartition(".")[2]]
