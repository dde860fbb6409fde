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
    started: dict[int, list[psutil.Process]] = {}
    running: dict[int, psutil.Process] = {}
    for process in psutil.process_iter(["ppid"]):
        running[process.pid] = process
        started.setdefault(process.info["ppid"], []).append(process)
    found = [running[leader] for leader in leaders if leader in running]
    for process in found:  # it grows meanwhile
        found += [child for child in started.get(process.pid, []) if child not in found]
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
