"""A tree is the regular files of a folder or an archive, listed but not read yet, under the same limits for both."""

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.util.file_note import FileNote

MOST_IN_FOLDER = 10_000  # files and folders; the listing stops there
DEEPEST = 20  # folders in folders
# Files that systems and tools leave next to your work; a name that begins with a dot is ignored as well.
BYWORK = frozenset({"__macosx", "__pycache__", "venv", "node_modules", "site-packages", "thumbs.db", "desktop.ini"})


class HandInRefused(Exception):
    """The hand-in cannot be taken: a sentence for the instructor, which ends with the next thing to do."""


@dataclass(frozen=True)
class ListedFile:
    """A regular file.

    Attributes:
        parts: folders and name, below what was listed; unchanged, not fit to be a path of this system.
        size: bytes, as it is said; what is read is counted.
        modified: seconds since 1970, 0 where it is not known.
        read: gives at most so many bytes from the beginning; raises Refused.
        packed: bytes that it fills in an archive, None in a folder.
        refusal: why it makes the whole that contains it unfit, a sentence.
    """

    parts: tuple[str, ...]
    size: int
    modified: float
    read: Callable[[int], bytes] = field(compare=False, repr=False)
    packed: int | None = None
    refusal: str = ""

    @property
    def name(self) -> str:
        return self.parts[-1]

    @property
    def ending(self) -> str:
        """The last suffix in lower case, with its dot."""
        return os.path.splitext(self.name)[1].lower()  # noqa: PTH122  the name is not a path of this system

    def below(self, levels: int) -> "ListedFile":
        """The same file, seen from some folders further down."""
        return replace(self, parts=self.parts[levels:])


def is_bywork(part: str) -> bool:
    """Whether a file or folder of this name is nobody's work."""
    return part.startswith(".") or part.casefold() in BYWORK


def without_bywork(entries: Iterable[ListedFile]) -> list[ListedFile]:
    """The entries that are somebody's work."""
    return [entry for entry in entries if not any(map(is_bywork, entry.parts))]


def folded(name: str) -> str:
    """The name as the least careful file system sees it: neither case nor the way of writing accents counts."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts 2 before 10."""
    parts = re.split(r"([0-9]{1,18})", folded(text))
    return tuple((0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts)


@dataclass(frozen=True)
class Item:
    """An item of a folder: `kind` is folder, file, or a phrase for what else it is; a file has its entry."""

    name: str
    kind: str
    path: Path
    entry: ListedFile | None = None


def items_of(folder: Path, most: int = MOST_IN_FOLDER) -> list[Item]:
    """The items of a folder itself, by name, without bywork.

    Raises:
        Refused: it cannot be listed, or there is no end to it.
    """
    found: list[Item] = []
    try:
        with os.scandir(folder) as items:
            for count, item in enumerate(items, start=1):
                if count > most:
                    raise HandInRefused(_endless())
                if not is_bywork(item.name):
                    found.append(_item(item))
    except OSError as error:
        raise HandInRefused(f"It cannot be listed: {error.strerror}. Make it readable.") from error
    return sorted(found, key=lambda item: item.name)


def list_folder(folder: Path, most: int = MOST_IN_FOLDER) -> tuple[tuple[ListedFile, ...], tuple[FileNote, ...]]:
    """The regular files below a folder, sorted by their parts, and what was ignored, a sentence each.

    Links, devices and bywork are neither followed nor opened.

    Raises:
        Refused: it cannot be listed, or there is no end to it.
    """
    entries: list[ListedFile] = []
    notes: list[FileNote] = []
    todo: list[tuple[Path, tuple[str, ...]]] = [(folder, ())]
    count = 0
    while todo:
        here, above = todo.pop()
        if len(above) > DEEPEST:
            raise HandInRefused(f"Folders are nested more than {DEEPEST} deep. Hand in the folder with the modules.")
        for item in items_of(here, most):
            parts = (*above, item.name)
            count += 1
            if count > most:
                raise HandInRefused(_endless())
            if item.kind == "folder":
                todo.append((item.path, parts))
            elif item.entry is not None:
                entries.append(replace(item.entry, parts=parts))
            else:
                notes.append(FileNote(f"{'/'.join(parts)} is {item.kind} and was ignored."))
    return tuple(sorted(entries, key=lambda entry: entry.parts)), tuple(sorted(notes))


def _endless() -> str:
    return f"It has more than {MOST_IN_FOLDER:,} files. Hand in only the folder with the modules."


def _item(item: "os.DirEntry[str]") -> Item:
    path = Path(item.path)
    try:
        about = item.stat(follow_symlinks=False)
        kind = _kind(item)
    except OSError:
        return Item(item.name, "unreadable", path)
    if kind != "file":
        return Item(item.name, kind, path)
    return Item(item.name, kind, path, ListedFile((item.name,), about.st_size, about.st_mtime, _reader(path)))


def _kind(item: "os.DirEntry[str]") -> str:
    """File, folder, or what else it is."""
    about = item.stat(follow_symlinks=False)
    mounted = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)  # Windows' other kind of link
    if item.is_symlink() or (mounted is not None and getattr(about, "st_reparse_tag", 0) == mounted):
        return "a link"
    if stat.S_ISDIR(about.st_mode):
        return "folder"
    return "file" if stat.S_ISREG(about.st_mode) else "no regular file"


def _reader(file: Path) -> Callable[[int], bytes]:
    # A link or a pipe that has taken the file's place since it was listed is neither followed nor waited for.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

    def read(most: int) -> bytes:
        try:
            with os.fdopen(os.open(file, flags), "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise HandInRefused(f"{file.name} is no longer a regular file. Check the folder.")
                return stream.read(most)
        except OSError as error:
            raise HandInRefused(f"{file.name} cannot be read: {error.strerror}. Make it readable.") from error

    return read
