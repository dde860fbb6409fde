"""The live predictor answers one image after the other: networks stay built in its worker, so that nobody waits."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.checks.networks.network import Network, NetworkRefused
from grader.grading.predictor import COMPUTING, LIMIT, REFUSED, Predictor
from grader.sandbox.connection import Connection

LIVE_LIMIT = 30.0  # seconds of its own time for a question; hundredths are usual, the largest model takes 10 for a map


@dataclass
class LivePredictor(Predictor):
    """A predictor for a network that is asked often; as there, no submission is loaded in its worker.

    Networks are told apart by names, which are the caller's to choose, each for one network only.

    Attributes:
        limit: seconds of its own time that the worker has for the images of one question.
    """

    limit: float = LIVE_LIMIT
    _holder: Connection | None = None  # the worker that has the networks of `_held`
    _held: set[str] = field(default_factory=set)

    def ask(
        self, name: str, network: Network, images: np.ndarray, *, maps: bool = False
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """The answers of a network to each image, float32 (n, 10), and the maps of its first convolution.

        Args:
            name: of the network.
            network: one that takes digits.
            images: float32, shaped as it takes them (`Network.takes`).
            maps: whether the maps are wanted: of the first image, float32 (rows, columns, filters); None without one.

        Raises:
            NetworkRefused, Unjudged: as `answers`.
        """
        network.refuse_unless_digits()
        at_once = network.images_at_once
        asked = {"op": "ask", "name": name, "images": images, "at_once": at_once, "shown": maps}

        def ask(link: Connection) -> dict[str, Any]:
            self._hold(link, name, network)
            return link.ask(COMPUTING, self.limit, **asked)

        reply = _computed(self._asked(ask))
        expected = [(1, *network.first_convolution[1])] if maps and network.first_convolution else []
        match reply:
            case {"answers": np.ndarray() as answers, "steps": [*steps]} if (
                answers.shape == (len(images), *network.output_shape)
                and [step.shape for step in steps if isinstance(step, np.ndarray)] == expected
            ):
                return answers, steps[0][0] if steps else None
        raise RuntimeError(f"the predictor answered with {sorted(reply)}")

    def _hold(self, link: Connection, name: str, network: Network) -> None:
        """See that the worker has the network."""
        if link is not self._holder:
            self._holder, self._held = link, set()
        if name not in self._held:
            shown = [network.first_convolution[0]] if network.first_convolution else []
            _computed(link.ask("Building the model", LIMIT, op="hold", name=name, network=network.plain, shown=shown))
            self._held.add(name)


def _computed(reply: dict[str, Any]) -> dict[str, Any]:
    if "refused" in reply:
        raise NetworkRefused(f"{REFUSED}: {reply['refused']}")
    return reply
