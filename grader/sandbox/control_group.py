"""A control group (cgroup v2) holds a worker with all that it starts.

The kernel counts their memory and processes at every moment then, and ends all of them at once. Groups are made where
the system leaves that to us: in a group that systemd has delegated (`systemd-run --user --scope -p Delegate=yes`), at
the top of a container, or at the top of a system, for root. See the kernel's documentation of cgroup v2.
"""

import contextlib
import functools
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from grader.sandbox.limits import Limits, tasks_of

HOLD = {"memory": "memory", "pids": "processes"}  # controllers, and what each holds in the words of a report
APART = "digit-kata"  # holds the processes of the group that is divided: a group has processes or divided groups
DELEGATED = ("user.delegate", "trusted.delegate")  # how systemd marks what it leaves to others
CHECKED = "Memory is checked five times a second."
ENDING = 5.0  # seconds at most until all processes of a group that was killed are gone
ROUNDS = 10  # of moving processes out of a group that is to be divided; one is enough where none starts another
LOOK_EVERY = 0.005  # seconds between two looks whether they are


class ControlGroup:
    """The group of one worker, made below `place()`.

    Args:
        limits: of the worker; those for which the system has a controller are held.

    Attributes:
        held: what the kernel holds, by the names that its files have: bytes, and numbers of processes and threads.

    Raises:
        OSError: it cannot be made after all.
    """

    def __init__(self, limits: Limits) -> None:
        parent = place()
        if not isinstance(parent, Path):
            raise OSError(parent)
        self._folder = Path(tempfile.mkdtemp(prefix=f"{APART}-{os.getpid()}-", dir=parent))
        self.held: dict[str, int] = {}
        for name, value in (
            ("memory.max", limits.resident),
            ("memory.swap.max", 0),
            ("memory.oom.group", 1),  # whoever asked for the last page, all of them end
            ("pids.max", tasks_of(limits)),
        ):
            file = self._folder / name
            if file.exists():
                file.write_text(str(value))
                self.held[name] = value

    def take_in(self, processes: Iterable[int]) -> None:
        """Move processes here; what they start from now on is here, too."""
        for process in processes:
            with contextlib.suppress(ProcessLookupError):  # it has ended
                (self._folder / "cgroup.procs").write_text(str(process))

    def processes(self) -> list[int]:
        """Those that are here and run."""
        return _numbers(self._folder)

    def computed(self) -> float:
        """Seconds of processor time of all that have ever been here, also of those that nobody saw."""
        with contextlib.suppress(OSError):  # it was closed
            return int((self._folder / "cpu.stat").read_text().split()[1]) / 1e6  # behind usage_usec, the first
        return 0.0

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has ended it for that."""
        with contextlib.suppress(OSError):
            events = dict(line.split() for line in (self._folder / "memory.events").read_text().splitlines())
            return events.get("oom_kill", "0") != "0"
        return False

    def kill(self) -> None:
        """End all of them, also those that start others while it happens; waits until they are gone."""
        with contextlib.suppress(FileNotFoundError):  # it was closed
            (self._folder / "cgroup.kill").write_text("1")
            deadline = time.monotonic() + ENDING
            while "populated 1" in (self._folder / "cgroup.events").read_text() and time.monotonic() < deadline:
                time.sleep(LOOK_EVERY)

    def close(self) -> None:
        """Remove the group, and what its processes have made below it; does nothing where it is removed already."""
        for folder, _, _ in os.walk(self._folder, topdown=False):
            with contextlib.suppress(OSError):  # something in it cannot be killed: it goes with the group above
                Path(folder).rmdir()


@functools.cache
def place() -> Path | str:
    """The group in which the groups of workers are made, or why there is none."""
    return search(Path("/proc/self")) if sys.platform == "linux" else f"they are for Linux, and this is {sys.platform}"


def holds() -> list[str]:
    """What the kernel holds in every group, in the words of a report."""
    parent = place()
    if not isinstance(parent, Path):
        return []
    controlled = (parent / "cgroup.subtree_control").read_text().split()
    return [held for controller, held in HOLD.items() if controller in controlled]


def sentence() -> str:
    """What of this there is, as a sentence of a report."""
    parent = place()
    if not isinstance(parent, Path):
        return f"{CHECKED} No control group limits it: {parent}."
    held = holds()
    if "memory" in held:
        return f"A control group limits {' and '.join(held)}."
    return f"{CHECKED} Control groups cannot limit it here."


def search(own: Path) -> Path | str:
    """What `place` says.

    Args:
        own: what the kernel tells of this process, as in /proc/self.
    """
    try:
        group, at_top = _group_of(own)
    except (OSError, ValueError):
        return "cgroup v2 is not mounted here"
    if group.name == APART:  # divided by a grader that started this one, or by one before
        group, at_top = group.parent, True
    if not (group / "cgroup.kill").exists() and (group / "cgroup.type").exists():
        return "this Linux is older than 5.14"
    if not (at_top or _is_delegated(group)):
        lent = "put systemd-run --user --scope -p Delegate=yes before the command"
        return f"systemd has not delegated the one that this runs in ({lent})"
    try:
        _divide(group)
        _remove_left(group)
        Path(tempfile.mkdtemp(prefix=f"{APART}-{os.getpid()}-", dir=group)).rmdir()
    except OSError as error:
        return f"they cannot be made here ({error.strerror})"
    return group


def _group_of(own: Path) -> tuple[Path, bool]:
    """The group of a process, and whether it is the topmost that can be seen from here.

    Raises:
        OSError: there is no such file.
        ValueError: the process is in no group that can be seen.
    """
    where = next((line[3:] for line in (own / "cgroup").read_text().splitlines() if line.startswith("0::")), None)
    if where is None:
        raise ValueError("only groups of cgroup v1")
    for line in (own / "mountinfo").read_text().splitlines():
        # See proc(5): the fourth field is what of a file system is seen, the fifth where; its type is behind the dash.
        fields, _, kind = line.partition(" - ")
        top, mounted = fields.split()[3:5]
        if kind.startswith("cgroup2 ") and Path(where).is_relative_to(top) and ".." not in where:
            return Path(mounted, Path(where).relative_to(top)), where == top
    raise ValueError("no group of cgroup v2")


def _is_delegated(group: Path) -> bool:
    for name in DELEGATED:
        with contextlib.suppress(OSError):
            if os.getxattr(group, name) == b"1":
                return True
    return False


def _divide(group: Path) -> None:
    """Have the controllers that there are count what is below a group.

    Raises:
        OSError: the system does not let us.
    """
    there = (group / "cgroup.controllers").read_text().split()
    counting = (group / "cgroup.subtree_control").read_text().split()
    wanted = [controller for controller in HOLD if controller in there and controller not in counting]
    if not wanted:
        return
    if (group / "cgroup.type").exists():  # all but the topmost of a system hold processes or divided groups, not both
        (group / APART).mkdir(exist_ok=True)
        for _ in range(ROUNDS):  # they start others meanwhile
            for process in _numbers(group):
                with contextlib.suppress(ProcessLookupError):  # it has ended
                    (group / APART / "cgroup.procs").write_text(str(process))
    (group / "cgroup.subtree_control").write_text(" ".join(f"+{controller}" for controller in wanted))


def _remove_left(group: Path) -> None:
    """Remove groups of graders that were killed; one in which something runs goes with the next that looks."""
    for folder in group.glob(f"{APART}-*-*"):
        maker = folder.name.split("-")[2]
        if maker.isdecimal() and not psutil.pid_exists(int(maker)):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _numbers(group: Path) -> list[int]:
    try:
        return [int(number) for number in (group / "cgroup.procs").read_text().split()]
    except FileNotFoundError:
        return []
