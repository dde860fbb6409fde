"""The benchmarks of `nox -s benchmark`, for pytest-benchmark."""

from collections.abc import Callable
from typing import Any


def bench(
    benchmark: Any, function: str, version: str, calls: dict[tuple[str, str], tuple[Callable[..., Any], Any]]
) -> None:
    """Time one function in one version."""
    call, arguments = calls[function, version]
    benchmark.group = function
    benchmark(call, *arguments)
