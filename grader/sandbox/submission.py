"""A submission is a folder of student modules, read once: the graded text is the hashed text."""

import contextlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import module_names
from grader.course.current import current
from grader.course.module_names import is_notebook
from grader.sandbox.call_fault import CallFault
from grader.sandbox.notebook_picking import LARGEST_NOTEBOOK, NotebookRefused, is_exported, picked
from grader.sandbox.submission_error import SubmissionError as SubmissionError
from grader.util.digest import digest_of_texts
from grader.util.file_note import NOTEBOOK, FileNote

LARGEST_MODULE = 256 << 10  # bytes; the reference's largest module is below 20 KB
LARGEST_SUBMISSION = 2 << 20  # bytes of all modules: what is sent to the worker can be three times as long
MOST_MODULES = 50  # the five and helpers of the student's own


@dataclass(frozen=True)
class Submission:
    """The modules of a folder.

    Attributes:
        name: the folder's name, which comes before the file names in feedback.
        sources: text by module name.
        faults: why a module cannot be read, by module name.
        notes: which files were taken under another name, or ignored, a sentence each.
    """

    name: str
    sources: dict[str, str]
    faults: dict[str, CallFault]
    notes: tuple[FileNote, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the names and texts of all modules."""
        return digest_of_texts(self.sources)

    def digest_of(self, names: Iterable[str]) -> str:
        """SHA-256 over the names and texts of some modules."""
        return digest_of_texts({name: self.sources[name] for name in names})


def read(folder: Path, modules: Collection[str] | None = None, name: str = "") -> Submission:
    """Read the Python files and notebooks at the top of a folder; links and folders are ignored, and named as faults.

    Args:
        folder: of the submission.
        modules: of the course: a file that is clearly one of them is taken under its name. None: of the syllabus.
        name: what feedback calls the folder, if not by its own name.

    Raises:
        SubmissionError: it is not a folder, or has no Python file in it.
    """
    if not folder.exists():
        raise SubmissionError(f"{folder}: there is no such folder. Name the folder with your five modules.")
    if not folder.is_dir():
        raise SubmissionError(f"{folder}: this is a file. Name its folder, {folder.parent}.")
    modules = course_modules() if modules is None else modules
    # A name that no import can say, and that is clearly not one of the course's modules, is not a module's name.
    named = sorted(
        file
        for file in folder.iterdir()
        if (file.suffix == ".py" and file.stem.isidentifier())
        or module_names.meant(file.name, modules)
        or is_notebook(file.name)
    )
    files = [file for file in named if file.is_file() and not file.is_symlink()]
    if not files:
        raise SubmissionError(f"{folder}: it contains no Python file. {_elsewhere(folder)}")
    if len(files) > MOST_MODULES:
        kept = "Keep the five modules, and what they import"
        raise SubmissionError(f"{folder}: {len(files)} Python files are more than {MOST_MODULES}. {kept}.")
    shown = name or folder.resolve().name.encode(errors="backslashreplace").decode()
    texts, unread = _texts(files, shown)
    for other in named[: 2 * MOST_MODULES]:
        if other not in files:
            kind = "link" if other.is_symlink() else "folder" if other.is_dir() else "device"
            said = f"this is a {kind}. Put the file itself in its place."
            unread[other.name] = CallFault("not_read", said, f"{shown}/{other.name}")
    named_so = _named(shown, texts, unread, modules)
    found = _with_other_notebooks(named_so, texts, modules)
    if not found.sources and not found.faults:
        raise SubmissionError(f"{folder}: it contains no module. {' '.join(found.notes) or _elsewhere(folder)}")
    return found


def _texts(files: Iterable[Path], shown: str) -> tuple[dict[str, str], dict[str, CallFault]]:
    """The texts of files by name, and what is wrong with those that cannot be read."""
    texts: dict[str, str] = {}
    unread: dict[str, CallFault] = {}
    total = 0
    for file in files:
        try:
            text = _text(file)
            total += 0 if is_notebook(file.name) else len(text.encode())
            if total > LARGEST_SUBMISSION:
                raise ValueError(
                    f"with it, all files have more than {LARGEST_SUBMISSION:,} bytes. Remove data from it."
                )
            texts[file.name] = text
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            said = "this is not UTF-8 text. Save the file as UTF-8."
            unread[file.name] = CallFault("not_read", said, f"{shown}/{file.name}", line)
        except (OSError, ValueError) as error:
            unread[file.name] = CallFault("not_read", str(error), f"{shown}/{file.name}")
    return texts, unread


def _named(shown: str, texts: dict[str, str], unread: dict[str, CallFault], modules: Collection[str]) -> Submission:
    """The files under the names of the modules that they are."""
    words = {name: set(re.findall(r"\w+", text)) for name, text in texts.items() if not is_notebook(name)}
    stems = {name: name.removesuffix(".py") for name in (*texts, *unread)}
    used = {name for name, stem in stems.items() if any(stem in words[other] for other in words if other != name)}
    notes: list[FileNote] = []
    taken = module_names.taken({**texts, **unread}, modules, used)
    sources = {stems[name]: text for name, text in texts.items() if stems[name].isidentifier()}
    faults = {stems[name]: why for name, why in unread.items() if stems[name].isidentifier()}
    for module, name in taken.files.items():
        stem = stems[name]
        if name not in used:  # others import it by the name that its owner gave it
            sources.pop(stem, None)
            faults.pop(stem, None)
        if name in unread:
            faults[module] = unread[name]
        elif is_notebook(name):
            try:
                found = picked(name, texts[name], ((module, ()),))
                sources |= {module: found.sources.get(module, ""), **found.sources}
                notes += found.notes
            except NotebookRefused as error:
                faults[module] = CallFault("not_read", str(error), f"{shown}/{name}")
        else:
            sources[module] = texts[name]
    faults |= {module: CallFault("not_read", why, shown) for module, why in taken.unclear.items()}
    for module, text in sources.items():
        if is_exported(text):
            with contextlib.suppress(NotebookRefused):  # then it is read as it is
                found = picked(f"{module}.py", text, ((module, ()),), exported=True)
                sources |= found.sources
                notes += found.notes if found.sources else ()
    return Submission(shown, sources, faults, (*taken.notes, *notes))


def _with_other_notebooks(named: Submission, texts: dict[str, str], modules: Collection[str]) -> Submission:
    """The submission, with the modules that it lacks from notebooks whose names say nothing, by their functions."""
    lacking = tuple((name, functions) for name, functions in _functions() if name in modules)
    lacking = tuple(each for each in lacking if each[0] not in {*named.sources, *named.faults})
    others = [name for name in texts if is_notebook(name) and module_names.meant(name, modules) is None]
    of_module: dict[str, dict[str, str]] = {}  # text by file
    notes: list[FileNote] = []
    for name in others if lacking else ():
        try:
            found = picked(name, texts[name], lacking)
        except NotebookRefused as error:
            notes.append(FileNote(f"{name}: {error}", NOTEBOOK))
            continue
        for module, text in found.sources.items():
            of_module.setdefault(module, {})[name] = text
        taken = ", ".join(f"{module}.py" for module in found.sources)
        said = f"{name} was taken for {taken}." if taken else f"{name}: it contains no function of the course."
        notes.append(FileNote(said, NOTEBOOK))
        notes += found.notes
    sources = {module: next(iter(found.values())) for module, found in of_module.items() if len({*found.values()}) == 1}
    faults = {
        module: CallFault("not_read", f"{' and '.join(found)} could each be {module}.py. Keep one of them.", named.name)
        for module, found in of_module.items()
        if module not in sources
    }
    return replace(named, sources=named.sources | sources, faults=named.faults | faults, notes=(*named.notes, *notes))


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
        raise SubmissionError(f"{folder}: it contains none of your modules. Name {inner[0]}, which has some.")


def course_modules() -> tuple[str, ...]:
    """Names of the course's modules."""
    return tuple(module.name for module in current().syllabus.modules)


def _functions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The functions of each of the course's modules."""
    course = current().syllabus
    return tuple((each.name, tuple(e.function for e in course.of_module(each.name))) for each in course.modules)


def _text(file: Path) -> str:
    size = file.stat().st_size
    if is_notebook(file.name):
        if size > LARGEST_NOTEBOOK:
            raise ValueError(
                f"{size:,} bytes are more than {LARGEST_NOTEBOOK:,}. Clear its outputs, and save it again."
            )
    elif size > LARGEST_MODULE:
        raise ValueError(f"{size:,} bytes are more than the {LARGEST_MODULE:,} of a module. Remove data from it.")
    text = file.read_bytes().decode("utf-8-sig")
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Python reads lines; no other character ends one
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ValueError(f"line {line} contains a zero byte, so this is not text. Save the file as UTF-8.")
    return text


def _elsewhere(folder: Path) -> str:
    """Which folder to name instead of one that has no modules: the one in it that has some, if it is the only one."""
    try:
        inner = [place for place in folder.iterdir() if place.is_dir() and any(place.glob("*.py"))]
    except OSError:  # one of them may not be looked into
        inner = []
    return f"Name {inner[0]}, which has some." if len(inner) == 1 else "Name the folder with your modules."
