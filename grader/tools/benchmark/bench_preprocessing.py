"""Hands the measured durations to pytest-benchmark, whose statistics, files and comparison are used unchanged.

The functions have run in workers by now, and not in this process: a clock is set forward by what a worker measured.
"""

from collections.abc import Callable
from typing import Any

import pytest


class Clock:
    """A timer that waits until a duration is replayed."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self._now

    def replay(self, seconds: float) -> None:
        """Go on by some seconds."""
        self._now += seconds


CLOCK = Clock()


@pytest.mark.benchmark(timer=CLOCK)
def bench_preprocessing(benchmark: Any, function: str, version: str, measured: Callable[[str, str], Any]) -> None:
    """One function in one version."""
    timing = measured(function, version)
    benchmark.group = function
    benchmark.extra_info.update(timing.facts)
    seconds = iter(timing.seconds)
    benchmark.pedantic(lambda: CLOCK.replay(next(seconds)), rounds=len(timing.seconds), iterations=1)
