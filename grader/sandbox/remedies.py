"""Remedies: the current names for old ones, looked up by an exception's message and by the student's own statement."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("remedies.toml")
ALIKE = 0.85  # of two spellings, from which on one is taken for a slip of the other: categorical_accuracy is none
ALIKE_IF_UNKNOWN = 0.7  # the same, of a name that Keras does not know
OF_COMPILE = {"optimizer": "an optimizer", "loss": "a loss", "metric": "a metric"}
ORDER = "name the arguments of compile, as in `optimizer=…, loss=…, metrics=[…]`."
# The first group is whose argument it is, the second its name.
_UNKNOWN_KEYWORDS = tuple(
    map(
        re.compile,
        (
            r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'",
            r"Unrecognized keyword arguments? passed to (\w+): \{'(\w+)'",
            r"(Argument)\(s\) not recognized: \{'(\w+)'",  # of an optimizer
            r"(keyword) (grid_b) is not recognized",
        ),
    )
)
_MISSING_ARGUMENT = re.compile(r"([\w.]+)\(\) missing \d+ required (?:positional|keyword-only) arguments?")
_LIBRARIES = "tf|tensorflow|np|numpy|plt|keras|K|layers|sklearn"  # as they are called in tutorials
_FUNCTIONS = ("to_categorical", "text", "bar", "tight_layout")  # of libraries; any other may be the student's own
_NO_ATTRIBUTE = re.compile(r"(?:module|type object)? ?'([\w.]+)' (?:object )?has no attribute '(\w+)'")
_NO_SUCH_NAME = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")
_NOT_DEFINED = re.compile(r"name '(\w+)' is not defined")
_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_SPELT = re.compile(r"Could not interpret (loss|metric|optimizer|activation function|initializer) identifier: (\w+)$")
_NEVER = r"(?!)"  # a pattern that fits nothing
_OF_KERAS = re.compile(r"^tensorflow\.(?:python\.)?(?=keras\b)")


@dataclass(frozen=True)
class Pattern:
    """A row of `remedy`: fits if the type is among those raised, and all patterns are found."""

    say: str
    type: str = ""
    message: str = ""
    code: str = ""
    whole: str = ""

    def sentence(self, types: Sequence[str], message: str, code: str, function: str) -> str | None:
        """The remedy's text, or None if it does not fit."""
        if self.type and self.type not in types:
            return None
        found = (
            re.search(self.message, message, re.DOTALL),
            re.search(self.code, code),
            re.search(self.whole, f"{function}\n{code}\n{message}", re.DOTALL),
        )
        groups = [group or "" for one in found if one for group in one.groups()]
        return self.say.format(*groups) if all(found) else None


@dataclass(frozen=True)
class Table:
    """The content of the file, which explains each part."""

    keywords: Mapping[str, str]
    names: Mapping[str, str]
    modules: Mapping[str, str]
    spellings: Mapping[str, Sequence[str]]
    returned: Mapping[str, str]
    lines: tuple[tuple[str, str, str], ...]
    patterns: tuple[Pattern, ...]


@cache
def table() -> Table:
    """The table, read once."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    lines = tuple((row.get("pattern", _NEVER), row.get("reason", _NEVER), row["say"]) for row in found["line"])
    patterns = tuple(Pattern(**row) for row in found["remedy"])
    names = ("keywords", "names", "modules", "spellings", "returned")
    return Table(**{name: found[name] for name in names}, lines=lines, patterns=patterns)


def of_exception(types: Sequence[str], message: str, code: str, function: str = "") -> str:
    """The current way to write it, as a sentence, or nothing.

    Args:
        types: names of the exception's class and of those above it.
        message: what it says.
        code: the student's statement that raised it, or nothing.
        function: the student's function that has the statement, or nothing.
    """
    for pattern in table().patterns:
        if (sentence := pattern.sentence(types, message, code, function)) is not None:
            return sentence
    return next(filter(None, (look(message, code) for look in (_keyword, _name, _module, _spelling))), "")


def of_line(line: str, reason: str = "") -> str:
    """The remedy for a line that Python cannot read, or nothing.

    Args:
        line: without blanks at its ends.
        reason: what Python says about it.
    """
    rows = table().lines
    return next((say for of, why, say in rows if re.search(of, line) or re.search(why, reason)), "")


def of_answer(type_name: str) -> str:
    """The remedy for a returned value of this type, or nothing."""
    return table().returned.get(type_name, "")


def spelt(kind: str, name: str, alike: float = ALIKE) -> str | None:
    """The name of this kind (loss, metric, ...) that another one is a slip of, or None."""
    known = table().spellings[kind]
    if name in known:
        return None
    plain = {one.replace("_", ""): one for one in known}
    words = sorted(name.lower().split("_"))
    for one in known:
        if sorted(one.split("_")) == words:
            return one
    found = difflib.get_close_matches(name.lower().replace("_", ""), plain, n=1, cutoff=alike)
    return plain[found[0]] if found else None


def _keyword(message: str, code: str) -> str:
    """An argument by its old name: the message names it, or says that the new one is missing."""
    known = table().keywords
    owner, names = "", list[str]()
    if found := next(filter(None, (pattern.search(message) for pattern in _UNKNOWN_KEYWORDS)), None):
        owner, names = found[1], [found[2]]
    elif found := _MISSING_ARGUMENT.search(message):
        owner, names = found[1], re.findall(r"\b(\w+)\s*=(?!=)", code)
    written = re.search(rf"\b(?:{_LIBRARIES})\.(?:\w+\.)*{re.escape(owner)}\(", code)
    if owner.islower() and "." not in owner and owner not in (*_FUNCTIONS, "keyword") and not written:
        return ""
    owner = owner.removesuffix(".__init__").rpartition(".")[2]
    for name in names:
        for key in (f"{owner}.{name}", name):
            if key in known:
                return _today(f"{name}=", known[key], "=")
    return ""


def _name(message: str, code: str) -> str:  # noqa: ARG001  it is called like the others
    """An attribute, an imported name, or a name of Python 2."""
    known = table().names
    if found := _NO_ATTRIBUTE.search(message):
        owner, name = found.groups()
    elif found := _NO_SUCH_NAME.search(message):
        name, owner = found.groups()
    elif found := _NOT_DEFINED.search(message):
        owner, name = "", found[1]
    else:
        return ""
    key = next((key for key in _keys(owner, name) if key in known), None)
    return "" if key is None else _today(name, known[key])


def _keys(owner: str, name: str) -> Iterator[str]:
    """`keras.optimizers.adam`, `optimizers.adam`, `adam`."""
    owner = _OF_KERAS.sub("", owner.replace("._api.v2", ""))
    yield f"{owner}.{name}"
    yield f"{owner.rpartition('.')[2]}.{name}"
    if owner and not owner.startswith("submission"):
        yield name


def _module(message: str, code: str) -> str:
    """A module that is not there; the statement may name more of it than the message."""
    found = _NO_MODULE.search(message)
    if found is None:
        return ""
    written = re.search(rf"\b{re.escape(found[1])}(?:\.\w+)*", code)
    parts = _OF_KERAS.sub("", written[0] if written else found[1]).split(".")
    known = table().modules
    keys = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    key = next((key for key in keys if key in known), None)
    if key is None:
        return ""
    return known[key] if known[key].endswith(".") else f"`{found[1]}` is gone: write `{known[key]}`."


def _spelling(message: str, code: str) -> str:  # noqa: ARG001  as above
    found = _SPELT.search(message)
    if found is None:
        return ""
    other = next((kind for kind in OF_COMPILE if found[2] in table().spellings[kind]), found[1])
    if found[1] in OF_COMPILE and found[1] != other:
        return f"{found[2]} is {OF_COMPILE[other]}, not {OF_COMPILE[found[1]]}: {ORDER}"
    right = spelt(found[1], found[2], ALIKE_IF_UNKNOWN)
    if right is None:
        return f"Keras has no {found[1]} of the name {found[2]}: look up how it is spelt."
    return f"{found[2]} is misspelt: write `{right}`."


def _today(old: str, new: str, end: str = "") -> str:
    """`lr=` is `learning_rate=` today; a value that ends with a full stop is the sentence itself."""
    return new if new.endswith(".") else f"`{old}` is `{new}{end}` today."
