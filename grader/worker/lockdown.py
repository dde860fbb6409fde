"""The limits that a worker puts on itself before it reads a line of the student's; they cannot be raised again."""

import contextlib
import os
from pathlib import Path


def apply(limits: dict[str, int]) -> dict[str, int]:
    """Become another user if that is asked for, and set the limits that this system has.

    Args:
        limits: by name, `memory` (address space, bytes), `file_size` (bytes), `cpu_time` (seconds of one process),
            `processes` (and threads, of this user), and `user`, the number of the user to become.

    Returns:
        Those limits that are in force.
    """
    try:
        import resource
    except ImportError:  # Windows has none of them; the near side watches memory there
        return {}
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where Linux runs out of memory, it is to end this process and its children, and not the one that grades.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    if "user" in limits:
        os.setgroups([])
        os.setresgid(*[limits["user"]] * 3)
        os.setresuid(*[limits["user"]] * 3)  # with the last privilege
    kinds = {
        "memory": resource.RLIMIT_AS,
        "file_size": resource.RLIMIT_FSIZE,
        "cpu_time": resource.RLIMIT_CPU,
        "processes": resource.RLIMIT_NPROC,
    }
    in_force = {}
    for name in kinds.keys() & limits.keys():
        try:
            resource.setrlimit(kinds[name], (limits[name], limits[name]))
        except (OSError, ValueError):  # macOS refuses a limit on address space
            continue
        in_force[name] = limits[name]
    return dict(sorted(in_force.items()))
