"""Forks workers from a process that has imported TensorFlow and run nothing: each is ready at once, locked in alone.

It runs in a sandbox of its own, where it may make namespaces, which it does for each worker. A request is a message
with the limits and the descriptors of a worker: what it reads, what it writes, what it prints to, where its end is
told, and one that closes when it is to be killed. No code of a submission ever runs here.
"""

import array
import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
from typing import Any, NoReturn

import serve

LIBRARIES = ("numpy", "keras", "matplotlib.figure", "matplotlib.backends.backend_agg")
DESCRIPTORS = 5
LARGEST_REQUEST = 10_000  # bytes; limits as JSON take 200
# <sched.h>, <sys/mount.h>, <sys/prctl.h>
NEW_MOUNTS, NEW_HOST_NAME, NEW_IPC, NEW_PROCESSES, NEW_NETWORK = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
PRIVATE, RECURSIVE, NO_SETUID, NO_DEVICES = 1 << 18, 1 << 14, 2, 4
SET_DUMPABLE, SET_PARENT_DEATH_SIGNAL = 4, 1

libc = ctypes.CDLL(None, use_errno=True)


def main(descriptor: int) -> None:
    """Import what takes long, then take requests from every connection, and fork a worker for each."""
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.freeze()  # a collection of a worker's would write to every object, and so copy the memory that all of them share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the middle processes tell of their workers; nobody waits for them
    listening = socket.socket(fileno=descriptor)
    open_now = [listening]
    while True:
        ready, _, _ = select.select(open_now, [], [])
        for one in ready:
            if one is listening:
                connected = listening.accept()[0]
                open_now.append(connected)
                connected.send(b"ready")
                continue
            request, descriptors = _received(one)
            if request is None:
                open_now.remove(one)
                one.close()
            elif os.fork() == 0:
                for each in open_now:
                    each.close()
                _keep_watch(json.loads(request), descriptors)
            for each in descriptors:
                os.close(each)


def _received(control: socket.socket) -> tuple[bytes | None, list[int]]:
    """A request with its descriptors, or None when who asked is gone."""
    try:
        message, ancillary, _, _ = control.recvmsg(LARGEST_REQUEST, socket.CMSG_SPACE(DESCRIPTORS * 4))
    except OSError:
        return None, []
    found = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return (message or None), list(found)


def _keep_watch(request: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Start a worker in its own namespaces; tell of its end; kill it when its life line is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    reads, writes, prints, tells, life = descriptors
    os.setsid()
    os.write(tells, f"{os.getpid()}\n".encode())
    _checked(libc.unshare(NEW_MOUNTS | NEW_HOST_NAME | NEW_IPC | NEW_PROCESSES | NEW_NETWORK), "unshare")
    first = os.fork()
    if first == 0:
        for descriptor in (tells, life):
            os.close(descriptor)
        _be_first(request, reads, writes, prints)
    for descriptor in (reads, writes, prints):
        os.close(descriptor)
    ended = os.pidfd_open(first)
    ready, _, _ = select.select([life, ended], [], [])
    if ended not in ready:
        os.kill(first, signal.SIGKILL)  # the first process of a namespace takes all others with it
    _, status = os.waitpid(first, 0)
    with contextlib.suppress(OSError):  # nobody listens any more
        os.write(tells, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _be_first(request: dict[str, Any], reads: int, writes: int, prints: int) -> NoReturn:
    """Be the first process of the namespace: set up what is seen there, start the worker, end when it ends."""
    libc.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    libc.prctl(SET_DUMPABLE, 0, 0, 0, 0)  # a worker that is the same user is not to look into this process
    _checked(libc.mount(None, b"/", None, PRIVATE | RECURSIVE, None), "mount /")
    _mount("proc", "/proc", "")
    for place, size in request["memory_disks"].items():
        _mount("tmpfs", place, f"mode=1777,size={size}")
    worker = os.fork()
    if worker == 0:
        _be_worker(request, reads, writes, prints)
    for descriptor in (reads, writes, prints):
        os.close(descriptor)
    while True:
        ended, status = os.wait()  # of those that lost their parents, too
        if ended == worker:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _be_worker(request: dict[str, Any], reads: int, writes: int, prints: int) -> NoReturn:
    """Give up all that is not a worker's, then be one."""
    libc.prctl(SET_DUMPABLE, 1, 0, 0, 0)
    for place, descriptor in enumerate((reads, writes, prints)):
        os.dup2(descriptor, place)
    os.closerange(3, 4096)
    os.chdir(request["home"])
    importlib.import_module("numpy").random.seed()  # else all workers draw the same
    serve.serve(request["limits"])
    os._exit(0)


def _mount(kind: str, place: str, options: str) -> None:
    result = libc.mount(kind.encode(), place.encode(), kind.encode(), NO_SETUID | NO_DEVICES, options.encode() or None)
    _checked(result, f"mount {place}")


def _checked(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
