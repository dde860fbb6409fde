"""A submission is a folder of student modules, read once: what is graded is what was hashed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LARGEST_MODULE = 256 << 10  # bytes; the reference's largest module is below 20 KB
LARGEST_SUBMISSION = 2 << 20  # bytes of all modules: what is sent to the worker can be three times as long
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


def read(folder: Path) -> Submission:
    """Read the Python files at the top of a folder; links and folders are left alone, and named as faults.

    Raises:
        SubmissionError: it is no folder, or has no Python file in it.
    """
    if not folder.exists():
        raise SubmissionError(f"{folder}: there is no such folder. Name the folder that holds your five modules.")
    if not folder.is_dir():
        raise SubmissionError(f"{folder}: this is a file. Name the folder that holds it, {folder.parent}.")
    # A name that no import can say is no module's.
    named = sorted(file for file in folder.glob("*.py") if file.stem.isidentifier())
    files = [file for file in named if file.is_file() and not file.is_symlink()]
    if not files:
        raise SubmissionError(f"{folder}: there is no Python file in it. {_elsewhere(folder)}")
    if len(files) > MOST_MODULES:
        kept = "Keep the five modules, and what they import"
        raise SubmissionError(f"{folder}: {len(files)} Python files are more than {MOST_MODULES}. {kept}.")
    sources: dict[str, str] = {}
    faults: dict[str, str] = {}
    shown = folder.resolve().name.encode(errors="backslashreplace").decode()
    for other in named[: 2 * MOST_MODULES]:
        if other not in files:
            kind = "link" if other.is_symlink() else "folder" if other.is_dir() else "device"
            faults[other.stem] = f"{shown}/{other.name}: this is a {kind}. Put the file itself in its place."
    total = 0
    for file in files:
        try:
            text = _text(file)
            total += len(text.encode())
            if total > LARGEST_SUBMISSION:
                raise ValueError(f"with it, all have more than {LARGEST_SUBMISSION:,} bytes. Take data out of it.")
            sources[file.stem] = text
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            faults[file.stem] = f"{shown}/{file.name}, line {line}: this is not UTF-8 text. Save the file as UTF-8."
        except (OSError, ValueError) as error:
            faults[file.stem] = f"{shown}/{file.name}: {error}"
    return Submission(shown, sources, faults)


def refuse_misplaced(folder: Path, submission: Submission, modules: Iterable[str]) -> None:
    """See that a folder with other Python files is not graded instead of the one in it that has the modules.

    Raises:
        SubmissionError: none of the modules is in it, but in a folder of it.
    """
    modules = set(modules)
    if modules & {*submission.sources, *submission.faults}:
        return
    try:
        inner = sorted(place for place in folder.iterdir() if any((place / f"{name}.py").is_file() for name in modules))
    except OSError:  # one of them may not be looked into
        return
    if inner:
        raise SubmissionError(f"{folder}: none of your modules is in it. Name {inner[0]}, which has some.")


def _text(file: Path) -> str:
    size = file.stat().st_size
    if size > LARGEST_MODULE:
        raise ValueError(f"{size:,} bytes are more than the {LARGEST_MODULE:,} of a module. Take data out of it.")
    text = file.read_bytes().decode("utf-8-sig")
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Python reads lines; no other character ends one
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ValueError(f"there is a byte 0 in line {line}, as in no text. Save the file as UTF-8.")
    return text


def _elsewhere(folder: Path) -> str:
    """Which folder to name instead of one that has no modules: the one in it that has some, if it is the only one."""
    try:
        inner = [place for place in folder.iterdir() if place.is_dir() and any(place.glob("*.py"))]
    except OSError:  # one of them may not be looked into
        inner = []
    return f"Name {inner[0]}, which has some." if len(inner) == 1 else "Name the folder that holds your modules."
