"""A submission is a folder of student modules, read once: what is graded is what was hashed."""

import ast
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LARGEST_MODULE = 256 << 10  # bytes; the reference's largest module is below 20 KB
MOST_MODULES = 50  # the five and helpers of the student's own


class SubmissionError(Exception):
    """There is nothing to grade, with the next thing to do."""


@dataclass(frozen=True)
class Submission:
    """The modules of a folder.

    Attributes:
        name: the folder's name, which stands before the file names in feedback.
        sources: text by module name.
        faults: why a module cannot be read, a sentence by module name.
    """

    name: str
    sources: dict[str, str]
    faults: dict[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 over the names and texts of all modules."""
        return self.digest_of(self.sources)

    def digest_of(self, names: "set[str] | dict[str, str]") -> str:
        """SHA-256 over the names and texts of some modules."""
        total = hashlib.sha256()
        for name in sorted(names):
            for part in (name, self.sources[name]):
                content = part.encode()
                total.update(len(content).to_bytes(8, "big") + content)
        return total.hexdigest()

    def used_by(self, module: str) -> set[str]:
        """The modules that `module` may use, itself included: every one that it names in an import or as a text.

        It is more than it imports, never less: a text "models" counts, a name put together at run time does not.
        """
        found: set[str] = set()
        waiting = [module]
        while waiting:
            name = waiting.pop()
            if name in self.sources and name not in found:
                found.add(name)
                waiting += _named(self.sources[name])
        return found


@cache
def _named(source: str) -> set[str]:
    """Names that may be modules: those in imports, wherever they stand, and whole texts that are one, dots or not."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(re.findall(r"\w+", source))
    names: set[str] = set()
    for node in nodes:
        match node:
            case ast.Import(names=aliases):
                names.update(part for alias in aliases for part in alias.name.split("."))
            case ast.ImportFrom(module=module, names=aliases):
                names.update((module or "").split("."), (alias.name for alias in aliases))
            case ast.Constant(value=str(text)) if text.isascii() and len(text) < 100:
                names.update(text.split("."))
    return names


def read(folder: Path) -> Submission:
    """Read the Python files at the top of a folder; links and folders are left alone.

    Raises:
        SubmissionError: it is no folder, or has no Python file in it.
    """
    if not folder.exists():
        raise SubmissionError(f"{folder}: there is no such folder. Name the folder that holds your five modules.")
    if not folder.is_dir():
        raise SubmissionError(f"{folder}: this is a file. Name the folder that holds it, {folder.parent}.")
    files = sorted(file for file in folder.glob("*.py") if file.is_file() and not file.is_symlink())
    if not files:
        raise SubmissionError(f"{folder}: there is no Python file in this folder. Name the one that holds your modules.")
    if len(files) > MOST_MODULES:
        raise SubmissionError(f"{folder}: {len(files)} Python files are more than {MOST_MODULES}. Keep the five modules.")
    sources: dict[str, str] = {}
    faults: dict[str, str] = {}
    shown = folder.resolve().name
    for file in files:
        try:
            sources[file.stem] = _text(file)
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            faults[file.stem] = f"{shown}/{file.name}, line {line}: this is not UTF-8 text. Save the file as UTF-8."
        except (OSError, ValueError) as error:
            faults[file.stem] = f"{shown}/{file.name}: {error}"
    return Submission(shown, sources, faults)


def _text(file: Path) -> str:
    size = file.stat().st_size
    if size > LARGEST_MODULE:
        raise ValueError(f"{size:,} bytes are more than the {LARGEST_MODULE:,} of a module. Take data out of it.")
    return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
