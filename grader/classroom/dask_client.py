"""Dask's client: connect to a scheduler, or say why that does not work."""

import importlib
import logging
import threading
import warnings
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from grader.classroom.executor import PoolError

CONNECT_LIMIT = 10.0  # seconds until a scheduler that does not answer is given up
QUIET = ("distributed", "tornado", "asyncio")  # loggers; what matters of what they say, we say


def connect(address: str) -> Any:
    """A client of the scheduler.

    Raises:
        PoolError: there is none.
    """
    try:
        dask, distributed = importlib.import_module("dask"), importlib.import_module("distributed")
    except ImportError as error:
        raise PoolError(
            f"--scheduler needs Dask's package distributed ({error}). Install it with `pip install distributed`."
        ) from error
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] in QUIET:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    dask.config.set({"distributed.comm.timeouts.connect": CONNECT_LIMIT})
    # One that could not connect would try to take leave when it is collected, for 20 s.
    client: Any = type("Client", (distributed.Client,), {"__del__": lambda _self: None})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions: those that matter are compared
            return _within(CONNECT_LIMIT, lambda: client(address, timeout=CONNECT_LIMIT, set_as_default=False))
    except Exception as error:  # names, addresses, protocols, certificates: Dask raises what it likes
        fault = " ".join(str(error).split()) or type(error).__name__
        raise PoolError(
            f"The scheduler at {address} does not answer ({fault[:200]}). "
            f"Is it running (`python -m dask scheduler`), and is this its address?"
        ) from error


def _within(seconds: float, attempt: Callable[[], Any]) -> Any:
    """What connecting gives.

    Raises:
        TimeoutError: it takes longer; what answers there may be no scheduler.
    """
    came: SimpleQueue[Any] = SimpleQueue()

    def run() -> None:
        try:
            came.put(attempt())
        except BaseException as error:  # noqa: BLE001  it is raised below
            came.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        result = came.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"nothing within {seconds:g} s") from None
    if isinstance(result, BaseException):
        raise result
    return result
