"""A rewriting is a definition with one small change, as from a slip or a half-understood sentence.

What is raised keeps its words: the contracts promise the type of an error, not its sentence. Annotations, docstrings
and decorators stay out, for nothing that they say is executed.
"""

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
# What is easily taken for something else, in both directions.
NAMES = [("argmax", "argmin"), ("sum", "mean"), ("max", "min"), ("any", "all"), ("zeros", "ones"), ("eye", "ones")]
NAMES += [("equal", "not_equal"), ("divide", "multiply"), ("float32", "float64"), ("int", "float"), ("round", "int")]
NAMES += [("permutation", "arange"), ("sort", "unique"), ("ceil", "floor")]
OTHER_NAMES = {
    name: tuple(b if a == name else a for a, b in NAMES if name in (a, b)) for pair in NAMES for name in pair
}
OTHER_ERROR = "LookupError"
SYMMETRIC = ("equal", "not_equal", "multiply", "add")  # the same with their arguments the other way round
UNTOUCHED = ("annotation", "returns", "decorator_list", "ctx", "type_params")  # fields of a node


@dataclass(frozen=True)
class Rewriting:
    """A definition with one thing changed.

    Attributes:
        node: the whole of it.
        line: of the change, in the file that the definition was read from.
    """

    node: ast.stmt
    line: int


def bare(definition: ast.stmt) -> ast.stmt:
    """A definition without annotations, docstrings and decorators, each line still where it was."""
    found: ast.stmt = _Bare().visit(copy.deepcopy(definition))
    return ast.fix_missing_locations(found)


def rewritings(definition: ast.stmt) -> Iterator[Rewriting]:
    """Every way to change one thing in a bare definition; none twice, and none that leaves its text as it is."""
    seen = {ast.unparse(definition)}
    for node, line in _variants(definition, definition.lineno):
        text = ast.unparse(node)
        if text not in seen and isinstance(node, ast.stmt):
            seen.add(text)
            yield Rewriting(node, line)


def _variants(node: ast.AST, line: int) -> Iterator[tuple[ast.AST, int]]:
    """The node with one thing changed, in itself or below it."""
    line = getattr(node, "lineno", line)
    yield from ((changed, line) for changed in _changed(node))
    if isinstance(node, ast.Raise | ast.JoinedStr):
        return
    for name, value in ast.iter_fields(node):
        if name in UNTOUCHED:
            continue
        if isinstance(value, ast.AST):
            yield from ((_with(node, name, changed), at) for changed, at in _variants(value, line))
        elif isinstance(value, list):
            yield from ((_with(node, name, parts), at) for parts, at in _lists(value, line))


def _lists(parts: Sequence[ast.AST | None], line: int) -> Iterator[tuple[list[ast.AST | None], int]]:
    """The list of a node's children with one of them changed, or, of statements, taken away."""
    for place, part in enumerate(parts):
        if part is None:  # a keyword-only parameter without a default, or `**` in a dict
            continue
        before, after = list(parts[:place]), list(parts[place + 1 :])
        for changed, at in _variants(part, line):
            yield [*before, changed, *after], at
        if isinstance(part, ast.stmt) and not isinstance(part, ast.Return | ast.Pass):
            yield before + after or [ast.Pass()], part.lineno


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    """The replacements of a node."""
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.Compare():
            yield from _operations(node)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Constant(value=value):
            yield from (ast.Constant(other) for other in _values(value))
        case ast.IfExp() | ast.If() | ast.While() | ast.For() | ast.comprehension():
            yield from _flows(node)
        case ast.Call():
            yield from _calls(node)
        case ast.Attribute(attr=name):
            yield from (_with(node, "attr", other) for other in OTHER_NAMES.get(name, ()))
        case ast.Name(id=name, ctx=ast.Load()):
            yield from (_with(node, "id", other) for other in OTHER_NAMES.get(name, ()))
        case ast.Subscript(value=value, ctx=ast.Load()):
            yield value
        case ast.Slice():
            yield from _slices(node)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            yield from (_with(node, "elts", swapped) for swapped in _swapped(parts))
            if not isinstance(getattr(node, "ctx", None), ast.Store):
                yield from (_with(node, "elts", fewer) for fewer in _fewer(parts))
        case ast.Dict(keys=keys, values=values):
            for fewer, others in zip(_fewer(keys), _fewer(values), strict=True):
                yield _with(_with(node, "keys", fewer), "values", others)
        case ast.arguments(defaults=[_, *others]):
            yield _with(node, "defaults", others)
        case ast.Return(value=ast.expr()):
            yield _with(node, "value", ast.Constant(None))
        case ast.Raise(exc=ast.Call() as error):
            yield _with(node, "exc", _with(error, "func", ast.Name(OTHER_ERROR, ast.Load())))


def _operations(node: ast.BinOp | ast.BoolOp | ast.Compare) -> Iterator[ast.AST]:
    """Another operator, or just one of the operands."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in OPERATORS[type(operator)]:
                yield _with(node, "ops", [*node.ops[:place], other(), *node.ops[place + 1 :]])
        return
    yield from (_with(node, "op", other()) for other in OPERATORS.get(type(node.op), ()))
    yield from (node.left, node.right) if isinstance(node, ast.BinOp) else node.values


def _flows(node: ast.AST) -> Iterator[ast.AST]:
    """The other way, always the one way, or a loop that ends after its first turn."""
    match node:
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield from (body, orelse, _with(node, "test", ast.UnaryOp(ast.Not(), test)))
        case ast.If(test=test) | ast.While(test=test):
            yield from (_with(node, "test", other) for other in (ast.UnaryOp(ast.Not(), test), ast.Constant(True)))
        case ast.For(body=body):
            yield _with(node, "body", [*body, ast.Break()])
        case ast.comprehension(ifs=conditions):
            yield from (_with(node, "ifs", fewer) for fewer in _fewer(conditions))


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """An argument less, two the wrong way round, or no call at all."""
    yield from (_with(node, "args", fewer) for fewer in _fewer(node.args))
    yield from (_with(node, "keywords", fewer) for fewer in _fewer(node.keywords))
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in SYMMETRIC:
        yield from (_with(node, "args", swapped) for swapped in _swapped(node.args))
    if node.args and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]
    if isinstance(node.func, ast.Attribute):
        yield node.func.value


def _slices(node: ast.Slice) -> Iterator[ast.AST]:
    """A bound less, or the other side of the only one."""
    for bound in ("lower", "upper", "step"):
        if getattr(node, bound) is not None:
            yield _with(node, bound, None)
    if (node.lower is None) != (node.upper is None):
        yield ast.Slice(lower=node.upper, upper=node.lower, step=node.step)


def _values(value: object) -> Iterator[bool | float | str]:
    """Other constants of the same type."""
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from dict.fromkeys(other for other in (value + 1, value - 1, 0) if other != value)
        case str():
            yield from (other for other in ("", f"{value}?") if other != value)


def _fewer(parts: Sequence[ast.AST | None]) -> Iterator[list[ast.AST | None]]:
    """The list without one of its parts."""
    return ([*parts[:place], *parts[place + 1 :]] for place in range(len(parts)))


def _swapped(parts: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """The list with two neighbours the other way round."""
    for place in range(len(parts) - 1):
        yield [*parts[:place], parts[place + 1], parts[place], *parts[place + 2 :]]


def _with(node: ast.AST, name: str, value: object) -> ast.AST:
    """A shallow copy of a node with another value in one of its fields."""
    changed = copy.copy(node)
    setattr(changed, name, value)
    return changed


class _Bare(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns, node.decorator_list = None, []
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return node
        assignment = ast.Assign(targets=[node.target], value=node.value)
        return self.generic_visit(ast.copy_location(assignment, node))
