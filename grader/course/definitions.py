"""An excerpt of a module: a function, and the definitions of the same module that it uses."""

import ast
from collections.abc import Iterable


def definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    """The functions, classes and constants at the top of a module, by name; of two of a name, the last."""
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = node
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = node
    return found


def used_by(name: str, known: dict[str, ast.stmt]) -> list[str]:
    """The names of the definitions that one makes use of, and those that these do, in the order of the module."""
    waiting, used = [name], set[str]()
    while waiting:
        new = names_in(known[waiting.pop()]) & known.keys() - used - {name}
        used |= new
        waiting += new
    return [other for other in known if other in used]


def names_in(node: ast.stmt) -> set[str]:
    """All names in a definition but those in its decorators and annotations."""
    parts: Iterable[ast.AST] = [node]
    if isinstance(node, ast.FunctionDef):
        parts = [*node.body, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    return {part.id for whole in parts for part in ast.walk(whole) if isinstance(part, ast.Name)}
