"""Formulas of docstrings, set for Markdown: what is a formula as LaTeX, what is a sentence as it is."""

import ast
import re

# Words of sentences that could be names of variables.
_WORDS = frozenset(
    {"all", "an", "and", "any", "as", "at", "be", "for", "from", "has", "if", "in", "is", "it", "no", "not", "number"}
    | {"of", "or", "over", "sum", "that", "the", "to", "with"}
)
_GREATEST = 12  # words of one formula
_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: r"\cdot", ast.Mod: r"\bmod",
    ast.Eq: "=", ast.NotEq: r"\neq", ast.Lt: "<", ast.LtE: r"\leq", ast.Gt: ">", ast.GtE: r"\geq",
}  # fmt: skip
_SUMS = (ast.Add, ast.Sub)


def set_formula(text: str) -> str:
    r"""The text with every part that reads as a formula in dollar signs.

    >>> print(set_formula("the sum of tp / (tp + fp)"))
    the sum of $\frac{\mathrm{tp}}{\mathrm{tp} + \mathrm{fp}}$
    """
    words = text.split()
    parts: list[str] = []
    while words:
        for count in range(min(len(words), _GREATEST), 0, -1):
            candidate = " ".join(words[:count])
            end = re.search(r"[,;:.]*$", candidate)
            bare = candidate[: end.start()] if end else candidate
            following = words[count] if count < len(words) else ""
            if following != "of" and (formula := to_latex(bare)) is not None:
                parts.append(f"${formula}${candidate[len(bare) :]}")
                words = words[count:]
                break
        else:
            parts.append(_escaped(words.pop(0)))
    return " ".join(parts)


def to_latex(text: str) -> str | None:
    """A formula as LaTeX; None where the text is none, or is a single word or number."""
    if re.search(r"\w-\w|\w \(", text):  # `cross-entropy`, `through (1, 2)`
        return None
    try:
        (node,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    if any(_is_of_a_sentence(each) for each in ast.walk(node)):
        return None
    match node:
        case ast.Assign(targets=[target], value=value):
            return f"{_set(target)} = {_set(value)}"
        case ast.Expr(value=ast.Name() | ast.Constant()):
            return None
        case ast.Expr(value=ast.Tuple(elts=elts)) if not all(isinstance(each, ast.Tuple) for each in elts):
            return None
        case ast.Expr(value=value):
            return _set(value)
    return None


def _is_of_a_sentence(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name):
            return name in _WORDS or name[0].isupper()
        case ast.BoolOp(values=values):
            return not all(isinstance(each, ast.Compare) for each in values)
        case ast.Compare(ops=ops):
            return not all(type(each) in _SIGNS for each in ops)
        case ast.Constant(value=value):
            return not isinstance(value, int | float)
        case ast.Attribute() | ast.Starred() | ast.Dict() | ast.Set() | ast.List() | ast.Lambda() | ast.Tuple(elts=[]):
            return True
        case ast.Call(keywords=keywords):
            return bool(keywords)
    return False


def _set(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name if len(name) == 1 else rf"\mathrm{{{_escaped(name)}}}"
        case ast.Constant(value=value):
            return str(value)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return rf"\frac{{{_set(left)}}}{{{_set(right)}}}"
        case ast.BinOp(op=ast.FloorDiv(), left=left, right=right):
            return rf"\lfloor {_set(left)} / {_set(right)} \rfloor"
        case ast.BinOp(op=ast.Pow(), left=left, right=right):
            return f"{_factor(left)}^{{{_set(right)}}}"
        case ast.BinOp(op=op, left=left, right=right) if isinstance(op, _SUMS):
            return f"{_set(left)} {_SIGNS[type(op)]} {_set(right)}"
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _SIGNS:
            return f"{_factor(left)} {_SIGNS[type(op)]} {_factor(right)}"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{_factor(operand)}"
        case ast.Compare(left=left, ops=ops, comparators=others):
            pairs = zip(ops, others, strict=True)
            return _set(left) + "".join(f" {_SIGNS[type(op)]} {_set(other)}" for op, other in pairs)
        case ast.BoolOp(op=op, values=values):
            return (r" \text{ and } " if isinstance(op, ast.And) else r" \text{ or } ").join(map(_set, values))
        case ast.Subscript(value=value, slice=place):
            return f"{_set(value)}_{{{_set(place)}}}"
        case ast.Slice():
            return ":"
        case ast.Tuple(elts=elts):
            return ", ".join(f"({_set(each)})" if isinstance(each, ast.Tuple) else _set(each) for each in elts)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            cases = rf"{_set(body)} & \text{{if }} {_set(test)} \\ {_set(orelse)} & \text{{else}}"
            return rf"\begin{{cases}} {cases} \end{{cases}}"
        case ast.Call(func=func, args=args):
            return f"{_set(func)}({', '.join(map(_set, args))})"
    return rf"\text{{{_escaped(ast.unparse(node))}}}"


def _factor(node: ast.expr) -> str:
    is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, _SUMS)
    return rf"\left({_set(node)}\right)" if is_sum else _set(node)


def _escaped(text: str) -> str:
    """A word as Markdown, and names in LaTeX, take it."""
    return re.sub(r"([*_$<\\])", r"\\\1", text)
