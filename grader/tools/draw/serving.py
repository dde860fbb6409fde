"""Serve the page on this machine alone, until Ctrl-C; afterwards no process and no folder of it is left."""

import contextlib
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from grader.course.datasets import Dataset, load
from grader.tools.draw.accuracy_curves import AccuracyCurves
from grader.tools.draw.answers import Answers
from grader.tools.draw.guard import new_token
from grader.tools.draw.shown_models import Shown
from grader.tools.draw.site import Site
from grader.util.errors import Stopped

LOOPBACK = "127.0.0.1"
GRACE = 1  # seconds that requests have to end after Ctrl-C
MOST_CONNECTIONS = 32


class PortInUse(Stopped):
    """Another program has the port; the message is a sentence that ends with the next thing to do."""


class Images:
    """The dataset of a choice, loaded when it is first asked for, by one thread."""

    def __init__(self, choice: str) -> None:
        self._choice = choice
        self._loaded: Dataset | None = None
        self._turn = threading.Lock()

    def __call__(self) -> Dataset:
        with self._turn:
            if self._loaded is None:
                self._loaded = load(self._choice)
            return self._loaded


def listening(port: int) -> socket.socket:
    """A socket on the loopback interface, which takes connections from now on; port 0 is any that is free.

    Raises:
        PortInUse: another program has it, or it is not ours to have.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # where it would let two programs have the same port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
        made.listen()
    except OSError as error:
        made.close()
        raise PortInUse(
            f"Port {port} cannot be used: {error.strerror}. Name another one, or leave out --port to use a free one."
        ) from error
    return made


@contextlib.contextmanager
def site_of(shown: Shown, data: str, drawings: Path | None) -> Iterator[Site]:
    """The page of these models, whose workers end with the block."""
    images = Images(data)
    answers, curves = Answers(shown.models), AccuracyCurves(shown.models, images)
    try:
        answers.predictor.start()
        threading.Thread(target=answers.warm, daemon=True).start()
        yield Site(shown, answers, curves, images, drawings)
    finally:
        curves.close()
        answers.close()


def serve(application: Starlette, open_socket: socket.socket) -> None:
    """Answer requests until Ctrl-C, which is raised again as KeyboardInterrupt."""
    server(application).run(sockets=[open_socket])


def server(application: Starlette) -> uvicorn.Server:
    """The server of an application, which says nothing of requests."""
    config = uvicorn.Config(
        application,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
    )
    return uvicorn.Server(config)


def address_of(open_socket: socket.socket, token: str) -> str:
    """The address of the page."""
    return f"http://{LOOPBACK}:{open_socket.getsockname()[1]}/{token}/"


def new_address(open_socket: socket.socket) -> tuple[str, str]:
    """A new token, and the address of the page with it."""
    token = new_token()
    return token, address_of(open_socket, token)


def open_browser(address: str) -> bool:
    """Open a page in a browser that has a window; whether there is one."""
    has_screen = sys.platform in ("win32", "darwin") or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))
    try:
        return has_screen and webbrowser.open(address)
    except (OSError, webbrowser.Error):
        return False
