"""A forkserver makes workers that have TensorFlow already: it imports it once, and forks each worker.

Only in a sandbox: the process that is forked runs nothing of a submission, and each worker has processes, files,
network and user of its own before it reads a line. So the level has to be `bubblewrap`; and where the forkserver does
not start, workers are started one by one as everywhere else.
"""

import array
import atexit
import contextlib
import functools
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.sandbox import bubblewrap
from grader.sandbox.levels import BUBBLEWRAP
from grader.sandbox.limits import Limits, limits_of
from grader.sandbox.orphans import starting, workers
from grader.sandbox.process import WORKER, environment, starter
from grader.sandbox.temporary import prefix

READY_LIMIT = 120.0  # seconds to import all libraries; it takes 5
READY = b"ready"
SOCKET = "socket"  # the name of its file
MOST_WAITING = 64  # connections; each near process of a class makes one
LOOK_EVERY = 0.05  # seconds between two looks whether a worker has ended, while one waits for that


class ForkedWorker:
    """A forked worker, with what is asked of a `subprocess.Popen`: streams, whether it has ended, and how."""

    def __init__(
        self, stdin: IO[bytes], stdout: IO[bytes], tells: int, life: int, find: Callable[[int], int | None]
    ) -> None:
        self.stdin, self.stdout = stdin, stdout
        self.returncode: int | None = None
        self._tells, self._life, self._told = tells, life, b""
        self._find = find
        self.inner = int(self._line())  # its process id where the forkserver is

    def poll(self) -> int | None:
        """Its exit status if it has ended, else None."""
        if self.returncode is None and select.select([self._tells], [], [], 0)[0]:
            told = self._line()
            self.returncode = int(told) if told else -9
            self._hang_up()
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Its exit status, when it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not.
        """
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("worker", timeout)
            select.select([self._tells], [], [], LOOK_EVERY)
        return code

    def kill(self) -> None:
        """End it with all that it has started; it needs not be waited for."""
        if self._life >= 0:
            os.close(self._life)
            self._life = -1

    def host_process(self) -> int | None:
        """The number that the process which keeps watch over it has here, or None if it has ended."""
        return self._find(self.inner)

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            if not (byte := os.read(self._tells, 1)):
                return b""
            line += byte
        return line

    def _hang_up(self) -> None:
        self.kill()
        os.close(self._tells)


@dataclass(frozen=True)
class Address:
    """Where a forkserver is reached by any process of this user: its socket, and its process."""

    socket: str
    process: int


class Forkserver:
    """Starts at once, and is ready some seconds later: forking waits for that. Ends when it is closed.

    Args:
        threads: that a worker computes with; None: as many as there are processors. Where several work at a time, more
            of them would only get into each other's way, and each reserves memory.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=prefix())  # nobody else may look into it
        path = str(Path(self._folder.name, SOCKET))
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115  what libraries say; `close` closes it
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
            with _short(path) as short:
                listening.bind(short)
            listening.listen(MOST_WAITING)
            command = bubblewrap.command(WORKER, Limits().disk, {}, makes_namespaces=True)
            command += [sys.executable, "-I", "-B", bubblewrap.WORKER, "FORKSERVER", str(listening.fileno())]
            start: functools.partial[subprocess.Popen[bytes]] = functools.partial(
                subprocess.Popen,
                command,
                stdin=subprocess.DEVNULL,
                stdout=self._printed,
                stderr=self._printed,
                env={
                    **environment(bubblewrap.HOME, bubblewrap.HOME),
                    **({} if threads is None else _computing(threads)),
                },
                start_new_session=True,
                pass_fds=[listening.fileno()],
            )
            with starting:
                self._process = starter().submit(start).result()
                workers.add(self._process.pid)
        self.address = Address(path, self._process.pid)
        atexit.register(self.close)

    def close(self) -> None:
        """End it, with all workers."""
        self._process.kill()
        self._process.wait()
        workers.discard(self._process.pid)
        self._printed.close()
        self._folder.cleanup()
        atexit.unregister(self.close)


@contextlib.contextmanager
def _short(path: str) -> Iterator[str]:
    """Another name of a socket, while the block runs: Linux takes 107 bytes, and some temporary folder is longer."""
    folder = os.open(Path(path).parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{Path(path).name}"
    finally:
        os.close(folder)


def _computing(threads: int) -> dict[str, str]:
    """Variables that tell libraries how many threads to compute with."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
    return dict.fromkeys(names, str(threads))


class ForkClient:
    """Forks workers at a forkserver; made in any process that knows its address."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._control: socket.socket | None = None

    def fork(self, limits: Limits, prints: IO[bytes]) -> ForkedWorker:
        """A worker within the limits, which prints to a file; waits until the forkserver is ready.

        Raises:
            OSError: it is not there, or not any more.
        """
        control = self._connected()
        reads, stdin = os.pipe()
        stdout, writes = os.pipe()
        tells_here, tells = os.pipe()
        life, life_here = os.pipe()
        there = [reads, writes, prints.fileno(), tells, life]
        disks = bubblewrap.memory_disks(limits.disk)
        request = {"limits": limits_of(limits, BUBBLEWRAP), "home": bubblewrap.HOME, "memory_disks": disks}
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", there))]
        try:
            control.sendmsg([json.dumps(request).encode()], rights)
        finally:
            for descriptor in (reads, writes, tells, life):
                os.close(descriptor)
        pipes = os.fdopen(stdin, "wb", 0), os.fdopen(stdout, "rb", 0)
        return ForkedWorker(*pipes, tells_here, life_here, self._host_process)

    def _host_process(self, inner: int) -> int | None:
        """The number here of a process that the forkserver knows by another."""
        for process in Path("/proc").iterdir():  # glob would raise for one that ends meanwhile
            with contextlib.suppress(OSError, ValueError):
                status = process / "status"
                lines = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
                numbers = lines.get("NSpid", "").split()
                if len(numbers) == 2 and int(numbers[1]) == inner and self._is_its(int(numbers[0])):
                    return int(numbers[0])
        return None

    def close(self) -> None:
        """Hang up; workers that were forked go on."""
        if self._control is not None:
            self._control.close()
            self._control = None

    def _connected(self) -> socket.socket:
        if self._control is None:
            control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                control.settimeout(READY_LIMIT)
                with _short(self._address.socket) as short:
                    control.connect(short)
                if control.recv(len(READY)) != READY:
                    raise OSError("the forkserver has ended")
            except BaseException:
                control.close()
                raise
            self._control = control
        return self._control

    def _is_its(self, process: int) -> bool:
        """Whether a process descends from the forkserver's."""
        while process > 1:
            if process == self._address.process:
                return True
            status = Path(f"/proc/{process}/stat").read_text()
            process = int(status.rpartition(")")[2].split()[1])
        return False
