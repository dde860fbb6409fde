"""The limits that a worker sets on itself before it reads a line of the student's; it cannot raise them again."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

import seccomp

# <sys/prctl.h>, <linux/capability.h>
DROP_BOUNDING, CAPABILITIES_VERSION, MOST_CAPABILITIES = 24, 0x20080522, 64


def apply(limits: dict[str, int]) -> dict[str, int]:
    """Become another user if that is asked for, and set the limits that this system has.

    Args:
        limits: by name, `memory` (address space, bytes), `file_size` (bytes), `cpu_time` (seconds of one process),
            `descriptors` (open in one process), `processes` (and threads, of this user), `user`, the number of the user
            to become, and `system_calls`, 1 to have those refused that no submission needs.

    Returns:
        Those limits that are in force; of `system_calls`, the number of rules.
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
        os.setresuid(*[limits["user"]] * 3)
    if sys.platform == "linux":
        drop_capabilities()
    kinds = {
        "memory": resource.RLIMIT_AS,
        "file_size": resource.RLIMIT_FSIZE,
        "cpu_time": resource.RLIMIT_CPU,
        "processes": resource.RLIMIT_NPROC,
        "descriptors": resource.RLIMIT_NOFILE,
    }
    in_force = {}
    for name in kinds.keys() & limits.keys():
        try:
            resource.setrlimit(kinds[name], (limits[name], limits[name]))
        except (OSError, ValueError):  # macOS refuses a limit on address space
            continue
        in_force[name] = limits[name]
    if limits.get("system_calls") and (rules := seccomp.filter_calls()):
        in_force["system_calls"] = rules
    return dict(sorted(in_force.items()))


def drop_capabilities() -> None:
    """Give up every privilege for good, those of root and of the owner of a user namespace among them.

    Raises:
        OSError: the system refuses; nothing of a submission may run then.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(MOST_CAPABILITIES):
        libc.prctl(DROP_BOUNDING, capability, 0, 0, 0)  # who has no right to that has nothing to give up
    head = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0)
    if libc.capset(ctypes.byref(head), ctypes.byref((ctypes.c_uint32 * 6)())) != 0:
        raise OSError(ctypes.get_errno(), "the worker could not give up its privileges")
