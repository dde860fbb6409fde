"""Write the students' kit to a folder or a zip, and over nothing but an earlier one."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from grader.util.errors import Stopped
from grader.util.files import write_whole_bytes
from grader.util.zips import packed

MARK = ".handout.json"  # has the digest of each file, so that what is not ours is known
LARGEST_MARK = 1 << 20  # bytes


class HandoutError(Stopped):
    """It cannot be written there, with the next thing to do."""


def write(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a folder, or into a zip where the name ends so.

    Raises:
        HandoutError: something else is there.
        OSError: it cannot be written.
    """
    marked = {**files, MARK: _mark(files)}
    if out.suffix.lower() == ".zip":
        _refuse_other_file(out)
        write_whole_bytes(out, packed({f"{out.stem}/{name}": content for name, content in marked.items()}))
        return
    before = _refuse_other_folder(out)
    if not all(_is_inside(out, name) for name in marked):
        raise HandoutError(f"{out} has links that lead out of it. Name another folder.")
    for name in sorted(before.keys() - files.keys()):
        (out / name).unlink(missing_ok=True)
    for name, content in marked.items():  # the mark is the last
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole_bytes(out / name, content)


def _mark(files: Mapping[str, bytes]) -> bytes:
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return (json.dumps({"files": digests}, indent=1) + "\n").encode()


def _refuse_other_file(out: Path) -> None:
    if not out.exists():
        return
    try:
        with zipfile.ZipFile(out) as archive:
            is_ours = any(name.rpartition("/")[2] == MARK for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        is_ours = False
    if not is_ours:
        raise HandoutError(f"{out} is there already, and is not a handout. Name another file.")


def _refuse_other_folder(out: Path) -> dict[str, str]:
    """The digests of the files of an earlier handout; none where there is nothing yet."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return {}
    other = HandoutError(f"{out} is there already, and is not a handout. Name another folder.")
    try:
        with (out / MARK).open("rb") as file:
            before = json.loads(file.read(LARGEST_MARK))["files"]
        if not all(isinstance(value, str) and _is_inside(out, name) for name, value in before.items()):
            raise other
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise other from error
    changed = [name for name, digest in before.items() if _differs(out / name, digest)]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise HandoutError(f"{out / changed[0]}{more} changed since it was handed out. Move the folder away first.")
    return dict(before)


def _is_inside(out: Path, name: str) -> bool:
    """Whether a name of the mark's leads to a place in the folder; a mark can be anybody's, and so can a link in it."""
    return (out / name).resolve().is_relative_to(out.resolve())


def _differs(file: Path, digest: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() != digest
