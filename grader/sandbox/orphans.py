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
    """Processes with all that they have started, as far as those are their descendants still."""
    try:
        return [process for leader in leaders for process in _tree(leader)]
    except OSError:  # not Linux, or a kernel without the lists: all processes of the system are looked through, once
        pass
    started: dict[int, list[psutil.Process]] = {}
    running: dict[int, psutil.Process] = {}
    for process in psutil.process_iter(["ppid"]):
        running[process.pid] = process
        started.setdefault(process.info["ppid"], []).append(process)
    found = [running[leader] for leader in leaders if leader in running]
    for process in found:  # it grows meanwhile
        found += [child for child in started.get(process.pid, []) if child not in found]
    return found


def _tree(leader: int) -> list[psutil.Process]:
    """A process and its descendants, by the lists of the kernel: a twentieth of the time of looking through all.

    Raises:
        OSError: there are no such lists.
    """
    found, waiting = [], [leader]
    for number in waiting:  # it grows meanwhile
        with contextlib.suppress(psutil.Error, ProcessLookupError):  # it ended meanwhile
            found.append(psutil.Process(number))
            waiting += _children(number)
    return found


def find_orphans() -> list[int]:
    """Processes that workers started and lost, running or ended: our children in other sessions, without workers."""
    if sys.platform != "linux":
        return []
    own = os.getsid(0)
    found = []
    try:
        children = _adopted()
    except OSError:
        children = [child.pid for child in psutil.Process().children()]
    for child in children:
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


def _adopted() -> list[int]:
    """The children of the first thread: the kernel gives it all that this process adopts, however many threads it has.

    Raises:
        OSError: a system without these lists.
    """
    with open(f"/proc/self/task/{os.getpid()}/children") as file:  # noqa: PTH123  a third of the time of a Path
        return list(map(int, file.read().split()))


def _children(process: int) -> list[int]:
    """The children of a process, as the kernel lists them for each of its threads.

    Raises:
        ProcessLookupError: it has ended.
        OSError: a system without these lists.
    """
    found: list[int] = []
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
    except FileNotFoundError:
        raise ProcessLookupError if Path("/proc/self/task").exists() else OSError from None
    for thread in threads:
        try:
            found += map(int, (thread / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            if not Path("/proc/thread-self/children").exists():
                raise OSError("a kernel without lists of children") from None
    return found


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
