"""Limits say how much a worker may use at most, and which limits the worker sets on itself."""

import os
from dataclasses import dataclass

from grader.sandbox import bubblewrap
from grader.sandbox.levels import BUBBLEWRAP

CPU_TIME = 12 * 3600  # seconds of one process; the longest training may take an hour on each of some cores
THREADS = 60  # of a process for each core: TensorFlow and the linear algebra below it have pools of their own


@dataclass(frozen=True)
class Limits:
    """The most that a worker may use.

    TensorFlow reserves 3 GB of address space before it holds an image; training on MNIST adds about 2 GB.
    """

    memory: int = 8 << 30  # bytes of address space of one process, where the system limits that
    resident: int = 4 << 30  # bytes that it and all it has started really hold; a training on MNIST holds 2 GB
    file_size: int = 64 << 20  # bytes per file that is written
    output: int = 8 << 20  # bytes printed in one call; Keras' progress bars come to less than 1 MB
    processes: int = 200  # running at once; scikit-learn starts one per processor when it is told to
    disk: int = 512 << 20  # bytes in its home, all files together
    files: int = 10_000  # and folders in its home
    descriptors: int = 1_024  # that one process has open


def tasks_of(limits: Limits) -> int:
    """How many processes and threads a worker may have at once; what the kernel counts are both."""
    return limits.processes + THREADS * (os.cpu_count() or 1)


def limits_of(limits: Limits, level: str) -> dict[str, int]:
    """The limits that a worker puts on itself, by name, and the user it becomes."""
    found = {"memory": limits.memory, "file_size": limits.file_size, "cpu_time": CPU_TIME}
    found["descriptors"] = limits.descriptors
    if level == BUBBLEWRAP:
        found |= {"processes": tasks_of(limits), "system_calls": 1}
        user = bubblewrap.user()
        found |= {} if user is None else {"user": user}
    return found
