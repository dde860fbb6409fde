"""Threads of watch mode: what takes long runs in one, and what it has to say is done in the loop."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from grader.sandbox.connection import Abandoned

T = TypeVar("T")


class Dropped(Exception):
    """A grading was abandoned."""


def from_thread(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> Callable[[], None]:
    """A function for other threads that has `act` done in the loop's."""

    def ask() -> None:
        with contextlib.suppress(RuntimeError):  # all is over
            loop.call_soon_threadsafe(act)

    return ask


def start_in_thread(
    loop: asyncio.AbstractEventLoop, act: Callable[..., T], *args: Any
) -> tuple[threading.Thread, "asyncio.Future[T]"]:
    """Start what takes long; the future has its result, or the exception Dropped where it was abandoned."""
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if future.done():  # nobody waits any more
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]  # there is a result where there is no error
        else:
            future.set_exception(error)

    def run() -> None:
        result: T | None = None
        error: Exception | None = None
        try:
            result = act(*args)
        except Abandoned:
            error = Dropped()
        except Exception as raised:  # noqa: BLE001  it is raised where the result is waited for
            error = raised
        from_thread(loop, lambda: settle(result, error))()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, future
