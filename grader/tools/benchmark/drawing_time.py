"""Times the drawing page: from the end of a stroke, when pixels are sent, to the probabilities of all models.

It asks over HTTP as the page does. What the browser takes to draw the bars is not in it: that is a millisecond or two,
and the page itself says how long a stroke took with it.
"""

import contextlib
import http.client
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from rich.console import Console

from grader.course.syllabus import Syllabus
from grader.tools.benchmark import measure, obstacle
from grader.tools.draw import serving
from grader.tools.draw.shown_models import NONE_YET, shown_models
from grader.tools.draw.site import SHEET
from grader.util.exit_status import LEFT_TO_DO, PASSED

LONGEST = 0.050  # seconds in the median: what one sees as at once


def run(submission: Path, syllabus: Syllabus, output: Path) -> int:
    """Measure, print the table, and keep the measurements in `output`.

    Args:
        submission: whose models are asked; the reference's where it has none.
        syllabus: the course.
        output: is made if it is not there; keeps earlier runs.

    Returns:
        The exit status: 0, or 4 where it takes longer than it may or no model was trained yet, 2 when the output
        cannot be written, 3 when pytest-benchmark is not installed.
    """
    console, errors = Console(highlight=False), Console(highlight=False, stderr=True)
    if (status := obstacle(output, errors)) is not None:
        return status
    shown = shown_models(submission, syllabus)
    if not shown.models:
        errors.print(NONE_YET, soft_wrap=True)
        return LEFT_TO_DO
    medians: list[float] = []
    with serving.listening(0) as listening, serving.site_of(shown, "digits", None) as site:
        token, address = serving.new_address(listening)
        server = serving.server(site.application(token))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            with contextlib.closing(http.client.HTTPConnection(urlsplit(address).netloc)) as connection:
                ask = _asked(connection, urlsplit(address).path)
                measure("bench_drawing.py", output, _Drawing(ask, medians))
        finally:
            server.should_exit = True
            thread.join()
    (median,) = medians
    names = ", ".join(model.name for model in shown.models)
    console.print(f"From a stroke to the answers of {names}: {1000 * median:.0f} ms in the median.", soft_wrap=True)
    if median > LONGEST:
        console.print(f"That is more than {1000 * LONGEST:.0f} ms. Is this machine busy? Then measure again.")
        return LEFT_TO_DO
    return PASSED


class _Drawing:
    """The pytest plugin that gives the benchmark what it calls, and takes its median."""

    def __init__(self, ask: Callable[[], None], medians: list[float]) -> None:
        self._ask, self._medians = ask, medians

    @pytest.fixture
    def ask(self) -> Callable[[], None]:
        return self._ask

    @pytest.fixture
    def medians(self) -> list[float]:
        return self._medians


def _asked(connection: http.client.HTTPConnection, path: str) -> Callable[[], None]:
    """A function that sends a drawing to the page at this path and reads the answer."""
    drawing = np.zeros((SHEET, SHEET), dtype=np.uint8)
    drawing[60:84, 70:210] = drawing[84:230, 150:174] = 255  # a seven, more or less

    def ask() -> None:
        connection.request("POST", f"{path}answer", drawing.tobytes())
        response = connection.getresponse()
        text = response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"The page answered with {response.status}: {text[:200]!r}")

    return ask
