"""Isolation says how a worker is locked in, starts it so, and kills it with everything it has started.

Level `process` works on every system: limits on memory and file size where the system has them, a temporary home that
is removed afterwards, an empty environment, its own process group, none of the grader's modules within reach.
"""

import atexit
import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

LEVEL = "process"
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


@dataclass(frozen=True)
class Limits:
    """What a worker may use at most.

    TensorFlow reserves 3 GB of address space before it holds an image; training on MNIST adds about 2 GB.
    """

    memory: int = 8 << 30  # bytes of address space where the system limits that, else of resident memory
    file_size: int = 64 << 20  # bytes per file that is written
    output: int = 8 << 20  # bytes printed in one call; Keras' progress bars come to less than 1 MB


_workers: set[int] = set()  # process ids of the workers that have not been closed


class Cell:
    """One locked-in process: `process`, the file that holds what it prints, and the ways to end it."""

    def __init__(self, limits: Limits) -> None:
        _adopt_orphans()
        self.limits = limits
        self._folder = Path(tempfile.mkdtemp(prefix="digit-kata-"))
        self._home = self._folder / "home"
        # Opened twice: a position that both sides shared would move under the worker's hands.
        self._print_to: IO[bytes] = (self._folder / "printed").open("wb", buffering=0)
        self._printed: IO[bytes] = (self._folder / "printed").open("rb", buffering=0)
        try:
            self.process = self._start()
        except BaseException:
            self._remove()
            raise
        _workers.add(self.process.pid)
        atexit.register(self.close)

    def _start(self) -> subprocess.Popen[bytes]:
        (self._home / "tmp").mkdir(parents=True)
        places = {name: str(self._home) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
        places |= {name: str(self._home / "tmp") for name in ("TMPDIR", "TEMP", "TMP")}
        places["MPLCONFIGDIR"] = str(self._home / "matplotlib")
        _bring_fonts(self._home / "matplotlib")
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        limits = f'{{"memory": {self.limits.memory}, "file_size": {self.limits.file_size}}}'
        flags: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows has it
        return subprocess.Popen(
            [sys.executable, "-I", "-B", str(WORKER), limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._print_to,
            cwd=self._home,
            env={**passed_on, **_SET, **places},
            start_new_session=True,
            creationflags=flags,
        )

    def printed_bytes(self) -> int:
        """How much it has printed since it was started, in bytes."""
        return os.fstat(self._printed.fileno()).st_size

    def printed(self, start: int, most: int) -> str:
        """What it printed from byte `start` on, at most `most` bytes of it."""
        self._printed.seek(start)
        return self._printed.read(most).decode("utf-8", errors="replace")

    def resident_bytes(self) -> int:
        """Memory that it and the processes it has started hold now, in bytes."""
        total = 0
        for process in self._family():
            with contextlib.suppress(psutil.Error):  # it ended meanwhile
                total += process.memory_info().rss
        return total

    def close(self) -> None:
        """Kill the process and all that it started, and remove its home. Once closed, closing does nothing."""
        if self._printed.closed:
            return
        family = self._family()
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, 9)
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.kill()
        self.process.wait()
        _workers.discard(self.process.pid)
        _kill_orphans()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what is still to be written has nobody to read it
                    pipe.close()
        self._remove()
        atexit.unregister(self.close)

    def _family(self) -> list[psutil.Process]:
        try:
            leader = psutil.Process(self.process.pid)
            return [leader, *leader.children(recursive=True)]
        except psutil.Error:
            return []

    def _remove(self) -> None:
        self._print_to.close()
        self._printed.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _bring_fonts(folder: Path) -> None:
    """Put in the list of fonts that Matplotlib keeps for this user: making it takes seconds on some systems."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib"
    kept = [*cache.glob("fontlist-*.json"), *(Path.home() / ".matplotlib").glob("fontlist-*.json")]
    folder.mkdir()
    for file in kept:
        shutil.copy(file, folder)


def _adopt_orphans() -> None:
    """On Linux, have the processes that lose their parent below us become our children, so that they can be found.

    A daemon that a submission leaves behind would go to init otherwise, where nothing tells whose it was.
    """
    if sys.platform == "linux":
        set_child_subreaper = 36  # PR_SET_CHILD_SUBREAPER, <sys/prctl.h>
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _kill_orphans() -> None:
    """Kill what ended workers left behind: children of ours in another session that are no worker of ours."""
    if sys.platform != "linux":
        return
    session = os.getsid(0)
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if child.pid in _workers or os.getsid(child.pid) == session:
                continue
            for process in (*child.children(recursive=True), child):
                process.kill()
            child.wait(timeout=5)
