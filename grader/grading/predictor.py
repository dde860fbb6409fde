"""The predictor runs networks in its own worker: no submission is loaded there, and no label ever goes there."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.checks.networks.network import Network, NetworkRefused
from grader.grading.evaluation import labels_of
from grader.sandbox.connection import Connection, OutOfTime, StartWorker, WorkerLost, import_keras, start_worker
from grader.util.errors import Unjudged

LIMIT = 120.0  # seconds of its own time for all images; build_cnn takes 2 for a test set, on two cores
TRIES = 2  # of what only the clock cut off
COMPUTING = "Computing the model's answers"
REFUSED = "TensorFlow cannot compute the model"


@dataclass
class Predictor:
    """Predicts; its worker is started ahead, and replaced when a network has brought it down.

    Attributes:
        worker: starts one.
        cost: seconds of processor time that an image took in the last prediction.
    """

    worker: StartWorker = start_worker
    cost: float = 0.0
    _link: Connection | None = None
    _warming: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the worker and have it import Keras, without waiting for it."""
        if self._link is None:
            self._link = self.worker(None)
            self._warming = threading.Thread(target=import_keras, args=(self._link,), daemon=True)
            self._warming.start()

    def close(self) -> None:
        if self._link is not None:
            self._link.abandon()  # it may import Keras still
            self._link = None

    def answers(self, network: Network, images: np.ndarray) -> np.ndarray:
        """The answers of a network to each image, float32 (n, 10): any numbers, NaN and infinity among them.

        Args:
            network: one that takes digits.
            images: float32, shaped as it takes them (`Network.takes`).

        Raises:
            NetworkRefused: it does not take digits, or it cannot be computed.
            Unjudged: the machine was too busy to find out.
        """
        network.refuse_unless_digits()
        request = {"op": "predict", "network": network.plain, "images": images, "at_once": network.images_at_once}
        reply = self._asked(lambda link: link.ask(COMPUTING, LIMIT, **request))
        match reply:
            case {"answers": np.ndarray() as answers, "cost": float(cost)} if answers.shape == (
                len(images),
                *network.output_shape,
            ):
                self.cost = cost
                return answers
            case {"refused": str(reason)}:
                raise NetworkRefused(f"{REFUSED}: {reason}")
        raise RuntimeError(f"the predictor answered with {sorted(reply)}")

    def labels(self, network: Network, images: np.ndarray) -> np.ndarray:
        """The label that a network gives each image: where its largest answer is, or -1 where an answer is NaN.

        Args and errors are those of `answers`.
        """
        return labels_of(self.answers(network, images))

    def accuracy(self, network: Network, images: np.ndarray, labels: np.ndarray) -> float:
        """The share of images (n, 28, 28) uint8 that a network gives their label.

        Raises:
            NetworkRefused: as `answers`.
        """
        return float((self.labels(network, network.takes(images)) == labels).mean())

    def _asked(self, ask: Callable[[Connection], dict[str, Any]]) -> dict[str, Any]:
        """What `ask` gets from the worker, which is replaced if that brings it down."""
        for _try in range(TRIES):
            link = self._ready()
            try:
                return ask(link)
            except WorkerLost as lost:
                self.close()
                if isinstance(lost, OutOfTime) and lost.by_clock:
                    continue
                raise NetworkRefused(f"The model cannot be measured. {lost} Make it smaller, or more usual.") from lost
        raise Unjudged("The model could not be measured, because other programs kept this machine busy. Grade again.")

    def _ready(self) -> Connection:
        """The worker, once it has imported Keras."""
        self.start()
        if self._warming is not None:
            self._warming.join()
        if self._link is None or not self._link.alive:
            self.close()
            raise Unjudged(
                "The process that computes models could not import Keras. Grade again; if that fails, report it."
            )
        return self._link
