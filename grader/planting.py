"""Planting: a misconception as the text of a student's function, to be graded like any other."""

import ast
import inspect
import textwrap
from types import ModuleType

from grader.misconception import Misconception

EXERCISE = "EXERCISE"  # stands in the body of a misconception about several exercises for the name of the function


def planted(one: Misconception) -> str:
    """What, put at the end of the solved module, makes its function the wrong one."""
    module = inspect.getmodule(one.function)
    if module is None:
        raise ValueError(f"{one.name} stands in no module")
    helpers = _helpers(one, module)
    function = ast.parse(textwrap.dedent(inspect.getsource(one.function))).body[0]
    if not isinstance(function, ast.FunctionDef):
        raise ValueError(f"{one.name} is no function")
    function.decorator_list = []
    function.name = one.exercise.partition(".")[2]
    function = _Named(function.name).visit(function)
    return "\n\n\n".join(["import numpy as np", *helpers, ast.unparse(function)]) + "\n"


class _Named(ast.NodeTransformer):
    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(self._name) if node.id == EXERCISE else node


def _helpers(one: Misconception, module: ModuleType) -> list[str]:
    """The functions and constants of the module that a misconception uses, and those that they use."""
    tree = ast.parse(inspect.getsource(module))
    defined: dict[str, ast.stmt] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=[]) | ast.Assign(targets=[ast.Name(id=name)]):
                defined[name] = node
            case ast.FunctionDef(name=name):
                defined[name] = node
    waiting, found = [one.function.__name__], dict[str, ast.stmt]()
    while waiting:
        node = defined[waiting.pop()]
        used = {part.id for part in _body(node) if isinstance(part, ast.Name)}
        new = [name for name in used if name in defined and name not in found and name != one.function.__name__]
        found.update({name: defined[name] for name in new})
        waiting += new
    return [ast.unparse(node) for node in tree.body if node in found.values()]


def _body(node: ast.stmt) -> list[ast.AST]:
    """All parts of a definition but its decorators, which stay on this side."""
    inner: list[ast.AST] = [*node.body, *node.args.defaults] if isinstance(node, ast.FunctionDef) else [node]
    return [part for statement in inner for part in ast.walk(statement)]
