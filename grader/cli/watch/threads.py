"""Threads of watch mode: what takes long runs in one, and what it has to say is done in the loop."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
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
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()  # whoever waits may stop waiting, which does not end it

    def run() -> None:
        try:
            future.set_result(act(*args))
        except Abandoned:
            future.set_exception(Dropped())
        except Exception as error:  # noqa: BLE001  it is raised where the result is waited for
            future.set_exception(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, asyncio.wrap_future(future, loop=loop)
