"""Planting: a misconception as the text of a student's function, to be graded like any other."""

import ast
import importlib
import inspect
import textwrap
from functools import cache
from types import ModuleType

from grader.course.definitions import definitions, used_by
from grader.misconceptions.registry import Misconception

SHARED = "grader.misconceptions.known"  # imports from there are helpers
EXERCISE = "EXERCISE"  # placeholder for the name of the function, in a misconception about several exercises


def planted(one: Misconception) -> str:
    """What, put at the end of the solved module, makes its function the wrong one."""
    module = inspect.getmodule(one.function)
    if module is None:
        raise ValueError(f"{one.name} is not in any module")
    known = _definitions(module)
    helpers = [ast.unparse(known[name]) for name in used_by(one.function.__name__, known)]
    name = one.exercise.partition(".")[2]
    source = textwrap.dedent(inspect.getsource(one.function))
    function = ast.parse(source.replace(EXERCISE, repr(name))).body[0]
    if not isinstance(function, ast.FunctionDef):
        raise ValueError(f"{one.name} is not a function")
    function.decorator_list = []
    function.name = name
    return "\n\n\n".join(["import numpy as np", *helpers, ast.unparse(function)]) + "\n"


@cache
def _definitions(module: ModuleType) -> dict[str, ast.stmt]:
    """Those of a module that has many misconceptions, read once."""
    tree = ast.parse(inspect.getsource(module))
    known: dict[str, ast.stmt] = {}
    for node in tree.body:  # what other files of the folder have
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{SHARED}."):
            known |= _definitions(importlib.import_module(str(node.module)))
    return known | definitions(tree)
