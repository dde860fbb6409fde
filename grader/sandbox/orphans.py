"""Orphans are processes that a worker started and lost: they are found, told apart and killed."""

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil

workers: set[int] = set()  # process ids of the workers and forkservers that have not been closed
starting = threading.Lock()  # between the start of a worker and its entry there, it looks like an orphan
KILLING = 5.0  # seconds at most; what takes longer waits for the system, or is not ours to kill


def adopt_orphans() -> None:
    """On Linux, have the processes that lose their parent below us become our children, so that they can be found.

    A daemon that a submission leaves behind would go to init otherwise, where nothing tells whose it was.
    """
    if sys.platform == "linux":
        set_child_subreaper = 36  # PR_SET_CHILD_SUBREAPER, <sys/prctl.h>
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def process_trees(leaders: list[int]) -> list[psutil.Process]:
    """Processes with all that they have started, as far as those are their descendants still.

    All processes of the system are looked through once, however many leaders there are.
    """
    started: dict[int, list[int]] = {}
    for process, parent in _parents().items():
        started.setdefault(parent, []).append(process)
    ids = list(leaders)
    for leader in ids:  # it grows meanwhile
        ids += [child for child in started.get(leader, []) if child not in ids]
    found = []
    for process in ids:
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended meanwhile
            found.append(psutil.Process(process))
    return found


def _parents() -> dict[int, int]:
    """The parent of each process of the system. With psutil it takes seven times as long, five times a second."""
    if sys.platform != "linux":
        return {process.pid: process.info["ppid"] for process in psutil.process_iter(["ppid"])}
    found = {}
    for process in filter(str.isdecimal, os.listdir("/proc")):  # noqa: PTH208  as fast as can be
        with contextlib.suppress(OSError), open(f"/proc/{process}/stat", "rb") as stat:  # noqa: PTH123  as above
            found[int(process)] = int(stat.read().rpartition(b")")[2].split()[1])  # its name may hold anything
    return found


def find_orphans() -> list[int]:
    """Processes that workers started and lost, running or ended: our children in other sessions, without workers."""
    if sys.platform != "linux":
        return []
    own = os.getsid(0)
    found = []
    for child in _children():
        with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
            if child not in workers and os.getsid(child) != own:
                found.append(child)
    return found


def own_family() -> list[int]:
    """This process and all that it has started, as far as those are its descendants still."""
    return [process.pid for process in process_trees([os.getpid()])]


def reap(orphans: list[int]) -> list[int]:
    """Those that still run; of the others leave is taken, or they would fill the system's table of processes."""
    found = []
    for orphan in orphans:
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(orphan, os.WNOHANG) == (0, 0):
                found.append(orphan)
    return found


def _children() -> list[int]:
    """Our children. Asking the kernel takes a hundredth of the time of looking through all processes."""
    try:
        lists = [(thread / "children").read_text() for thread in Path("/proc/self/task").iterdir()]
    except OSError:  # a kernel without these lists, or a thread that ended meanwhile
        return [child.pid for child in psutil.Process().children()]
    return [int(child) for children in lists for child in children.split()]


def kill_orphans() -> None:
    """Kill what ended workers left behind, and what becomes an orphan by that, until there is nothing left.

    A process that does nothing but start its successor and end is gone before it is killed; so it is tried again, and
    faster than that.
    """
    deadline = time.monotonic() + KILLING
    with starting:
        while (orphans := find_orphans()) and time.monotonic() < deadline:
            for orphan in orphans:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(orphan, signal.SIGKILL)
            reap(orphans)
