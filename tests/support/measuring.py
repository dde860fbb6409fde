"""What measures this process, if anything does."""

import sys
from typing import Any


def running() -> Any:
    """The coverage that measures this process, or None."""
    coverage = sys.modules.get("coverage")
    return coverage.Coverage.current() if coverage else None
