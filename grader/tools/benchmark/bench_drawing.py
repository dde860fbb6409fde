"""The benchmark of `nox -s benchmark -- --drawing`, for pytest-benchmark."""

import time
from collections.abc import Callable
from typing import Any

ROUNDS = 100
PAUSE = 0.05  # seconds between two strokes: the page answers 30 a second for long, and nobody draws as fast


def bench_stroke(benchmark: Any, ask: Callable[[], None], medians: list[float]) -> None:
    """Time one answer of all models, the first of which TensorFlow has compiled before."""
    benchmark.pedantic(ask, setup=lambda: time.sleep(PAUSE), rounds=ROUNDS, warmup_rounds=5)
    medians.append(benchmark.stats.stats.median)
