"""The filter of system calls: what no submission needs is refused on every thread, and TensorFlow trains as before."""

import platform
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.course.syllabus import Exercise
from grader.sandbox import levels, limits, probe
from grader.sandbox.connection import Connection
from grader.sandbox.forkserver import ForkClient, Forkserver
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from tests.sandbox.test_isolation import needs_sandbox

Start = Callable[[str], Any]
REFUSED = {
    "trace itself": "libc.ptrace(0, 0, 0, 0)",
    "read another process": "libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0)",
    "add a key": "libc.syscall(248, b'user', b'mine', b'x', 1, -3)",
    "a user namespace": "libc.unshare(0x10000000)",
    "a network of its own": "libc.unshare(0x40000000)",
    "a namespace by clone": "libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)",
    "a namespace, with more bits set": "libc.syscall(56, ctypes.c_ulong(0xFF0020000000 | 17), 0, 0, 0, 0)",
    "mount": "libc.mount(b'none', b'/tmp', b'tmpfs', 0, None)",
    "netlink": "libc.socket(16, 3, 0)",
    "vsock": "libc.socket(40, 1, 0)",
    "packets": "libc.socket(17, 3, 0)",
    "vsock, with more bits set": "libc.syscall(41, ctypes.c_ulong(0xFF00000000 | 40), 1, 0)",
    "io_uring": "libc.syscall(425, 1, bytes(120))",
    "bpf": "libc.syscall(321, 0, bytes(128), 128)",
    "page faults": "libc.syscall(323, 1)",
    "performance counters": "libc.syscall(298, bytes(128), 0, -1, -1, 0)",
    "shared memory of System V": "libc.shmget(0, 4096, 0o1600)",
    "hide what it has open": "libc.prctl(4, 0, 0, 0, 0)",
    "put text into a terminal": "libc.ioctl(2, 0x5412, b'x')",
}
X86 = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="the numbers of the calls are those of x86-64"
)


@pytest.fixture(scope="module", params=["started", "forked"])
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Calls `f` of a module in a worker in the sandbox."""
    needs_sandbox()
    server = Forkserver() if request.param == "forked" else None
    client = ForkClient(server.address) if server else None
    spawn = client.fork if client else None

    def call(text: str) -> Any:
        runner = Runner(
            Submission("mine", {"module": text}, {}),
            worker=lambda told: Connection(progress=told, level=levels.BUBBLEWRAP, spawn=spawn),
        )
        try:
            return runner.call(Exercise("module.f", "A function", 1, 120.0, ()), (), {})
        finally:
            runner.close()

    yield call
    if client and server:
        client.close()
        server.close()


@X86
@pytest.mark.hostile
def test_calls_are_refused_in_every_thread_and_in_processes_that_are_started(start: Start) -> None:
    calls = list(REFUSED.values())
    text = f"""
import ctypes, errno, json, os, subprocess, sys, threading

SCRIPT = '''
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
found = []
for call in {calls!r}:
    ctypes.set_errno(0)
    found.append((eval(call), ctypes.get_errno()))
'''


def run(found):
    scope = {{}}
    exec(SCRIPT, scope)
    found += scope["found"]


def f():
    here, there = [], []
    run(here)
    thread = threading.Thread(target=run, args=(there,))
    thread.start()
    thread.join()
    code = SCRIPT + "print(found)"
    started = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return here, there, eval(started)
"""
    for found in start(text):
        assert dict(zip(REFUSED, map(tuple, found), strict=True)) == dict.fromkeys(REFUSED, (-1, 1))  # EPERM


def test_all_threads_have_the_filter_and_keras_trains(start: Start) -> None:
    text = """
import os

import keras
import numpy as np


def f():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    history = model.fit(np.ones((600, 4)), np.zeros(600, int), epochs=2, verbose=0).history
    seen = set()
    for thread in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{thread}/status") as file:
            seen |= {line.split()[1] for line in file if line.startswith("Seccomp:")}
    return len(history["loss"]), sorted(seen)
"""
    assert start(text) == (2, ["2"])  # SECCOMP_MODE_FILTER


def test_processes_and_threads_start_as_before(start: Start) -> None:
    text = """
import multiprocessing, subprocess, sys, threading
from concurrent.futures import ThreadPoolExecutor


def f():
    with multiprocessing.get_context("spawn").Pool(1) as pool, ThreadPoolExecutor(2) as threads:
        several = pool.map(abs, [-1]), list(threads.map(abs, [-2]))
    return several, subprocess.run([sys.executable, "-c", "print(3)"], capture_output=True, text=True).stdout
"""
    assert start(text) == (([1], [2]), "3\n")


def test_without_a_filter_the_level_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_sandbox()

    def without(given: limits.Limits, level: str) -> dict[str, int]:
        return {name: limit for name, limit in limits.limits_of(given, level).items() if name != "system_calls"}

    monkeypatch.setattr("grader.sandbox.process.limits_of", without)
    found = probe.probed(levels.BUBBLEWRAP)

    assert {"namespaces", "keyrings", "kernel"} <= set(found.got_through)
    assert "It can: make namespaces" in found.sentence
