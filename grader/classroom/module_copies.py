"""Copies of the modules of a hand-in, in a folder of their own."""

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.classroom.file_listing import (
    HandInRefused,
    ListedFile,
    folded,
)
from grader.classroom.hand_ins import HandIn
from grader.classroom.module_choice import (
    choose,
    shown,
)
from grader.classroom.zip_archive import MOST_BYTES, Archive, refuse_unfit
from grader.course.module_names import is_notebook
from grader.sandbox.notebook_picking import LARGEST_NOTEBOOK
from grader.sandbox.submission import LARGEST_MODULE, MOST_MODULES
from grader.util.file_note import FileNote

LARGEST_COPY = 1 << 30  # bytes, of a file without content: not every disk keeps those for nothing
Module = tuple[str, bytes, int]  # name, content and size


@contextlib.contextmanager
def opened(hand_in: HandIn) -> Iterator[Sequence[ListedFile]]:
    """The files of a hand-in, readable within the context.

    Raises:
        HandInRefused: it cannot be taken.
    """
    if hand_in.refusal:
        raise HandInRefused(hand_in.refusal)
    if hand_in.archive is None:
        if any(entry.packed is not None for entry in hand_in.entries):
            refuse_unfit(hand_in.entries)
        yield hand_in.entries
        return
    content = hand_in.archive.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise HandInRefused(f"The archive has more than {MOST_BYTES:,} bytes. Pack only the folder with the modules.")
    with Archive(content) as archive:
        refuse_unfit(archive.entries)
        yield archive.entries


def chosen_modules(entries: Iterable[ListedFile], wanted: frozenset[str]) -> tuple[list[Module], tuple[FileNote, ...]]:
    """The modules among some files, and what is to be said of others.

    Raises:
        HandInRefused: there are none, or several that could each be one.
    """
    chosen = choose(entries, wanted)
    if len(chosen.files) > MOST_MODULES:
        count = len(chosen.files)
        raise HandInRefused(f"{count} Python files are more than {MOST_MODULES}. Hand in the folder with the modules.")
    names: set[str] = set()
    for entry in chosen.files:
        if folded(entry.name) in names:
            raise HandInRefused(
                f"{shown(entry)} and another file differ only in upper and lower case. Keep one of them."
            )
        names.add(folded(entry.name))
    return list(map(content_of, chosen.files)), chosen.notes


def content_of(entry: ListedFile) -> Module:
    """A file as it is copied; one byte more than a module may have tells that it has more."""
    return entry.name, entry.read(_largest(entry.name) + 1), entry.size


def _largest(name: str) -> int:
    return LARGEST_NOTEBOOK if is_notebook(name) else LARGEST_MODULE


def write_modules(folder: Path, modules: Iterable[Module]) -> None:
    """Put the folder there as a whole; one of this name was made by an earlier run."""
    draft = folder.with_name(f".{folder.name}")
    for place in (draft, folder):
        if place.exists():
            shutil.rmtree(place)
    draft.mkdir()
    for name, content, size in modules:
        with (draft / name).open("xb") as stream:
            if len(content) <= _largest(name):
                stream.write(content)
            else:  # as long as it was and without what is not read, so that grading says how long it is
                stream.truncate(max(len(content), min(size, LARGEST_COPY)))
    draft.rename(folder)
