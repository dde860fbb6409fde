"""Choosing: which of a student's files are the modules; the same rules for folders and archives."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from grader.classroom.file_listing import HandInRefused, ListedFile, without_bywork
from grader.course import module_names
from grader.course.module_names import is_notebook, listed, meant
from grader.sandbox.submission import MOST_MODULES
from grader.util.file_note import ELSEWHERE, MISSING, FileNote

OTHER_ARCHIVES = frozenset({".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zst"})
STUBS, REFERENCE = "exercises", "solutions"  # folders of the kit
ASK = "Ask for the modules"  # with which a refusal ends
BUGS = "bugs"  # modules with a planted mistake: see `grader.learning.hunt.bug_files`
KITS_OWN = frozenset({STUBS, REFERENCE, BUGS, "tests", "grader", "docs"})
LONGEST_STEM = 80  # characters of a module's name
# Names that some systems take for a device, whatever their suffix.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}

OTHER_ARCHIVE = "Only zip archives are opened. Unpack it next to the others, or ask for a zip."
Folder = tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """The files to take, and notes on the others, a sentence each."""

    files: tuple[ListedFile, ...]
    notes: tuple[FileNote, ...] = ()


def is_python(entry: ListedFile, wanted: Collection[str]) -> bool:
    """Whether it is a module, one of the course's under another name, or a notebook."""
    return entry.ending == ".py" or is_notebook(entry.name) or meant(entry.name, wanted) is not None


def is_handed_in(entry: ListedFile, wanted: Collection[str]) -> bool:
    """Whether a hand-in may be in it."""
    return entry.ending == ".zip" or is_python(entry, wanted)


def modules_in(entries: Iterable[ListedFile], wanted: Collection[str]) -> set[str]:
    """The course's modules among files, under whatever name."""
    return {found.module for entry in entries if (found := meant(entry.name, wanted))}


def choose(entries: Iterable[ListedFile], wanted: Collection[str]) -> Chosen:
    """The Python files of the folder that has most of the course's modules, and modules that are elsewhere alone.

    What is below `solutions` is never taken; what is below the kit's own folders only where there is nothing else. Of
    several folders with as many modules the one called `exercises` counts, then the one nearest to the top.

    Raises:
        HandInRefused: there is none, or several are as good.
    """
    work = without_bywork(entries)
    usable = [entry for entry in work if _is_usable(entry, wanted)]
    ours = [entry for entry in usable if not _is_below(entry, {REFERENCE})]
    if not ours:
        _refuse_without_python(work, usable)
    own = [entry for entry in ours if not _is_below(entry, KITS_OWN - {STUBS})]
    folders = _by_folder(own if modules_in(own, wanted) else ours)
    best = _best(folders, wanted)
    found = modules_in(folders[best], wanted)
    if not found and any(is_notebook(entry.name) for entry in folders[best]):  # its functions say what it is
        return Chosen(tuple(folders[best]))
    if not found:
        _refuse_without_modules(ours, wanted)
    files, notes = list(folders[best]), list[FileNote]()
    others = {folder: each for folder, each in folders.items() if folder != best and modules_in(each, wanted)}
    unusable = [entry for entry in work if entry not in usable]
    for module in sorted(set(wanted) - found):
        alone = [entry for each in others.values() for entry in each if _is(entry, module, wanted)]
        files += alone if len(alone) == 1 else ()
        named = [entry for entry in unusable if module in entry.name.casefold()]
        notes += _notes_on_missing(module, best, alone, named)
    left = [folder for folder, each in others.items() if not any(entry in files for entry in each)]
    if left:
        have = "has" if len(left) == 1 else "have"
        notes.append(FileNote(f"{_called(best)} counts; {listed(map(_called, left))} {have} modules too."))
    return Chosen(tuple(files), tuple(notes))


def _notes_on_missing(
    module: str, best: Folder, alone: Sequence[ListedFile], named: Sequence[ListedFile]
) -> list[FileNote]:
    """What is said of a module that the chosen folder lacks, by where else it is and which other files name it."""
    if len(alone) == 1:
        return [FileNote(f"{shown(alone[0])} was taken, because there is no other {module}.py.", ELSEWHERE)]
    if alone:
        said = f"There is no {module}.py in {_called(best)}, but {listed(map(shown, alone))}. Choose one."
        return [FileNote(said, MISSING)]
    if named:
        return [FileNote(f"There is no {module}.py, but {listed(map(shown, named))}. Ask for the module.", MISSING)]
    return []


def _refuse_without_python(work: Sequence[ListedFile], usable: Sequence[ListedFile]) -> NoReturn:
    if usable:
        raise HandInRefused(
            f"All its modules are in {REFERENCE}/, which is never graded. Ask for the student's own modules."
        )
    if any(entry.ending == ".zip" for entry in work):
        raise HandInRefused("It contains no Python file, only another archive. Pack the folder with the modules.")
    raise HandInRefused(without_python(work))


def without_python(entries: Iterable[ListedFile]) -> str:
    """Why there is nothing to grade in it."""
    endings = {entry.ending for entry in entries}
    if endings & OTHER_ARCHIVES:
        return OTHER_ARCHIVE
    if ".py" in endings:
        return f"None of the Python files in it has the name of a module. {ASK}."
    if ".pyc" in endings:
        return f"There are only compiled files in it. {ASK}, files that end in .py."
    if not endings:
        return f"It contains no file, only folders or links, if anything. {ASK}."
    return f"It contains no Python file. {ASK}."


def shown(entry: ListedFile) -> str:
    """Its name, short enough for a sentence."""
    return _short("/".join(entry.parts))


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:40]}…{name[-39:]}"


def _called(folder: Folder) -> str:
    return f"{_short('/'.join(folder))}/" if folder else "the top folder"


def _is_usable(entry: ListedFile, wanted: Collection[str]) -> bool:
    if meant(entry.name, wanted) is not None or is_notebook(entry.name):
        return True
    stem = entry.name[:-3]
    fits = len(stem) <= LONGEST_STEM and len(stem.encode(errors="surrogateescape")) <= module_names.LONGEST_NAME
    return entry.name.endswith(".py") and stem.isidentifier() and fits and stem.casefold() not in DEVICES


def _is(entry: ListedFile, module: str, wanted: Collection[str]) -> bool:
    found = meant(entry.name, wanted)
    return found is not None and found.module == module


def _is_below(entry: ListedFile, names: Collection[str]) -> bool:
    """Whether a folder above it is called so, up to case, counters and words for a copy."""
    plain = (meant(f"{folder}.py", names) for folder in entry.parts[:-1])
    return any(found is not None and found.certain for found in plain)


def _by_folder(entries: Iterable[ListedFile]) -> dict[Folder, list[ListedFile]]:
    folders: dict[Folder, list[ListedFile]] = defaultdict(list)
    for entry in entries:
        folders[entry.parts[:-1]].append(entry)
    return folders


def _best(folders: Mapping[Folder, Sequence[ListedFile]], wanted: Collection[str]) -> Folder:
    def rank(folder: Folder) -> tuple[int, bool, bool, int]:
        files = folders[folder]
        only_notebooks = all(is_notebook(entry.name) for entry in files)
        return -len(modules_in(files, wanted)), folder[-1:] != (STUBS,), only_notebooks, len(folder)

    best, *rest = sorted(folders, key=lambda folder: (rank(folder), folder))
    same = [folder for folder in rest if rank(folder) == rank(best)]
    if any(modules_in(folders[folder], wanted) & modules_in(folders[best], wanted) for folder in same):
        both = " and ".join("/".join(folder)[:80] for folder in (best, same[0]))
        raise HandInRefused(f"Modules are in several folders: {both}. Hand in one of them.")
    return best


def _refuse_without_modules(entries: Sequence[ListedFile], wanted: Collection[str]) -> NoReturn:
    if len(entries) > MOST_MODULES:
        raise HandInRefused(
            f"{len(entries)} Python files are more than {MOST_MODULES}. Hand in the folder with the modules."
        )
    there = listed(map(shown, entries))
    asked = ", ".join(f"{name}.py" for name in sorted(wanted))
    raise HandInRefused(f"None of the course's modules is in it, but {there}. Ask for {asked}.")
