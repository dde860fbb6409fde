"""The syntax tree of a statement: the names that it binds and mentions, and what it may change."""

import ast

PACKAGE = "submission"  # as `modules` names it, which imports this
# Functions that read what they are given, and nothing else.
_READING = frozenset(
    {"len", "dict", "list", "tuple", "set", "sorted", "range", "max", "min", "sum", "enumerate", "zip"}
)


def is_number(node: ast.expr) -> bool:
    """Whether an expression is a number, or is computed from numbers alone."""
    match node:
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(operand=operand):
            return is_number(operand)
        case ast.BinOp(left=left, right=right):
            return is_number(left) and is_number(right)
    return False


def does_nothing(node: ast.stmt) -> bool:
    """Whether a statement does nothing when the module is imported, and defines nothing that a function uses."""
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.If(
            test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant("__main__")]),
            orelse=[],
        ):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=items) | ast.Tuple(elts=items)):
            return all(isinstance(item, ast.Constant) for item in items)
    return False


def annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """The annotations in the head of a function."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    found = [each.annotation for each in every if each is not None] + [node.returns]
    return [each for each in found if each is not None]


def changes_an_object(node: ast.AST) -> bool:
    """Whether something else than a part of `self` is set or deleted."""
    match node:
        case ast.Attribute(ctx=ast.Store() | ast.Del(), value=value):
            return not (isinstance(value, ast.Name) and value.id == "self")
    return False


def escaping(tree: ast.Module) -> set[str]:
    """Names that are mentioned in another way than to be called, or read item by item."""
    safe: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=func, args=args, keywords=keywords):
                safe.add(id(func))
                safe.update(id(each.value) for each in keywords if each.arg is None)
                safe.update(id(each.value) for each in args if isinstance(each, ast.Starred))
                if isinstance(func, ast.Name) and func.id in _READING:
                    safe.update(map(id, args))
            case ast.Subscript(value=value, ctx=ast.Load()):
                safe.add(id(value))
            case ast.For(iter=value) | ast.comprehension(iter=value):
                safe.add(id(value))
            case ast.Compare(left=left, comparators=others):
                safe.update(map(id, [left, *others]))
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {node.id for node in names if id(node) not in safe} | {part for text in texts for part in text.split(".")}


def bound(node: ast.stmt) -> set[str]:
    """The names that a statement at the top binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=aliases):
            return {alias.asname or alias.name.partition(".")[0] for alias in aliases}
        case ast.ImportFrom(names=aliases):
            return {alias.asname or alias.name for alias in aliases}
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)} | {
        name for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom) for name in bound(each)
    }


def from_outside(node: ast.stmt) -> set[str]:
    """The names that an import binds to what is not the submission's."""
    match node:
        case ast.Import(names=aliases):
            return {
                alias.asname or alias.name.partition(".")[0]
                for alias in aliases
                if alias.name.partition(".")[0] != PACKAGE
            }
        case ast.ImportFrom(module=str(module), level=0) if module.partition(".")[0] != PACKAGE:
            return bound(node)
    return set()


def mentions(node: ast.stmt) -> set[str]:
    """The names that occur in a statement, as names or as texts."""
    found: set[str] = set()
    for each in ast.walk(node):
        match each:
            case ast.Name(id=name):
                found.add(name)
            case ast.Global(names=names):
                found.update(names)
            case ast.Constant(value=str(text)):
                found.update(text.split("."))
    return found


def first_line(node: ast.stmt) -> int:
    """The line where a statement begins, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])
