"""The levels of isolation, and which of them is the strongest that works here."""

import functools

from grader.sandbox import bubblewrap

PROCESS, BUBBLEWRAP = "process", "bubblewrap"


@functools.cache
def strongest() -> str:
    """The strongest level that works here."""
    return PROCESS if bubblewrap.obstacle() else BUBBLEWRAP
