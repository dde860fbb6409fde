"""The probe tries what a worker can reach: the report states what got through.

Its functions run where those of a submission would, and try what a hostile one would.
"""

import contextlib
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from grader.course.paths import KIT
from grader.sandbox import control_group
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import ModuleFunction, StudentError
from grader.sandbox.connection import Connection
from grader.sandbox.levels import strongest
from grader.sandbox.limits import Limits
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from grader.util import cache
from grader.util.digest import digest_of_checks

SECONDS = 10.0  # for one attempt; all of them take half a second
STAYS = 60  # seconds that a daemon of the probe would live

# What is tried, in the words of the report.
ATTEMPTS = {
    "network": "use the network",
    "reading": "read your files",
    "writing": "write to your files",
    "signals": "signal your processes",
    "daemon": "leave a process behind",
    "forks": "start processes without end",
    "tracing": "look into processes",
    "namespaces": "make namespaces",
    "keyrings": "reach keyrings",
    "kernel": "talk to the kernel by netlink, vsock or io_uring",
}

SOURCE = """
import contextlib, ctypes, os, platform, signal, socket, subprocess, sys, time


def network(port):
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        return True


def reading(path):
    with open(path) as file:
        return bool(file.read())


def writing(folder):
    with open(os.path.join(folder, "written"), "w") as file:
        file.write("here")
    return True


def signals(pid):
    os.kill(pid, 0)
    return True


def daemon(mark, seconds):
    command = [sys.executable, "-c", f"import time; time.sleep({seconds})", mark]
    subprocess.Popen(command, start_new_session=True, stdin=-3, stdout=-3, stderr=-3)
    return True


def forks(most):
    started = 0
    while started < most:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        started += 1
    return True


def tracing():
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    try:
        return ctypes.CDLL(None).ptrace(16, child, 0, 0) == 0  # PTRACE_ATTACH
    finally:
        os.kill(child, signal.SIGKILL)


def namespaces():
    child = os.fork()  # a process with threads cannot do it
    if child == 0:
        os._exit(ctypes.CDLL(None).unshare(0x10000000) != 0)  # CLONE_NEWUSER
    return os.waitpid(child, 0)[1] == 0


def keyrings():
    return ctypes.CDLL(None).syscall(*KEYCTL[platform.machine()], -3, 0) != -1  # of the session


def kernel():
    for family in (16, 40):  # AF_NETLINK, AF_VSOCK
        with contextlib.suppress(OSError):
            socket.socket(family, socket.SOCK_RAW if family == 16 else socket.SOCK_STREAM).close()
            return True
    return ctypes.CDLL(None).syscall(425, 1, bytes(120)) != -1  # io_uring_setup


KEYCTL = {"x86_64": (250, 0), "aarch64": (219, 0)}  # KEYCTL_GET_KEYRING_ID
"""


@dataclass(frozen=True)
class Findings:
    """What became of the attempts; keys of ATTEMPTS.

    Attributes:
        level: of the isolation that was tried.
        kept_out: attempts that failed.
        got_through: attempts that succeeded.
    """

    level: str
    kept_out: tuple[str, ...]
    got_through: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The findings in one line."""
        cannot, can = (", ".join(map(ATTEMPTS.__getitem__, names)) for names in (self.kept_out, self.got_through))
        said = [f"A submission cannot: {cannot}."] * bool(cannot) + [f"It can: {can}."] * bool(can)
        return " ".join([f"Isolation: {self.level}.", *said, control_group.sentence()])


def probed(level: str | None = None) -> Findings:
    """Try what a submission could do at a level, the strongest unless told otherwise; takes about a second."""
    level = level or strongest()
    found = {name: attempt(level) for name, attempt in _ATTEMPTS.items() if name != "forks" or hasattr(os, "fork")}
    if sys.platform == "linux":
        with _runner(level) as runner:
            found |= {name: _succeeds(runner, name) for name in _ASKS_THE_KERNEL}
    through = tuple(name for name in found if found[name])
    return Findings(level, tuple(name for name in found if not found[name]), through)


def known() -> Findings:
    """The findings at the strongest level, tried once for every start of the system and kept."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    started = boot.read_text().strip() if boot.exists() else str(int(psutil.boot_time()))
    user = os.getuid() if hasattr(os, "getuid") else 0
    here = {"user": user, "python": sys.executable, "kit": str(KIT)}
    name = cache.key(probe=strongest(), started=started, **here, checks=digest_of_checks())
    kept = cache.get_facts(name)
    if kept is None:
        kept = asdict(probed())
        cache.put_facts(kept, name)
    return Findings(kept["level"], tuple(kept["kept_out"]), tuple(kept["got_through"]))


def _tried(level: str, function: str, *args: object) -> bool:
    """Whether a function of the probe succeeds in a worker of its own."""
    with _runner(level) as runner:
        return _succeeds(runner, function, *args)


def _succeeds(runner: Runner, function: str, *args: object) -> bool:
    try:
        return runner.call(ModuleFunction("probe", function, SECONDS), args, {}) is True
    except (StudentError, Unusable):
        return False


@contextlib.contextmanager
def _runner(level: str) -> Iterator[Runner]:
    submission = Submission("probe", {"probe": SOURCE}, {})
    with contextlib.closing(
        Runner(submission, worker=lambda progress: Connection(progress=progress, level=level))
    ) as runner:
        yield runner


def _network(level: str) -> bool:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return _tried(level, "network", listener.getsockname()[1])


def _reading(level: str) -> bool:
    with tempfile.TemporaryDirectory(dir=_home()) as folder:
        planted = Path(folder, "planted.txt")
        planted.write_text("secret", encoding="utf-8")
        return any(_tried(level, "reading", str(file)) for file in (planted, KIT / "grader" / "__main__.py"))


def _writing(level: str) -> bool:
    with tempfile.TemporaryDirectory(dir=_home()) as folder:
        said = _tried(level, "writing", folder)
        return said and Path(folder, "written").exists()  # in a sandbox, it may be a folder of that name elsewhere


def _home() -> str:
    """A folder of the user's that a worker has no business in: the home, or, without one, that of temporary files."""
    home = os.path.expanduser("~")  # noqa: PTH111  Path.home raises where there is none
    return home if os.access(home, os.W_OK) else tempfile.gettempdir()


def _signals(level: str) -> bool:
    return _tried(level, "signals", os.getpid())


def _daemon(level: str) -> bool:
    mark = f"digit-kata-probe-{os.getpid()}-{time.monotonic_ns()}"
    with _runner(level) as runner:
        _succeeds(runner, "daemon", mark, STAYS)
    left = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if mark in process.cmdline():
                left.append(process)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    return bool(left)


def _forks(level: str) -> bool:
    return _tried(level, "forks", 4 * Limits().processes + 200 * (os.cpu_count() or 1))


_ASKS_THE_KERNEL = ("tracing", "namespaces", "keyrings", "kernel")  # which a filter of system calls refuses
_ATTEMPTS = {
    "network": _network,
    "reading": _reading,
    "writing": _writing,
    "signals": _signals,
    "daemon": _daemon,
    "forks": _forks,
}
