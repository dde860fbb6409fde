"""The limits that a worker puts on itself before it reads a line of the student's; they cannot be raised again."""

import contextlib
from pathlib import Path


def apply(limits: dict[str, int]) -> dict[str, int]:
    """Set the limits that this system has.

    Args:
        limits: bytes by name, `memory` (address space) and `file_size`.

    Returns:
        Those that are in force.
    """
    try:
        import resource
    except ImportError:  # Windows has none of them; the near side watches memory there
        return {}
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where Linux runs out of memory, it is to end this process and its children, and not the one that grades.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    kinds = {"memory": resource.RLIMIT_AS, "file_size": resource.RLIMIT_FSIZE}
    in_force = {}
    for name, kind in kinds.items():
        try:
            resource.setrlimit(kind, (limits[name], limits[name]))
        except (OSError, ValueError):  # macOS refuses a limit on address space
            continue
        in_force[name] = limits[name]
    return in_force
