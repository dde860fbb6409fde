"""Memory that processes hold, wherever it lies: their pages, files without a name, what waits in pipes and sockets."""

import contextlib
import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

import psutil

# Bytes that wait in one at most: a pipe takes 64 KB until it is told to take more, of which a user may have 64 MB in
# all; a socket takes 208 KB, and some for each message.
PIPE, SOCKET = 64 << 10, 256 << 10


def held_by(family: Iterable[psutil.Process]) -> int:
    """Bytes that processes hold together; what several of them have open counts once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for process in family:
        with contextlib.suppress(psutil.Error):  # it ended meanwhile
            total += process.memory_info().rss
        if sys.platform == "linux":
            total += _behind_descriptors(process.pid, seen)
    return total


def _behind_descriptors(process: int, seen: set[tuple[int, int]]) -> int:
    """Bytes in the pipes, sockets and memory files that a process has open, and nobody before it."""
    total = 0
    with contextlib.suppress(OSError), os.scandir(f"/proc/{process}/fd") as entries:  # it ended meanwhile
        for entry in entries:
            with contextlib.suppress(OSError):
                found = entry.stat()
                name = found.st_dev, found.st_ino
                if name not in seen:
                    seen.add(name)
                    total += _bytes_in(found, entry.path)
    return total


def _bytes_in(found: os.stat_result, path: str) -> int:
    if stat.S_ISFIFO(found.st_mode):
        return PIPE
    if stat.S_ISSOCK(found.st_mode):
        return SOCKET
    if stat.S_ISREG(found.st_mode) and found.st_nlink == 0 and str(Path(path).readlink()).startswith("/memfd:"):
        return found.st_blocks * 512
    return 0
