"""An archive is a zip that a stranger made: listed and read under limits, never simply unpacked."""

import contextlib
import datetime
import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, TypeVar

from grader.classroom.file_listing import (
    DEEPEST,
    MOST_IN_FOLDER,
    HandInRefused,
    ListedFile,
    folded,
    is_bywork,
    without_bywork,
)
from grader.classroom.module_choice import shown

MOST_FILES = MOST_IN_FOLDER  # of one submission: as many as in a folder, for the kit itself has some hundred
MOST_BYTES = 20 << 20  # of one submission, unpacked: MNIST as an .npz, which students add, is 11 MB
RATIO = 100  # unpacked to packed; source text has 3 to 10, deflate ends at 1,032
HARMLESS = 256 << 10  # bytes that are not a bomb at any ratio
LONGEST_NAME = 500  # characters, with folders
CHUNK = 64 << 10
T = TypeVar("T")

# What zipfile raises when the bytes are not what they say they are; each was met with mutated archives.
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,  # UnicodeDecodeError is one
    OSError,
)
_ENCRYPTED = 0x1 | 0x40
_UTF_8 = 0x800
_UNICODE_PATH, _TIMES = 0x7075, 0x5455  # extra fields of a member
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others' decoders have no limit on what one step gives
_HEADER = 30  # bytes before the name of a member


_OTHER_KINDS = {  # by their first bytes
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
}


@dataclass(frozen=True)
class ArchiveLimits:
    """The limits of an archive: members, and bytes of its table of contents, which is read as a whole."""

    members: int
    directory: int


OF_STUDENT = ArchiveLimits(members=2 * MOST_FILES, directory=4 << 20)  # folders are members, too
OF_CLASS = ArchiveLimits(members=300_000, directory=64 << 20)  # 400 students who each hand in the whole kit


class Archive:
    """A zip, open for reading.

    Attributes:
        entries: its regular files by parts; one with a refusal spoils the submission that it belongs to.
        folders: what the first folders of its members are called, of empty ones too.
    """

    def __init__(self, source: Path | bytes, limits: ArchiveLimits = OF_STUDENT) -> None:
        """Open and list it.

        Raises:
            Refused: it is not a zip, is damaged, or is made to do harm as a whole.
        """
        try:
            raw = source.open("rb", buffering=0) if isinstance(source, Path) else io.BytesIO(source)
            _refuse_other_kinds(raw)
        except OSError as error:
            raise HandInRefused(f"It cannot be read: {error.strerror}. Make it readable.") from error
        self._stream = _Bounded(raw, limits.directory)  # type: ignore[arg-type]  # it takes any raw stream
        try:
            self._zip = _careful(lambda: zipfile.ZipFile(self._stream))
            members = self._zip.infolist()
            if len(members) > limits.members:
                raise HandInRefused(f"It has {len(members):,} members. Pack only the folder with the modules.")
            _refuse_overlaps(self._zip)
            files = (member for member in members if not _is_folder(member))
            tops = (_name(member).partition("/") for member in members)
            self.folders = frozenset(top for top, slash, _ in tops if slash and top not in ("", ".", ".."))
            self.entries = tuple(sorted(map(self._entry, files), key=lambda entry: entry.parts))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()

    def _entry(self, member: zipfile.ZipInfo) -> ListedFile:
        name = _name(member)
        parts = tuple(part for part in name.split("/") if part not in ("", ".")) or (name,)
        return ListedFile(
            parts=parts,
            size=member.file_size,
            modified=_modified(member),
            read=lambda most: self._read(member, most),
            packed=member.compress_size,
            refusal=_refusal(member, name, parts),
        )

    def _read(self, member: zipfile.ZipInfo, most: int) -> bytes:
        """At most so many bytes, counted as they come out."""

        def read() -> bytes:
            content = bytearray()
            with self._zip.open(member) as stream:
                while len(content) < most and (chunk := stream.read(min(CHUNK, most - len(content)))):
                    content += chunk
                    if len(content) > max(HARMLESS, RATIO * member.compress_size):
                        raise HandInRefused(_bomb())
            return bytes(content)

        return _careful(read)


def refuse_unfit(entries: Iterable[ListedFile]) -> None:
    """Hold one submission's part of an archive against the limits, by what its table of contents says.

    Raises:
        Refused: with the first reason that was found.
    """
    entries = list(entries)
    for entry in entries:
        if entry.refusal:
            raise HandInRefused(entry.refusal)
    entries = without_bywork(entries)
    if len(entries) > MOST_FILES:
        raise HandInRefused(
            f"{len(entries):,} files are more than {MOST_FILES}. Pack only the folder with the modules."
        )
    seen: set[str] = set()
    for entry in entries:
        name = folded("/".join(entry.parts))
        if name in seen:
            raise HandInRefused(
                f"{shown(entry)} is in it twice, at least on some systems. Pack it again with only one of them."
            )
        seen.add(name)
    size = sum(entry.size for entry in entries)
    if size > MOST_BYTES:
        raise HandInRefused(
            f"{size:,} bytes unpacked are more than {MOST_BYTES:,}. Remove everything except the modules."
        )
    if size > max(HARMLESS, RATIO * sum(entry.packed or 0 for entry in entries)):
        raise HandInRefused(_bomb())


class _Bounded(io.BufferedReader):
    """Reads no more at a time than was agreed: zipfile takes the length of the table of contents from the file."""

    def __init__(self, raw: io.RawIOBase, most: int) -> None:
        super().__init__(raw)
        self._most = max(most, CHUNK * 2)  # the end record is looked for in so much

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            raise HandInRefused("Its table of contents is far too long. Pack only the folder with the modules.")
        content = super().read(self._most + 1 if size is None or size < 0 else size)
        if len(content) > self._most:
            raise HandInRefused("It cannot be read. Pack it again.")
        return content


def _refuse_other_kinds(raw: IO[bytes] | io.FileIO) -> None:
    """Name an archive of another kind: many programs make one and call it a zip."""
    begins = raw.read(max(map(len, _OTHER_KINDS)))
    raw.seek(0)
    for mark, kind in _OTHER_KINDS.items():
        if begins.startswith(mark):
            raw.close()
            raise HandInRefused(f"This is {kind}, despite its name. Unpack it, and pack it again as a zip.")


def _careful(step: Callable[[], T]) -> T:
    try:
        return step()
    except _DAMAGED as error:
        raise HandInRefused("The archive is damaged or not a zip. Download it again.") from error


def _refuse_overlaps(archive: zipfile.ZipFile) -> None:
    """Members that share bytes let a small archive say the same a thousand times."""
    end = archive.start_dir
    for member in sorted(archive.infolist(), key=lambda member: member.header_offset, reverse=True):
        name = len(member.orig_filename.encode("utf-8" if member.flag_bits & _UTF_8 else "cp437"))
        if member.header_offset < 0 or member.header_offset + _HEADER + name + member.compress_size > end:
            raise HandInRefused("Its members overlap, as in a zip bomb. Pack it again.")
        end = member.header_offset


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.orig_filename.endswith(("/", "\\")) or stat.S_ISDIR(member.external_attr >> 16)


def _name(member: zipfile.ZipInfo) -> str:
    """As it was meant: many write UTF-8 and do not say so, and Windows' own program wrote backslashes until 2022."""
    name = member.filename
    if not member.flag_bits & _UTF_8:
        with contextlib.suppress(UnicodeError):
            given = name.encode("cp437")
            name = _named_beside(member, given) or given.decode("utf-8")
    return name.replace("\\", "/")


def _named_beside(member: zipfile.ZipInfo, given: bytes) -> str:
    """The name in UTF-8 that 7-Zip, WinRAR and Info-ZIP write next to one in the system's own encoding, or nothing."""
    extra = _extra(member, _UNICODE_PATH)
    if len(extra) > 5 and extra[0] == 1 and int.from_bytes(extra[1:5], "little") == zlib.crc32(given):
        return extra[5:].decode("utf-8")
    return ""


def _extra(member: zipfile.ZipInfo, wanted: int) -> bytes:
    """An extra field of a member, or nothing."""
    rest = member.extra
    while len(rest) >= 4:
        kind, size = int.from_bytes(rest[:2], "little"), int.from_bytes(rest[2:4], "little")
        if kind == wanted:
            return rest[4 : 4 + size]
        rest = rest[4 + size :]
    return b""


def _refusal(member: zipfile.ZipInfo, name: str, parts: tuple[str, ...]) -> str:
    kind = stat.S_IFMT(member.external_attr >> 16)
    given = member.orig_filename  # before zipfile has cut it at a NUL, or changed a backslash
    if any(unicodedata.category(character) == "Cc" for character in given + name):
        return "A name in it has control characters. Rename the files and pack them again."
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "A name in it points outside of the archive. Pack it again with your system's own program."
    if len(name) > LONGEST_NAME or len(parts) > DEEPEST:
        return "A name in it is too long. Pack only the folder with the modules."
    if any(map(is_bywork, parts)):
        return ""  # it is not opened
    if kind == stat.S_IFLNK:
        return "It contains a link. Pack the file itself."
    if kind not in (0, stat.S_IFREG):
        return "It contains something that is neither a file nor a folder. Pack only the modules."
    if member.flag_bits & _ENCRYPTED:
        return "It is encrypted. Pack it again without a password."
    if member.compress_type not in _METHODS:
        return "It is packed in an unusual way. Pack it again with your system's own program."
    return ""


def _modified(member: zipfile.ZipInfo) -> float:
    times = _extra(member, _TIMES)
    if len(times) >= 5 and times[0] & 1:
        return float(int.from_bytes(times[1:5], "little"))  # in UTC, and to the second
    try:
        return datetime.datetime(*member.date_time).timestamp()  # without zone: the clock of who made it
    except (ValueError, OverflowError, OSError):
        return 0.0


def _bomb() -> str:
    return f"It unpacks to more than {RATIO} times its size, as a zip bomb does. Remove everything except the modules."
