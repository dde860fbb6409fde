"""Isolation says how a worker is locked in, starts it so, and kills it with everything it has started.

Level `process` works on every system: limits on memory and file size where the system has them, a temporary home that
is removed afterwards, an empty environment, its own process group, none of the grader's modules within reach. Where
Linux lets it, level `bubblewrap` adds a sandbox (`grader.bubblewrap`). Which one it is, is found out by trying.
"""

import atexit
import contextlib
import ctypes
import functools
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psutil

from grader import bubblewrap

if TYPE_CHECKING:
    from grader.forkserver import Forked, Forks

OURS = "digit-kata-"  # begins the name of every temporary folder, the number of its process follows
PROCESS, BUBBLEWRAP = "process", "bubblewrap"
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
CPU_TIME = 12 * 3600  # seconds of one process; the longest training may take an hour on each of some cores
THREADS = 60  # of a process for each core: TensorFlow and the linear algebra below it have pools of their own


@dataclass(frozen=True)
class Limits:
    """What a worker may use at most.

    TensorFlow reserves 3 GB of address space before it holds an image; training on MNIST adds about 2 GB.
    """

    memory: int = 8 << 30  # bytes of address space of one process, where the system limits that
    resident: int = 4 << 30  # bytes that it and all it has started really hold; a training on MNIST holds 2 GB
    file_size: int = 64 << 20  # bytes per file that is written
    output: int = 8 << 20  # bytes printed in one call; Keras' progress bars come to less than 1 MB
    processes: int = 200  # running at once; scikit-learn starts one per processor when it is told to
    disk: int = 512 << 20  # bytes in its home, all files together
    files: int = 10_000  # and folders in its home


@functools.cache
def strongest() -> str:
    """The strongest level that works here."""
    return PROCESS if bubblewrap.obstacle() else BUBBLEWRAP


def prefix() -> str:
    """What the names of this process' temporary folders begin with."""
    return f"{OURS}{os.getpid()}-"


def sweep() -> None:
    """Remove the temporary folders of processes that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{OURS}*-*"):
        number = folder.name.removeprefix(OURS).partition("-")[0]
        with contextlib.suppress(FileNotFoundError):  # its own process has removed it meanwhile
            mine = sys.platform == "win32" or folder.lstat().st_uid == os.getuid()
            if number.isdigit() and mine and not psutil.pid_exists(int(number)):
                _remove_folder(folder)


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


def limits_of(limits: Limits, level: str) -> dict[str, int]:
    """The limits that a worker puts on itself, by name, and the user it becomes."""
    found = {"memory": limits.memory, "file_size": limits.file_size, "cpu_time": CPU_TIME}
    if level == BUBBLEWRAP:
        found["processes"] = limits.processes + THREADS * (os.cpu_count() or 1)
        user = bubblewrap.user()
        found |= {} if user is None else {"user": user}
    return found


workers: set[int] = set()  # process ids of the workers and forkservers that have not been closed
starting = threading.Lock()  # between the start of a worker and its entry there, it looks like an orphan
LONGEST_PATH = 700  # characters of a folder's; macOS takes 1,024 with the name of a file in it, Linux 4,096
KILLING = 5.0  # seconds at most; what takes longer waits for the system, or is not ours to kill


class Cell:
    """One locked-in process: `process`, the file that holds what it prints, and the ways to end it."""

    def __init__(self, limits: Limits, level: str | None = None, forks: "Forks | None" = None) -> None:
        adopt_orphans()
        self.limits = limits
        self._forks = forks
        self.level = level or strongest()
        self._folder = Path(tempfile.mkdtemp(prefix=prefix()))
        self._home = self._folder / "home"
        # Opened twice: a position that both sides shared would move under the worker's hands.
        self._print_to: IO[bytes] = (self._folder / "printed").open("wb", buffering=0)
        self._printed: IO[bytes] = (self._folder / "printed").open("rb", buffering=0)
        try:
            with starting:
                self.process = self._start()
                if self._leader is not None:
                    workers.add(self._leader)
        except BaseException:
            self._remove()
            raise
        atexit.register(self.close)

    def _start(self) -> "subprocess.Popen[bytes] | Forked":
        if self._forks is not None:
            return self._forks.fork(self.limits, self._print_to)
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
                bufsize=0,  # closing a buffer would wait for whoever reads or writes it in another thread
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

    def printed_bytes(self) -> int:
        """How much it has printed since it was started, in bytes."""
        return os.fstat(self._printed.fileno()).st_size

    def printed(self, start: int, most: int) -> str:
        """What it printed from byte `start` on, at most `most` bytes of it."""
        self._printed.seek(start)
        return self._printed.read(most).decode("utf-8", errors="replace")

    def load(self, family: list[psutil.Process]) -> tuple[int, int]:
        """Memory that these processes hold now, in bytes, and how many they are."""
        total = 0
        for process in family:
            with contextlib.suppress(psutil.Error):  # it ended meanwhile
                total += process.memory_info().rss
        return total, len(family)

    def disk(self, most: int) -> tuple[int, int]:
        """Bytes and number of files and folders in its folder, counted until there are more than `most` of them."""
        size = files = 0
        waiting = [self._folder, *self._sandboxed()]
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
                    else:
                        size += _taken(entry)
        return size, files

    @functools.cached_property
    def _leader(self) -> int | None:
        """The process here that all of it descends from, or None if it has ended."""
        if isinstance(self.process, subprocess.Popen):
            return self.process.pid
        return self._forks.host_process(self.process) if self._forks else None

    def _sandboxed(self) -> list[Path]:
        """Its home as it is seen from outside of its sandbox, if it is in one."""
        if self.level == PROCESS:
            return []
        with contextlib.suppress(OSError):  # it has ended
            task = Path(f"/proc/{self._leader}/task/{self._leader}/children")
            return [Path(f"/proc/{child}/root{bubblewrap.HOME}") for child in task.read_text().split()]
        return []

    def how_it_ended(self) -> int:
        """Its exit status, negative for the signal that ended it.

        Raises:
            subprocess.TimeoutExpired: it has not ended within 5 s.
        """
        code = self.process.wait(timeout=5)
        return 128 - code if self.level == BUBBLEWRAP and code > 128 else code  # the sandbox says it as a shell does

    def close(self) -> None:
        """Kill the process and all that it started, and remove its home. Once closed, closing does nothing."""
        if self._printed.closed:
            return
        if isinstance(self.process, subprocess.Popen):
            self._kill(self.process)
        else:
            self.process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(KILLING)
        if self._leader is not None:
            workers.discard(self._leader)
        kill_orphans()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what is still to be written has nobody to read it
                    pipe.close()
        self._remove()
        atexit.unregister(self.close)

    def _kill(self, leader: subprocess.Popen[bytes]) -> None:
        family = _trees([leader.pid])
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(leader.pid, 9)
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()

    def family(self) -> list[psutil.Process]:
        """It and the processes that it has started, as far as they run."""
        own = [] if self._leader is None else [self._leader]
        return _trees([*own, *_running(_orphans())])

    def _remove(self) -> None:
        self._print_to.close()
        self._printed.close()
        _remove_folder(self._folder)


def _bring_fonts(folder: Path) -> None:
    """Put in the list of fonts that Matplotlib keeps for this user: making it takes seconds on some systems."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.home raises where there is none
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "matplotlib"
    folder.mkdir()
    with contextlib.suppress(OSError):  # a home that may not be read
        for file in (*cache.glob("fontlist-*.json"), *(home / ".matplotlib").glob("fontlist-*.json")):
            shutil.copy(file, folder)


def adopt_orphans() -> None:
    """On Linux, have the processes that lose their parent below us become our children, so that they can be found.

    A daemon that a submission leaves behind would go to init otherwise, where nothing tells whose it was.
    """
    if sys.platform == "linux":
        set_child_subreaper = 36  # PR_SET_CHILD_SUBREAPER, <sys/prctl.h>
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _trees(leaders: list[int]) -> list[psutil.Process]:
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


def _orphans() -> list[int]:
    """What workers have started and lost, running or ended: children of ours in another session that are no worker."""
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
    return [process.pid for process in _trees([os.getpid()])]


def _running(orphans: list[int]) -> list[int]:
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
        while (orphans := _orphans()) and time.monotonic() < deadline:
            for orphan in orphans:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(orphan, signal.SIGKILL)
            _running(orphans)


def _taken(entry: "os.DirEntry[str]") -> int:
    """Bytes that a file takes on the disk; one with holes in it takes less than its size."""
    with contextlib.suppress(OSError):  # it is gone
        found = entry.stat(follow_symlinks=False)
        return int(getattr(found, "st_blocks", found.st_size // 512)) * 512
    return 0


def _remove_folder(folder: Path) -> None:
    """Remove a folder, whatever was put there: folders without rights, or nested deeper than a path may be long.

    Such a folder is moved to the top before it is emptied, so that the paths in it are short again.
    """
    if sys.platform == "win32":  # where a folder may be a link to another one, which shutil knows about
        shutil.rmtree(folder, ignore_errors=True)
        return
    if folder.is_symlink():  # it was moved away, and something else put into its place
        folder.unlink()
        return
    waiting = [folder]
    emptied = []
    while waiting:
        place = waiting.pop()
        with contextlib.suppress(OSError):  # here as below: what cannot be removed stays
            place.chmod(0o700)
            if len(str(place)) > LONGEST_PATH:
                place = place.rename(folder / secrets.token_hex(8))
            with os.scandir(place) as entries:
                for entry in list(entries):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        _unlink(Path(entry.path))
        emptied.append(place)
    for place in reversed(emptied):  # what lies in another comes after it
        with contextlib.suppress(OSError):
            place.rmdir()


def _unlink(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink()
