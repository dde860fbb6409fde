"""The drawing page in tests: models that answer at once, a server in a thread, requests to it, and digits to draw."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from grader.checks.networks.network import Network, NetworkRefused
from grader.course import digits
from grader.course.datasets import Dataset
from grader.grading.live_predictor import LivePredictor
from grader.sandbox.worker import wire
from grader.tools.draw import serving
from grader.tools.draw.accuracy_curves import AccuracyCurves
from grader.tools.draw.answers import Answers
from grader.tools.draw.shown_models import Shown, ShownModel
from grader.tools.draw.site import Site

LIMIT = 60.0  # seconds for what takes hundredths
DENSE = json.dumps(
    {
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "layers": [
                {
                    "module": "keras.layers",
                    "class_name": "InputLayer",
                    "config": {"batch_shape": [None, 28, 28], "dtype": "float32"},
                },
                {"module": "keras.layers", "class_name": "Flatten", "config": {}},
                {
                    "module": "keras.layers",
                    "class_name": "Dense",
                    "config": {"units": 10, "activation": "softmax", "use_bias": True},
                },
            ]
        },
    }
)
# Corners of a sheet of 280 by 280 that a pen goes through, stroke by stroke.
SEVEN = [[(70, 60), (210, 60), (180, 130), (140, 230)]]
ZERO = [[(140, 50), (90, 80), (70, 140), (90, 200), (140, 230), (190, 200), (210, 140), (190, 80), (140, 50)]]


def network() -> Network:
    """A small network, whose weights are zeros."""
    weights = [np.zeros((784, 10), dtype=np.float32), np.zeros(10, dtype=np.float32)]
    return Network(wire.Model(DENSE, weights))


def model(name: str, *, refusal: str = "") -> ShownModel:
    """A model of the page; one with a refusal cannot be asked."""
    return ShownModel(name, f"key of {name}", 0.97, "digits", None if refusal else network(), refusal)


class Quick(LivePredictor):
    """A predictor without a worker: it says 7 of what has ink in its middle, 1 of anything else."""

    def start(self) -> None:
        pass

    def ask(
        self,
        name: str,
        network: Network,  # noqa: ARG002  the name says what it answers
        images: np.ndarray,
        *,
        maps: bool = False,
    ) -> tuple[np.ndarray, np.ndarray | None]:
        if "lost" in name:
            raise NetworkRefused("The model cannot be measured. Make it smaller, or more usual.")
        sees = images.reshape(len(images), 28, 28)[:, 10:18, 10:18].max(axis=(1, 2)) > 0
        answers = np.where(sees[:, None], np.eye(10)[7], np.eye(10)[1]) * 0.9 + 0.01
        if "silent" in name:
            answers[:] = np.nan
        shown = np.ones((26, 26, 4), dtype=np.float32) if maps and "cnn" in name else None
        return answers.astype(np.float32), shown


def dataset() -> Dataset:
    """A few images of each digit; none is one of a person's."""
    generator = np.random.default_rng(2)
    images = generator.integers(0, 256, (40, 28, 28), dtype=np.uint8)
    labels = np.arange(40, dtype=np.uint8) % 9  # no nine
    return Dataset("digits", images, labels, images, labels, digits.RECIPE.digest(), "Made for a test.")


def site(*names: str, drawings: Path | None = None, **refused: str) -> Site:
    """A site of models with these names, that answer at once."""
    models = (*(model(name) for name in names), *(model(name, refusal=why) for name, why in refused.items()))
    curves = AccuracyCurves(models, dataset, Quick())
    return Site(Shown(models, "These models are yours."), Answers(models, Quick()), curves, dataset, drawings)


@contextmanager
def served(shown: Site) -> Iterator[str]:
    """The address of a page, served until the block ends."""
    listening = serving.listening(0)
    token, address = serving.new_address(listening)
    server = serving.server(shown.application(token))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(LIMIT)
        shown.curves.close()
        shown.answers.close()
        listening.close()


def asked(
    address: str, name: str = "", body: bytes | None = None, *, host: str = "", method: str = ""
) -> tuple[int, dict[str, str], Any]:
    """Status, headers and body of what the page answers: JSON is read, the rest is text."""
    where, _, path = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(where, timeout=LIMIT)
    try:
        headers = {"Host": host} if host else {}
        connection.request(method or ("GET" if body is None else "POST"), f"/{path}{name}", body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        given = {key.lower(): value for key, value in response.getheaders()}
        return response.status, given, json.loads(text) if "json" in given.get("content-type", "") else text
    finally:
        connection.close()


def until(holds: Any, seconds: float = LIMIT) -> Any:
    """What `holds` gives once it gives something; asked again and again."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise TimeoutError("it did not come to that")
        time.sleep(0.02)
    return found


def along(corners: list[tuple[int, int]], steps: int = 8) -> list[tuple[float, float]]:
    """Points on the way through corners, as a hand goes."""
    points = [
        (start[0] + (end[0] - start[0]) * step / steps, start[1] + (end[1] - start[1]) * step / steps)
        for start, end in itertools.pairwise(corners)
        for step in range(steps)
    ]
    return [*points, corners[-1]]
