"""Level `bubblewrap`: the command that starts a worker without network, without other processes, and with few files.

What it sees of the disk are the system's programs and libraries, the Python that runs the grader with its packages, and
the worker's own modules, all read-only, and nothing else of the kit, wherever that lies; its home, /tmp and /dev/shm
are in memory and limited. It is not the user who
grades: without privileges there is but one other user to be in a user namespace; started by root, the worker becomes a
user of its own, since the system does not limit how many processes root has.
"""

import functools
import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.course.paths import KIT

HOME = "/home/kata"
WORKER = "/worker"
SHARED = 64 << 20  # bytes of /dev/shm; TensorFlow needs none of it, some libraries a little
TRY_LIMIT = 10.0  # seconds; it takes 0.03
FIRST_USER, USERS = 2_000_000_000, 100_000_000  # numbers that no system gives out
# Of /etc only the files that say where libraries are; without them, the loader searches the usual folders.
_SYSTEM = ("/usr", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/fonts")
_INTERPRETER = ("bin", "lib", "lib32", "lib64", "share", "pyvenv.cfg")  # of where Python is; anything may be next to it
_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


def command(worker: Path, disk: int, copied: dict[str, int], *, makes_namespaces: bool = False) -> list[str]:
    """The words to put before the command of a worker.

    Args:
        worker: folder of its modules; it is found as WORKER.
        disk: bytes that home and /tmp may hold, each.
        copied: paths of files in the sandbox, each with a descriptor to read it from, which is handed down.
        makes_namespaces: it runs nothing of a submission and may make sandboxes in its sandbox.
    """
    options = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    options += ["--die-with-parent", "--new-session", "--hostname", "kata", "--cap-drop", "ALL"]
    if os.getuid() == 0:
        options += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]  # to become somebody else, and lose both
    else:
        options += ["--unshare-user", "--uid", "65534", "--gid", "65534"]
    if makes_namespaces:
        for capability in ("CAP_SYS_ADMIN", "CAP_KILL", "CAP_SETPCAP"):
            options += ["--cap-add", capability]
    elif os.getuid() != 0:
        options += ["--disable-userns"]
    made: set[Path] = set()
    for path in _system():
        options += [*_parents(path, made), "--ro-bind-try", str(path), str(path)]
    hidden = ["--perms", "0755", "--tmpfs", str(_kit())] if _is_below(_kit(), _system()) else []
    options += hidden
    for path in _interpreter():
        options += [*_parents(path, made), "--ro-bind-try", str(path), str(path)]
    for file in _withheld():
        options += ["--ro-bind", os.devnull, str(file)]
    for link in _LINKS:
        if Path(link).is_symlink():
            options += ["--symlink", str(Path(link).readlink()), link]
        elif Path(link).is_dir():
            options += ["--ro-bind", link, link]
    options += ["--perms", "0755", "--dir", WORKER, "--ro-bind", str(worker), WORKER]
    options += ["--proc", "/proc", "--dev", "/dev"]
    options += ["--perms", "0755", "--dir", str(Path(HOME).parent)]
    for place, size in memory_disks(disk).items():
        options += ["--perms", "1777", "--size", str(size), "--tmpfs", place]
    for name, descriptor in copied.items():
        options += ["--perms", "0644", "--file", str(descriptor), name]
    # These are in memory too, and without a limit.
    for place in ("/", "/dev", *hidden[-1:]):
        options += ["--remount-ro", place]
    return [_program(), *options, "--chdir", HOME, "--"]


def memory_disks(disk: int) -> dict[str, int]:
    """Where in the sandbox a worker may write, and how many bytes, home and /tmp having `disk` each."""
    disks = {HOME: disk, "/dev/shm": SHARED}  # noqa: S108  here as below, it is the sandbox's own
    # An interpreter may be in /tmp: then only that is visible there.
    holds_interpreter = any(path.is_relative_to("/tmp") for path in _interpreter())  # noqa: S108
    return disks if holds_interpreter else {**disks, "/tmp": disk}  # noqa: S108


def user() -> int | None:
    """The number of the user that a worker started by root must become, another one each time; None for others."""
    return FIRST_USER + secrets.randbelow(USERS) if os.getuid() == 0 else None


@functools.cache
def obstacle() -> str:
    """Why a worker cannot be started so, found out by trying; nothing where it can."""
    if sys.platform != "linux":
        return f"bubblewrap is for Linux, and this is {sys.platform}"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed (Debian and Ubuntu: apt-get install bubblewrap)"
    try:
        tried = subprocess.run(
            [*command(Path(__file__).parent / "worker", SHARED, {}), "/usr/bin/env", "true"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TRY_LIMIT,
            env={"PATH": "/usr/bin:/bin"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap did not start ({error})"
    said = tried.stderr.decode(errors="replace").strip().partition("\n")[0]
    return f"bubblewrap did not start ({said or tried.returncode})" if tried.returncode else ""


def _program() -> str:
    return shutil.which("bwrap") or "bwrap"


def shows(path: Path) -> Path | None:
    """The visible part of the disk that a path lies in; None: it is hidden from submissions."""
    whole = path.resolve()
    system = [] if whole.is_relative_to(_kit()) else _system()
    return next((each for each in (*_interpreter(), *system) if whole.is_relative_to(each)), None)


def _kit() -> Path:
    return KIT.resolve()


def _system() -> list[Path]:
    return [path for path in map(Path, _SYSTEM) if path.exists()]


def _interpreter() -> list[Path]:
    """The interpreter with its packages, as far as they are not visible with the system."""
    prefixes = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parent.parent]
    packages = [Path(path) for path in sys.path if path and "site-packages" in path]
    found: list[Path] = []
    for path in [*(prefix / name for prefix in prefixes for name in _INTERPRETER), *packages]:
        is_hidden = path.is_relative_to(_kit()) or not _is_below(path, _system())
        if path.exists() and is_hidden and not _is_below(path, found):
            found.append(path)
    return found


def _withheld() -> list[Path]:
    """What the test images of `digits` are drawn from: a network with a unit for each of them needs no learning."""
    library = importlib.util.find_spec("sklearn")
    file = Path(library.origin or "").parent / "datasets" / "data" / "digits.csv.gz" if library else None
    return [file] if file is not None and file.is_file() else []


def _is_below(path: Path, others: Sequence[Path]) -> bool:
    return any(path.is_relative_to(other) for other in others)


def _parents(path: Path, made: set[Path]) -> Sequence[str]:
    """Options that make the folders above a path, which others than root may pass through."""
    options = []
    for parent in reversed(path.parents[:-1]):
        if parent not in made:
            made.add(parent)
            options += ["--perms", "0755", "--dir", str(parent)]
    return options
