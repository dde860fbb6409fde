"""The part of a module that a function depends on, so that a change elsewhere in the module does not affect it.

A part is what can be reached from a name by the names that stand in the definitions, with all imports, and with every
statement that does something when the module is imported. Whatever is shared and may change while functions run counts
for all that mention it. Where names do not tell what is used (`globals()`, `exec`, a loop at the top, a star import),
nothing is said, and the module counts as a whole. So a part may hold too much, and never too little.
"""

import ast
import builtins
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from syntax import (
    annotations,
    bound,
    changes_an_object,
    does_nothing,
    escaping,
    first_line,
    from_outside,
    is_number,
    mentions,
)

MOST_STATEMENTS = 400  # at the top of a module; one with more counts as a whole
MOST_NAMES = 1_000  # that it defines; a function behind them uses the whole module


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names that reach others without naming them, and the modules and attributes that do.
_DYNAMIC = _words("globals locals vars dir eval exec compile setattr delattr __import__ breakpoint __getattr__ __dir__")
_MODULES = _words(
    "ast builtins cloudpickle code codeop ctypes dill gc importlib inspect joblib linecache marshal mock "
    "pdb pickle runpy trace traceback types unittest"
)
_ATTRIBUTES = _words(
    "__dict__ __globals__ __code__ __closure__ __builtins__ __defaults__ __kwdefaults__ __getattribute__ "
    "__setattr__ __subclasses__ __init_subclass__ __set_name__ __bases__ __mro__ modules _getframe "
    "f_globals f_locals f_back tb_frame gi_frame settrace setprofile"
)
_HARMLESS_DUNDERS = frozenset({"__name__", "__all__", "__author__", "__version__", "__class__"})
_KNOWN_DECORATORS = frozenset({"staticmethod", "classmethod", "property"})  # inside of a class


class _Unclear(Exception):
    """The module counts as a whole."""


@dataclass
class _Statement:
    """A statement at the top of a module.

    Attributes:
        node: its syntax tree.
        defines: names that it binds.
        mentions: names that occur in it, as names or as texts.
        always: whether it does something when the module is imported, or may do.
    """

    node: ast.stmt
    defines: set[str]
    mentions: set[str] = field(default_factory=set)
    always: bool = False


def parts(tree: ast.Module, source: str) -> dict[str, dict[str, str]]:
    """For each name at the top of a module: digests of the part that it depends on; empty where that is unclear.

    Returns:
        By name, `digest`, of what the part does, and `place`, of its text and its lines.
    """
    try:
        if len(tree.body) > MOST_STATEMENTS:
            return {}
        running = ast.Module([node for node in tree.body if not does_nothing(node)], [])
        _refuse_dynamic(running)
        found = _Module(running)
        digests = found.digests(source)
        return {name: found.part(name, digests) for name in found.names[:MOST_NAMES]}
    except (_Unclear, RecursionError, MemoryError, ValueError):  # a number of more digits than Python writes
        return {}


def _refuse_dynamic(tree: ast.Module) -> None:
    """See that names tell what is used."""
    constant = {id(name) for node in ast.walk(tree) for name in _constant_getattr(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in _DYNAMIC or (name == "getattr" and id(node) not in constant):
                raise _Unclear
            case ast.Name(id=name, ctx=context) if _is_dunder(name):
                if name not in _HARMLESS_DUNDERS or (name == "__name__" and not isinstance(context, ast.Load)):
                    raise _Unclear
            case ast.Attribute(attr=name) if name in _ATTRIBUTES:
                raise _Unclear
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name in _DYNAMIC | _ATTRIBUTES:
                raise _Unclear
            case ast.Import(names=aliases) if any(alias.name.partition(".")[0] in _MODULES for alias in aliases):
                raise _Unclear
            case ast.ImportFrom(module=module, names=aliases):
                names = {alias.name for alias in aliases} | {alias.asname or "" for alias in aliases}
                if (module or "").partition(".")[0] in _MODULES or names & (_DYNAMIC | _ATTRIBUTES | _MODULES | {"*"}):
                    raise _Unclear
            case ast.Constant(value=str(text)) if text in _DYNAMIC | _ATTRIBUTES:
                raise _Unclear


def _constant_getattr(node: ast.AST) -> list[ast.expr]:
    """The name `getattr` in a call that says which attribute it gets."""
    match node:
        case ast.Call(func=ast.Name(id="getattr") as name, args=[_, ast.Constant(value=str()), *_]):
            return [name]
    return []


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


class _Module:
    """The statements at the top of a module, and what leads from one to the other."""

    def __init__(self, tree: ast.Module) -> None:
        own = {name for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom) for name in bound(node)}
        imported = {name for node in tree.body for name in from_outside(node)}
        self.foreign = (imported | set(dir(builtins))) - own
        self._add_aliases(tree)
        self._shared = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
        self._stores = any(map(changes_an_object, ast.walk(tree)))
        self._types = any(isinstance(node, ast.Name) and node.id in ("cls", "type") for node in ast.walk(tree))
        self._escaping = escaping(tree)
        self.statements = [self._statement(node) for node in tree.body]
        for statement in self.statements:
            statement.mentions = mentions(statement.node)
        self._binders: dict[str, set[int]] = {}
        users: dict[str, set[int]] = {}
        for place, statement in enumerate(self.statements):
            for name in statement.defines:
                self._binders.setdefault(name, set()).add(place)
            for name in statement.mentions | statement.defines:
                users.setdefault(name, set()).add(place)
        self._leads = [
            set[int]().union(
                *(
                    users[name] if name in self._shared else self._binders.get(name, ())
                    for name in statement.mentions | statement.defines
                )
            )
            for statement in self.statements
        ]

    @property
    def names(self) -> list[str]:
        """The names that the module itself defines."""
        own = (each.defines for each in self.statements if not isinstance(each.node, ast.Import | ast.ImportFrom))
        return sorted(set[str]().union(*own))

    def part(self, name: str, digests: list[dict[str, str]]) -> dict[str, str]:
        """The digests of the part that a name depends on, from those of the statements."""
        waiting = {place for place, statement in enumerate(self.statements) if statement.always} | self._binders[name]
        used: set[int] = set()
        while waiting:
            place = waiting.pop()
            used.add(place)
            waiting |= self._leads[place] - used
        return {kind: _digest(digests[place][kind] for place in sorted(used)) for kind in ("digest", "place")}

    def digests(self, source: str) -> list[dict[str, str]]:
        """Of each statement: what it does, and its text with the line where it begins."""
        lines = re.split("\r\n|\r|\n", source)  # as Python counts them
        found = []
        for node in (statement.node for statement in self.statements):
            first = first_line(node)
            texts = [str(first), *lines[first - 1 : node.end_lineno]]
            found.append({"digest": _digest([ast.dump(node)]), "place": _digest(texts)})
        return found

    def _add_aliases(self, tree: ast.Module) -> None:
        """Replace names of types by the types, `History = dict[str, list[float]]` for example."""
        every = [name for node in tree.body for name in bound(node)]
        for node in tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if every.count(name) == 1:
                    if not isinstance(value, ast.Constant | ast.List) and self._is_plain(value):
                        self.foreign.add(name)

    def _statement(self, node: ast.stmt) -> _Statement:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._function(node)
            case ast.ClassDef():
                return self._class(node)
            case ast.Assign() | ast.AnnAssign():
                return self._assignment(node)
            case ast.Import() | ast.ImportFrom() | ast.Try() | ast.If() if self._only_imports(node):
                return _Statement(node, bound(node), always=True)
        raise _Unclear

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> _Statement:
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        keeps = bool(node.decorator_list) or not all(map(self._is_fixed, defaults))
        if keeps or (self._stores and node.name in self._escaping):  # it may remember something from call to call
            self._shared.add(node.name)
        always = keeps or not all(map(self._is_read_only, annotations(node)))
        return _Statement(node, {node.name}, always=always)

    def _class(self, node: ast.ClassDef) -> _Statement:
        plain = not node.decorator_list and not node.keywords and all(map(self._is_plain, node.bases))
        fixed = plain and all(map(self._is_calm_member, node.body))
        if not fixed or self._types or (self._stores and node.name in self._escaping):
            self._shared.add(node.name)
        return _Statement(node, {node.name}, always=not fixed)

    def _is_calm_member(self, node: ast.stmt) -> bool:
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                return True
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                return self._is_fixed(value)
            case ast.FunctionDef(decorator_list=decorators) | ast.AsyncFunctionDef(decorator_list=decorators):
                known = all(isinstance(each, ast.Name) and each.id in _KNOWN_DECORATORS for each in decorators)
                defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
                return known and all(map(self._is_fixed, defaults)) and all(map(self._is_read_only, annotations(node)))
        return False

    def _assignment(self, node: ast.Assign | ast.AnnAssign) -> _Statement:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not all(isinstance(target, ast.Name) for target in targets):
            raise _Unclear
        names = bound(node)
        if isinstance(node, ast.AnnAssign) and not self._is_read_only(node.annotation):
            raise _Unclear
        if isinstance(node.value, ast.Lambda) and not node.value.args.defaults and not node.value.args.kw_defaults:
            self._shared |= names & self._escaping if self._stores else set()
            return _Statement(node, names)
        if node.value is None or self._is_fixed(node.value):
            return _Statement(node, names)
        calm = self._is_container(node.value)
        if not calm or names & self._escaping:
            self._shared |= names
        return _Statement(node, names, always=not calm)

    def _only_imports(self, node: ast.stmt) -> bool:
        """Whether a statement imports, or chooses between imports and fixed values."""
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                return True
            case ast.Assign(targets=targets, value=value):
                return all(isinstance(target, ast.Name) for target in targets) and self._is_fixed(value)
            case ast.Try():
                inner = [*node.body, *node.orelse, *node.finalbody]
                inner += [each for handler in node.handlers for each in handler.body]
                kinds = [handler.type for handler in node.handlers if handler.type is not None]
                return all(map(self._only_imports, inner)) and all(map(self._is_plain, kinds))
            case ast.If(test=test, body=body, orelse=orelse):
                return self._is_plain(test) and all(map(self._only_imports, [*body, *orelse]))
        return False

    def _is_plain(self, node: ast.expr) -> bool:
        """Whether an expression does nothing but to be read, as an annotation: names from outside and their parts."""
        match node:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                return name in self.foreign
            case ast.Attribute(value=value):
                return self._is_plain(value)
            case ast.Subscript(value=value, slice=inner):
                return self._is_plain(value) and self._is_plain(inner)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return all(map(self._is_plain, items))
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._is_plain(left) and self._is_plain(right)
        return False

    def _is_read_only(self, node: ast.expr) -> bool:
        """Whether an annotation does nothing: it is plain, or just a name of the module's own."""
        return isinstance(node, ast.Name) or self._is_plain(node)

    def _is_fixed(self, node: ast.expr) -> bool:
        """Whether an expression is a value that nobody can change: a number, a text, a tuple of those, a type."""
        match node:
            case ast.Tuple(elts=items):
                return all(map(self._is_fixed, items))
            case ast.UnaryOp(operand=operand):
                return is_number(operand)
            case ast.BinOp(left=left, right=right):
                return (is_number(left) and is_number(right)) or self._is_plain(node)
            case ast.List():
                return False
        return self._is_plain(node)

    def _is_container(self, node: ast.expr) -> bool:
        """Whether an expression is a list, a set or a dict of values that nobody can change."""
        match node:
            case ast.List(elts=items) | ast.Set(elts=items):
                return all(map(self._is_fixed, items))
            case ast.Dict(keys=keys, values=values):
                return all(key is not None and self._is_fixed(key) for key in keys) and all(map(self._is_fixed, values))
        return False


def _digest(texts: Iterable[str]) -> str:
    total = hashlib.sha256()
    for text in texts:
        content = text.encode(errors="backslashreplace")
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()
