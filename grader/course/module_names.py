"""Renaming: which module of the course a file is, if a browser, a system or its owner has changed the name."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from grader.util.file_note import NOTEBOOK, RENAMED, FileNote

# `metrics.py.txt` is what editors save where endings are hidden, `metrics.py_` what mail filters make of it.
_FILE = re.compile(r"(?P<stem>.+?)(?:\.py|\.ipynb)+(?:\.txt|_|\s?\(\d{1,3}\))?", re.IGNORECASE | re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
# What browsers, file managers and clouds add to a second copy, in the languages that were met.
_COPY = frozenset({"copy", "of", "kopie", "von", "copie", "de", "copia", "cópia", "di", "kopia", "kopi", "kopio"})
# Files with these words are something else that belongs to the module, not the module itself.
_NOT_THE_WORK = frozenset(
    {"test", "tests", "testing", "unittest", "conftest", "util", "utils", "helper", "helpers", "tool", "tools"}
    | {"common", "base", "old", "backup", "bak", "orig", "original", "template", "stub", "stubs"}
    | {"solution", "solutions", "example", "examples", "demo", "plot", "plots", "plotting"}
)
_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]|[ .]\Z')  # what some systems allow in no name of a file
LONGEST_NAME = 200  # bytes of a file's name: systems allow 255, and `folder` is prefixed in feedback
MOST_SAID = 3  # names in one sentence


@dataclass(frozen=True)
class Meant:
    """The module that a file's name says.

    Attributes:
        module: of the course.
        certain: whether the name differs by case, counters and words for a copy alone.
    """

    module: str
    certain: bool


@dataclass(frozen=True)
class Taken:
    """Which files are the modules.

    Attributes:
        files: name of the file by module, where that is not called as the module is.
        unclear: why none of several files is taken for a module, a sentence by module.
        notes: what was taken, and what was ignored though it may be the work, a sentence each.
    """

    files: Mapping[str, str]
    unclear: Mapping[str, str]
    notes: tuple[FileNote, ...]


def meant(name: str, modules: Collection[str]) -> Meant | None:
    """The module that a file of this name is meant to be; None where that is none, or could be two.

    >>> meant("Metrics (1).py", ["metrics"])
    Meant(module='metrics', certain=True)
    >>> meant("hopper_metrics.py", ["metrics"])
    Meant(module='metrics', certain=False)
    >>> meant("test_metrics.py", ["metrics"]) is None
    True
    """
    found = _FILE.fullmatch(name)
    if found is None or _UNSAFE.search(name) or len(name.encode(errors="surrogateescape")) > LONGEST_NAME:
        return None
    stem = unicodedata.normalize("NFKC", found["stem"])
    if unicodedata.normalize("NFKC", stem) in modules and name == f"{stem}.py":
        return Meant(stem, certain=True)
    words = [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", stem))]
    rest = [word for word in words if not word.isdigit() and word not in _COPY]
    joined = "".join(rest)  # `pre-processing.py`
    if joined in modules:
        return Meant(joined, certain=True)
    named = {known for word in rest if (known := _module(word, modules))}
    if len(named) != 1 or _NOT_THE_WORK & set(rest):
        return None
    return Meant(named.pop(), certain=False)


def is_notebook(name: str) -> bool:
    """Whether a file of this name is a notebook.

    >>> is_notebook("metrics (1).ipynb"), is_notebook("metrics.ipynb.txt"), is_notebook(".metrics.ipynb")
    (True, True, False)
    """
    found = _FILE.fullmatch(name)
    return found is not None and ".ipynb" in name[len(found["stem"]) :].lower() and not name.startswith(".")


def owner(name: str, modules: Collection[str]) -> str:
    """The owner of a file, from its name: the text around the module's name; empty if there is none.

    >>> owner("Ada Lovelace - metrics.py", ["metrics"])
    'Ada Lovelace'
    """
    found, file = meant(name, modules), _FILE.fullmatch(name)
    if found is None or found.certain or file is None:
        return ""
    around = rf"[\W_]*(?<![^\W_]){found.module}(?![^\W\d_])[\W_]*(?:\d{{1,3}}\)?)?\Z|(?<![^\W_]){found.module}[\W_]+"
    return re.sub(around, "", unicodedata.normalize("NFKC", file["stem"]), flags=re.IGNORECASE).strip()


def _module(word: str, modules: Collection[str]) -> str | None:
    """`metric` and `model` are written for `metrics` and `models`, and the other way round."""
    return next((each for each in (word, f"{word}s", word.removesuffix("s")) if each in modules), None)


def taken(contents: Mapping[str, object], modules: Iterable[str], used: Collection[str] = ()) -> Taken:
    """Choose the file of each module that has no file of its name.

    Args:
        contents: of each file, by its name; equal contents are one file with several names.
        modules: of the course.
        used: names of files that others import: helpers of the student's own, which are not second copies.
    """
    modules = list(modules)
    of_module: dict[str, list[tuple[str, bool]]] = {module: [] for module in modules}
    for name in sorted(contents):
        found = meant(name, modules)
        if found is not None and name != f"{found.module}.py":
            of_module[found.module].append((name, found.certain))
    files: dict[str, str] = {}
    unclear: dict[str, str] = {}
    notes: list[FileNote] = []
    for module, named in of_module.items():
        if f"{module}.py" in contents:
            others = [name for name, _ in named if contents[name] != contents[f"{module}.py"] and name not in used]
            if others:
                notes.append(FileNote(f"{module}.py counts; {listed(others)} {_was(others)} ignored."))
            continue
        likeliest = [name for name, certain in named if certain] or [name for name, _ in named]
        if all(map(is_notebook, likeliest)) and f"{module}.ipynb" in likeliest:
            likeliest = [f"{module}.ipynb"]
        if not likeliest:
            continue
        if any(contents[name] != contents[likeliest[0]] for name in likeliest):
            unclear[module] = f"{listed(likeliest)} could each be {module}.py. Keep one of them, under that name."
            continue
        files[module] = likeliest[0]
        rest = [name for name, _ in named if contents[name] != contents[likeliest[0]] and name not in used]
        left = f"; {listed(rest)} {_was(rest)} ignored" if rest else ""
        word = NOTEBOOK if is_notebook(likeliest[0]) else RENAMED
        notes.append(FileNote(f"{likeliest[0]} was taken for {module}.py{left}.", word))
    return Taken(files, unclear, tuple(notes))


def _was(names: Collection[str]) -> str:
    return "was" if len(names) == 1 else "were"


def listed(names: Iterable[str]) -> str:
    """Names for a sentence: the first of them, and how many there are besides."""
    names = list(names)
    *first, last = [*names[:MOST_SAID], f"{len(names) - MOST_SAID} more"] if len(names) > MOST_SAID else names
    return f"{', '.join(first)} and {last}" if first else last
