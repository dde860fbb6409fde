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
OF_STUDENTS = ("exercises/", "notebooks/")  # folders that students write into


class HandoutError(Stopped):
    """It cannot be written there, with the next thing to do."""


def update_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a kit that may be copied over an older one in which somebody has worked."""
    return {name: content for name, content in files.items() if not name.startswith(OF_STUDENTS)}


def write(out: Path, files: Mapping[str, bytes], *, update: bool = False) -> None:
    """Write the files into a folder, or into a zip where the name ends so.

    Args:
        out: the folder or zip.
        files: by their paths in it.
        update: whether those of an earlier handout that students write into stay as they are.

    Raises:
        HandoutError: something else is there.
        OSError: it cannot be written.
    """
    if out.suffix.lower() == ".zip":
        _refuse_other_file(out)
        marked = {**files, MARK: _mark(_digests(files))}
        write_whole_bytes(out, packed({f"{out.stem}/{name}": content for name, content in marked.items()}))
        return
    earlier = _digests_of_earlier(out)
    stay = {name: digest for name, digest in earlier.items() if update and name.startswith(OF_STUDENTS)}
    before = {name: digest for name, digest in earlier.items() if name not in stay}
    _refuse_changed(out, before)
    marked = {**files, MARK: _mark(stay | _digests(files))}
    if not all(_is_inside(out, name) for name in marked):
        raise HandoutError(f"{out} has links that lead out of it. Name another folder.")
    for name in sorted(before.keys() - files.keys()):
        (out / name).unlink(missing_ok=True)
    for name, content in marked.items():  # the mark is the last
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole_bytes(out / name, content)


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _mark(digests: Mapping[str, str]) -> bytes:
    return (json.dumps({"files": dict(sorted(digests.items()))}, indent=1) + "\n").encode()


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


def _digests_of_earlier(out: Path) -> dict[str, str]:
    """The digests of the files of an earlier handout; none where there is nothing yet. Anything else is refused."""
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
    return dict(before)


def _refuse_changed(out: Path, before: Mapping[str, str]) -> None:
    """See that nobody has worked on the files that are about to be replaced."""
    changed = [name for name, digest in before.items() if _differs(out / name, digest)]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise HandoutError(f"{out / changed[0]}{more} changed since it was handed out. Move the folder away first.")


def _is_inside(out: Path, name: str) -> bool:
    """Whether a name of the mark's leads to a place in the folder; a mark can be anybody's, and so can a link in it."""
    return (out / name).resolve().is_relative_to(out.resolve())


def _differs(file: Path, digest: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() != digest
