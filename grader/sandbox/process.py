"""Isolation says how a worker is locked in, starts it that way, and kills it with everything it has started.

Level `process` works on every system: limits on memory and file size where the system has them, a temporary home that
is removed afterwards, an empty environment, its own process group, none of the grader's modules within reach. Where
Linux lets it, level `bubblewrap` adds a sandbox (`grader.sandbox.bubblewrap`). Which one it is, is found out by trying.
"""

import atexit
import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Protocol

import psutil

from grader.sandbox import bubblewrap, levels, orphans
from grader.sandbox.control_group import ControlGroup, place
from grader.sandbox.levels import BUBBLEWRAP, PROCESS
from grader.sandbox.limits import Limits, limits_of
from grader.sandbox.memory import held_by
from grader.sandbox.orphans import KILLING, adopt_orphans, find_orphans, process_trees, reap, starting, workers
from grader.sandbox.temporary import LONGEST_PATH, prefix, remove_folder

WORKER = Path(__file__).parent / "worker"

# Variables without which Python or TensorFlow do not start on some system; everything else stays outside.
_PASSED_ON = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "LANG", "LC_ALL", "NUMBER_OF_PROCESSORS")
_SET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # errors only
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "MPLBACKEND": "agg",  # no window
    "MALLOC_ARENA_MAX": "2",  # each further arena reserves 64 MB of address space, which is limited
    "PYTHONHASHSEED": "0",
}


class Spawned(Protocol):
    """A worker that somebody else has started, with what is asked of a `subprocess.Popen`."""

    stdin: IO[bytes]
    stdout: IO[bytes]

    def poll(self) -> int | None:
        """Its exit status if it has ended, else None."""

    def wait(self, timeout: float) -> int:
        """Its exit status, when it has ended; subprocess.TimeoutExpired if it has not by then."""

    def kill(self) -> None:
        """End it with all that it has started."""

    def host_process(self) -> int | None:
        """The process here that all of it descends from, or None if it has ended."""


Spawn = Callable[[Limits, IO[bytes]], Spawned]  # a worker within the limits, which prints to a file


@functools.cache
def starter() -> ThreadPoolExecutor:
    """The thread that starts sandboxes: they die with the thread that has started them, so it is one that stays."""
    return ThreadPoolExecutor(1)


def environment(home: str, temporary: str) -> dict[str, str]:
    """The environment of a worker with this home, and this folder for temporary files."""
    places = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), home)
    places |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary)
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, **_SET, **places, "MPLCONFIGDIR": f"{home}/matplotlib"}


class WorkerProcess:
    """One locked-in process: `process`, the file that holds what it prints, and the ways to end it."""

    def __init__(self, limits: Limits, level: str | None = None, spawn: Spawn | None = None) -> None:
        adopt_orphans()
        self.limits = limits
        self._spawn = spawn
        self.level = level or levels.strongest()
        self._folder = Path(tempfile.mkdtemp(prefix=prefix()))
        self._home = self._folder / "home"
        # Opened twice: a position that both sides shared would move under the worker's hands.
        self._print_to: IO[bytes] = (self._folder / "printed").open("wb", buffering=0)
        self._printed: IO[bytes] = (self._folder / "printed").open("rb", buffering=0)
        self._group: ControlGroup | None = None
        try:
            with starting:
                self.process = self._start()
                if self._leader is not None:
                    workers.add(self._leader)
        except BaseException:
            self._remove()
            raise
        atexit.register(self.close)

    def _start(self) -> subprocess.Popen[bytes] | Spawned:
        if self._spawn is not None:
            return self._spawn(self.limits, self._print_to)
        (self._home / "tmp").mkdir(parents=True)
        _bring_fonts(self._home / "matplotlib")
        flags: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows has it
        fonts = [file.open("rb") for file in (self._home / "matplotlib").iterdir()]
        try:
            command, home, temporary = self._command({Path(file.name).name: file.fileno() for file in fonts})
            start: functools.partial[subprocess.Popen[bytes]] = functools.partial(
                subprocess.Popen,
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._print_to,
                bufsize=0,  # closing a buffer would wait for a thread that reads or writes it
                cwd=self._home,
                env=environment(home, temporary),
                start_new_session=True,
                creationflags=flags,
                pass_fds=[file.fileno() for file in fonts] if self.level == BUBBLEWRAP else (),
            )
            return starter().submit(start).result() if self.level == BUBBLEWRAP else start()
        finally:
            for file in fonts:
                file.close()

    def _command(self, fonts: dict[str, int]) -> tuple[list[str], str, str]:
        """The command of the worker, its home, and its folder for temporary files."""
        limits = json.dumps(limits_of(self.limits, self.level))
        python = [sys.executable, "-I", "-B"]
        if self.level == PROCESS:
            return [*python, str(WORKER), limits], str(self._home), str(self._home / "tmp")
        copied = {f"{bubblewrap.HOME}/matplotlib/{name}": descriptor for name, descriptor in fonts.items()}
        sandbox = bubblewrap.command(WORKER, self.limits.disk, copied)
        return [*sandbox, *python, bubblewrap.WORKER, limits], bubblewrap.HOME, bubblewrap.HOME

    def hold(self) -> dict[str, int]:
        """Put what runs of it by now into a control group, where there are any; the limits that the group holds.

        What it starts from then on is in the group too, so this comes before it has anything of a submission.
        """
        if not isinstance(place(), Path):
            return {}
        self._group = ControlGroup(self.limits)
        own = [] if self._leader is None else [self._leader]  # without what other workers have left behind
        self._group.take_in(process.pid for process in process_trees(own))
        return self._group.held

    def printed_bytes(self) -> int:
        """How much it has printed since it was started, in bytes."""
        return os.fstat(self._printed.fileno()).st_size

    def printed(self, start: int, most: int) -> str:
        """The text that it printed from byte `start` on, at most `most` bytes of it."""
        self._printed.seek(start)
        return self._printed.read(most).decode("utf-8", errors="replace")

    def load(self, family: list[psutil.Process]) -> tuple[int, int]:
        """Memory that these processes hold now, in bytes, their disks in memory among it, and how many they are."""
        return held_by(family) + sum(map(_used, self._memory_disks())), len(family)

    def disk(self, most: int) -> tuple[int, int]:
        """Bytes and number of files and folders in its folder, counted until there are more than `most` of them."""
        inside = self._memory_disks()
        size, files = sum(map(_used, inside)), 0
        waiting = [self._folder, *inside]
        while waiting and files <= most:
            place = waiting.pop()
            if len(str(place)) > LONGEST_PATH:  # deeper down, it could not be looked at
                return size, most + 1
            with contextlib.suppress(OSError), os.scandir(place) as entries:  # it changes while we look
                for entry in entries:
                    files += 1
                    if files > most:
                        break
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif place.is_relative_to(self._folder):
                        size += _taken(entry)
        return size, files

    @functools.cached_property
    def _leader(self) -> int | None:
        """The process here that all of it descends from, or None if it has ended."""
        if isinstance(self.process, subprocess.Popen):
            return self.process.pid
        return self.process.host_process()

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return bubblewrap.memory_disks(self.limits.disk)

    def _memory_disks(self) -> list[Path]:
        """Where it may write in its sandbox, if it is in one, as that is seen from outside."""
        if self.level == PROCESS:
            return []
        with contextlib.suppress(OSError):  # it has ended
            task = Path(f"/proc/{self._leader}/task/{self._leader}/children")
            return [
                path
                for child in task.read_text().split()
                for place, size in self._places.items()
                if _is_disk(path := Path(f"/proc/{child}/root{place}"), size)
            ]
        return []

    def how_it_ended(self) -> int:
        """Its exit status, negative for the signal that ended it.

        Raises:
            subprocess.TimeoutExpired: it has not ended within 5 s.
            MemoryError: the kernel ended it, because it and all it has started held more memory than they may.
        """
        code = self.process.wait(timeout=5)
        if self._group is not None and self._group.ran_out_of_memory():
            raise MemoryError
        return 128 - code if self.level == BUBBLEWRAP and code > 128 else code  # the sandbox says it as a shell does

    def close(self) -> None:
        """Kill the process and all that it started, and remove its home. Once closed, closing does nothing."""
        if self._printed.closed:
            return
        if self._group is not None:
            self._group.kill()
        if isinstance(self.process, subprocess.Popen):
            self._kill(self.process)
        else:
            self.process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(KILLING)
        if self._leader is not None:
            workers.discard(self._leader)
        orphans.kill_orphans()
        if self._group is not None:
            self._group.close()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what is still to be written has nobody to read it
                    pipe.close()
        self._remove()
        atexit.unregister(self.close)

    def _kill(self, leader: subprocess.Popen[bytes]) -> None:
        family = process_trees([leader.pid])
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(leader.pid, 9)
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()

    def family(self) -> list[psutil.Process]:
        """It and the processes that it has started, as far as they run."""
        own = [] if self._leader is None else [self._leader]
        found = process_trees([*own, *reap(find_orphans())])
        known = {process.pid for process in found}
        for number in self._group.processes() if self._group is not None else ():
            if number not in known:
                with contextlib.suppress(psutil.Error):  # it ended meanwhile
                    found.append(psutil.Process(number))
        return found

    def computed(self) -> float:
        """Seconds of processor time of all that it has ever started, as far as a control group counts it; else 0."""
        return 0.0 if self._group is None else self._group.computed()

    def _remove(self) -> None:
        self._print_to.close()
        self._printed.close()
        remove_folder(self._folder)


def _bring_fonts(folder: Path) -> None:
    """Put in the list of fonts that Matplotlib keeps for this user: making it takes seconds on some systems."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.home raises where there is none
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "matplotlib"
    folder.mkdir()
    with contextlib.suppress(OSError):  # a home that may not be read
        for file in (*cache.glob("fontlist-*.json"), *(home / ".matplotlib").glob("fontlist-*.json")):
            shutil.copy(file, folder)


def _is_disk(path: Path, size: int) -> bool:
    """Whether a disk of this size is there: while a sandbox starts, it is this machine's own folder, or nothing."""
    with contextlib.suppress(OSError):
        found = os.statvfs(path)
        return found.f_blocks * found.f_frsize <= size
    return False


def _used(disk: Path) -> int:
    """Bytes that are taken on a disk in memory, also by files that have no name any more."""
    with contextlib.suppress(OSError):  # its sandbox has ended
        found = os.statvfs(disk)
        return (found.f_blocks - found.f_bfree) * found.f_frsize
    return 0


def _taken(entry: "os.DirEntry[str]") -> int:
    """Bytes that a file takes on the disk; one with holes in it takes less than its size."""
    with contextlib.suppress(OSError):  # it is gone
        found = entry.stat(follow_symlinks=False)
        return int(getattr(found, "st_blocks", found.st_size // 512)) * 512
    return 0
