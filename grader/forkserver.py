"""A forkserver gives workers that have TensorFlow already: it is imported once, and each worker is forked from there.

Only in a sandbox: the process that is forked runs nothing of a submission, and each worker has processes, files,
network and user of its own before it reads a line. So the level has to be `bubblewrap`; and where the forkserver does
not start, workers are started one by one as everywhere else.
"""

import array
import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from grader import bubblewrap
from grader.isolation import BUBBLEWRAP, WORKER, Limits, environment, limits_of, starter, starting, workers

READY_LIMIT = 120.0  # seconds to import all libraries; it takes 5
LOOK_EVERY = 0.05  # seconds between two looks whether a worker has ended, while one waits for that


class Forked:
    """A forked worker, with what is asked of a `subprocess.Popen`: streams, whether it has ended, and how."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], tells: int, life: int) -> None:
        self.stdin, self.stdout = stdin, stdout
        self.returncode: int | None = None
        self._tells, self._life, self._told = tells, life, b""
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


class Forkserver:
    """Starts at once and is ready some seconds later; `fork` waits for that."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ready = False
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115  what libraries say while they are imported; `close` closes it
        command = bubblewrap.command(WORKER, Limits().disk, {}, makes_namespaces=True)
        command += [sys.executable, "-I", "-B", bubblewrap.WORKER, "FORKSERVER", str(theirs.fileno())]
        with starting:
            self.process = (
                starter()
                .submit(
                    subprocess.Popen,
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=self._printed,
                    stderr=self._printed,
                    env=environment(bubblewrap.HOME, bubblewrap.HOME),
                    start_new_session=True,
                    pass_fds=[theirs.fileno()],
                )
                .result()
            )
            workers.add(self.process.pid)
        theirs.close()
        atexit.register(self.close)

    def fork(self, limits: Limits, prints: IO[bytes]) -> Forked:
        """A worker within the limits, which prints to a file.

        Raises:
            OSError: the forkserver is not there any more.
        """
        self._wait()
        reads, stdin = os.pipe()
        stdout, writes = os.pipe()
        tells_here, tells = os.pipe()
        life, life_here = os.pipe()
        there = [reads, writes, prints.fileno(), tells, life]
        disks = bubblewrap.memory_disks(limits.disk)
        request = {"limits": limits_of(limits, BUBBLEWRAP), "home": bubblewrap.HOME, "memory_disks": disks}
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", there))]
        try:
            self._control.sendmsg([json.dumps(request).encode()], rights)
        finally:
            for descriptor in (reads, writes, tells, life):
                os.close(descriptor)
        return Forked(os.fdopen(stdin, "wb", 0), os.fdopen(stdout, "rb", 0), tells_here, life_here)

    def host_process(self, forked: Forked) -> int | None:
        """The number that the process which keeps watch over a worker has here, or None if it has ended."""
        for task in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError, ValueError):
                lines = dict(line.split(":\t", 1) for line in task.read_text().splitlines() if ":\t" in line)
                numbers = lines.get("NSpid", "").split()
                if len(numbers) == 2 and int(numbers[1]) == forked.inner and self._is_ours(int(numbers[0])):
                    return int(numbers[0])
        return None

    def close(self) -> None:
        """End it, with all workers."""
        self._control.close()
        self.process.kill()
        self.process.wait()
        workers.discard(self.process.pid)
        self._printed.close()
        atexit.unregister(self.close)

    def _is_ours(self, process: int) -> bool:
        """Whether a process descends from the forkserver's."""
        while process > 1:
            if process == self.process.pid:
                return True
            status = Path(f"/proc/{process}/stat").read_text()
            process = int(status.rpartition(")")[2].split()[1])
        return False

    def _wait(self) -> None:
        if self._ready:
            return
        self._control.settimeout(READY_LIMIT)
        if self._control.recv(10) != b"ready":
            self._printed.seek(0)
            said = self._printed.read(2_000).decode(errors="replace").strip()
            raise OSError(f"the forkserver has ended: {said or 'it said nothing'}")
        self._ready = True
