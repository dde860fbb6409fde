"""The source of a class's submissions: a folder or a zip, opened, with what lies at its top."""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.classroom import lms_names
from grader.classroom.file_listing import (
    HandInRefused,
    Item,
    ListedFile,
    is_bywork,
    items_of,
    list_folder,
)
from grader.classroom.module_choice import (
    KITS_OWN,
    is_handed_in,
    modules_in,
)
from grader.classroom.received import IntakeError
from grader.classroom.roster import Roster
from grader.classroom.zip_archive import OF_CLASS, Archive
from grader.util.file_note import FileNote

NAME_IT = "Name the folder or zip with the submissions of your class."


@dataclass(frozen=True)
class Bundle:
    """A folder of a student: its files, and notes on what was ignored; or why it cannot be listed."""

    label: str
    entries: tuple[ListedFile, ...] = ()
    notes: tuple[FileNote, ...] = ()
    refusal: str = ""


@contextlib.contextmanager
def open_source(source: Path, into: Path) -> Iterator[tuple[list[Bundle], list[ListedFile]]]:
    """Folders and files at the top of the source."""
    try:
        if not source.exists():
            raise IntakeError(f"{source}: there is no such folder. {NAME_IT}")
        if source.is_dir():
            yield _in_folder(source, into)
            return
        if source.suffix.lower() != ".zip" or not source.is_file():
            raise IntakeError(f"{source}: this is neither a folder nor a zip. {NAME_IT}")
        with Archive(source, OF_CLASS) as archive:
            bundles, files = grouped(archive.entries)
            empty = sorted(archive.folders - {bundle.label for bundle in bundles})
            yield [*bundles, *(Bundle(label) for label in empty if not is_bywork(label))], files
    except HandInRefused as error:
        raise IntakeError(f"{source}: {error}") from error
    except PermissionError as error:
        raise IntakeError(f"{source}: it cannot be read: {error.strerror}. Make it readable.") from error


def _in_folder(source: Path, into: Path) -> tuple[list[Bundle], list[ListedFile]]:
    bundles: list[Bundle] = []
    files: list[ListedFile] = []
    for item in items_of(source):
        if item.kind == "folder":
            if item.path.resolve() not in (into.resolve(), *into.resolve().parents):
                bundles.append(_listed(item))
        elif item.entry is not None:
            files.append(item.entry)
        else:  # it may belong to a student, who gets a row
            bundles.append(Bundle(item.name, refusal=f"It is {item.kind}. Put the real file or folder there."))
    return bundles, files


def _listed(item: Item) -> Bundle:
    try:
        return Bundle(item.name, *list_folder(item.path))
    except HandInRefused as error:
        return Bundle(item.name, refusal=str(error))


def grouped(entries: Iterable[ListedFile], notes: tuple[FileNote, ...] = ()) -> tuple[list[Bundle], list[ListedFile]]:
    """Entries by their first folder, and those in none."""
    inside: dict[str, list[ListedFile]] = defaultdict(list)
    files: list[ListedFile] = []
    for entry in entries:
        if is_bywork(entry.parts[0]) and not entry.refusal:
            continue
        if len(entry.parts) == 1:
            files.append(entry)
        else:
            top = next((part for part in entry.parts[:-1] if part != ".."), entry.parts[0])
            inside[top].append(entry.below(1))
    return [Bundle(label, tuple(each), notes) for label, each in inside.items()], files


def unwrapped(
    bundles: list[Bundle], files: list[ListedFile], wanted: frozenset[str], roster: Roster | None
) -> tuple[list[Bundle], list[ListedFile]]:
    """Where all lies in one more folder, or in several around each other, as some programs pack: what lies in that."""
    if len(bundles) != 1 or bundles[0].refusal or any(is_handed_in(entry, wanted) for entry in files):
        return bundles, files
    inner, inner_files = grouped(bundles[0].entries, bundles[0].notes)
    own = [entry for entry in inner_files if not lms_names.read(entry.name).system]
    of_one = is_somebodys(bundles[0].label, roster) or modules_in(own, wanted)
    handed_in = [each.label for each in inner if any(is_handed_in(entry, wanted) for entry in each.entries)]
    handed_in += [each.name for each in inner_files if each.ending == ".zip" or lms_names.read(each.name).system]
    if of_one or any(each.label in KITS_OWN for each in inner):
        return bundles, files
    if len(handed_in) < 2 and not any(is_somebodys(name, roster) for name in handed_in):
        deeper = unwrapped(inner, inner_files, wanted, roster)
        return (bundles, files) if deeper == (inner, inner_files) else deeper
    return inner, [*inner_files, *files]


def is_somebodys(label: str, roster: Roster | None) -> bool:
    """Whether a name says whose it is."""
    identity = lms_names.read(label)
    return bool(identity.system) or (roster is not None and roster.find(identity) is not None)
