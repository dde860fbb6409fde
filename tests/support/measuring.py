"""What measures this process, if anything does."""

import sys
from typing import Any

TOLD_BY = "COVERAGE_PROCESS_CONFIG"  # tells processes that are started to measure themselves, and how


def running() -> Any:
    """The coverage that measures this process, or None."""
    coverage = sys.modules.get("coverage")
    return coverage.Coverage.current() if coverage else None
