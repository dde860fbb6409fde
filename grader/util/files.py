"""Files are written as a whole or not at all: into a temporary file next to the target, which is then moved there.

A device, a pipe or an open file (/dev/null, /dev/stdout) cannot be replaced and is written to.
"""

import os
import tempfile
from pathlib import Path

OPEN = (Path("/dev/fd"), Path("/proc/self/fd"))  # folders of what a process has open, by number
STANDARD = {Path("/dev/stdout"): 1, Path("/dev/stderr"): 2}


def write_whole(file: Path, text: str) -> None:
    """Write UTF-8 text, what it cannot say as numbers; an existing file keeps its permissions, a new one has the usual.

    Raises:
        OSError: the folder or the file cannot be written; the old one is unchanged.
    """
    write_whole_bytes(file, text.encode("utf-8", errors="backslashreplace"))


def write_whole_bytes(file: Path, content: bytes) -> None:
    """Write bytes; permissions and errors as for `write_whole`."""
    number = _number(file)
    if number is not None:
        with os.fdopen(
            os.dup(number), "wb"
        ) as stream:  # opened again by its name it would be written from its beginning
            stream.write(content)
        return
    if is_stream(file):
        file.write_bytes(content)
        return
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(file.stat().st_mode if file.exists() else 0o666 & ~_umask())
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def is_stream(file: Path) -> bool:
    """Whether it is a device, a pipe or an open file."""
    return _number(file) is not None or (file.exists() and not file.is_file())


def _number(file: Path) -> int | None:
    """The number of an open file."""
    return int(file.name) if file.parent in OPEN and file.name.isdecimal() else STANDARD.get(file)


def _umask() -> int:
    umask = os.umask(0)  # there is no other way to ask for it
    os.umask(umask)
    return umask
