"""The benchmark of `nox -s benchmark -- --drawing`, for pytest-benchmark."""

import time
from collections.abc import Callable
from typing import Any

ROUNDS = 100
PAUSE = 0.05  # seconds between two strokes: nobody draws faster, and threads that spin have come to rest by then


def bench_stroke(benchmark: Any, ask: Callable[[], None], medians: list[float]) -> None:
    """Time one answer of all models, the first of which TensorFlow has compiled before."""
    benchmark.pedantic(ask, setup=lambda: time.sleep(PAUSE), rounds=ROUNDS, warmup_rounds=5)
    medians.append(benchmark.stats.stats.median)
