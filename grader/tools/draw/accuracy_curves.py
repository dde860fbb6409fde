"""Accuracy curves: how many test images the shown models recognise when all of them are shifted, rotated and so on.

They are measured once, by a predictor of their own, while the page goes on; then they are kept.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from grader.checks.networks.network import NetworkRefused
from grader.course.datasets import DataError, Dataset
from grader.grading.evaluation import labels_of
from grader.grading.live_predictor import LivePredictor
from grader.grading.predictor import LIMIT
from grader.sandbox.connection import Abandoned
from grader.tools.draw.answers import AGAIN
from grader.tools.draw.shown_models import ShownModel
from grader.tools.draw.variations import VARIATIONS
from grader.util import cache
from grader.util.errors import CheckFailure

MEASURED = 2_000  # test images, evenly chosen; the share is right to within a point and a half where it is 0.9
VERSION = 1  # of the variations: another one measures again

Curve = list[float]  # the share of images that is recognised, for each amount of a variation


@dataclass
class AccuracyCurves:
    """Measures the curves, and knows those that were measured before.

    Attributes:
        models: of which.
        dataset: gives the test images when they are first needed.
        predictor: computes; its worker is started when something is to be measured.
    """

    models: tuple[ShownModel, ...]
    dataset: Callable[[], Dataset]
    predictor: LivePredictor = field(default_factory=lambda: LivePredictor(limit=LIMIT))
    sentence: str = ""
    _known: dict[str, dict[str, Curve]] = field(default_factory=dict)
    _thread: threading.Thread | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Whether it measures at the moment."""
        return self._thread is not None and self._thread.is_alive()

    def known(self) -> dict[str, dict[str, Curve]]:
        """The curves that are there, by the name of the model and of the variation.

        Raises:
            DataError: the test images cannot be had.
        """
        for model in self.models:
            if model.network is not None and model.name not in self._known:
                curves = _whole(cache.get_facts(self._key(model)))
                if curves is not None:
                    self._known[model.name] = curves
        return dict(self._known)

    def start(self) -> None:
        """Measure what is not known yet, without waiting for it."""
        if not self.running and not self._stopped.is_set():
            self._thread = threading.Thread(target=self._measure, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop measuring, and end the worker."""
        self._stopped.set()
        self.predictor.close()
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(AGAIN)
            self.predictor.close()

    def _measure(self) -> None:
        try:
            known = self.known()
            for model in self.models:
                if model.network is not None and model.name not in known:
                    self._measure_model(model)
            self.sentence = ""
        except (CheckFailure, DataError, NetworkRefused) as error:
            self.sentence = str(error)
        except Abandoned:
            self.sentence = ""
        finally:
            self.predictor.close()

    def _measure_model(self, model: ShownModel) -> None:
        data = self.dataset()
        chosen = np.linspace(0, len(data.test_images) - 1, min(MEASURED, len(data.test_images))).astype(int)
        images, labels = data.test_images[chosen], data.test_labels[chosen]
        total = sum(len(variation.amounts) for variation in VARIATIONS.values())
        curves: dict[str, Curve] = {}
        for name, variation in VARIATIONS.items():
            curves[name] = []
            for amount in variation.amounts:
                if self._stopped.is_set():
                    return
                done = sum(map(len, curves.values()))
                self.sentence = f"Measuring {model.name} on {len(images):,} test images: {done} of {total}"
                changed = images if amount == variation.none else variation.change(images, amount)
                curves[name].append(self._share(model, changed, labels))
        self._known[model.name] = curves
        cache.put_facts(dict(curves), self._key(model))

    def _share(self, model: ShownModel, images: np.ndarray, labels: np.ndarray) -> float:
        if model.network is None:
            raise NetworkRefused(model.refusal)
        given, _maps = self.predictor.ask(model.key, model.network, model.network.takes(images))
        return round(float((labels_of(given) == labels).mean()), 4)

    def _key(self, model: ShownModel) -> str:
        amounts = {name: list(variation.amounts) for name, variation in VARIATIONS.items()}
        images = {"dataset": self.dataset().digest, "images": MEASURED}
        return cache.key(curves=model.key, version=VERSION, amounts=amounts, **images)


def _whole(kept: object) -> dict[str, Curve] | None:
    """Kept curves, or None where they are not what was kept."""
    if not isinstance(kept, dict) or kept.keys() != VARIATIONS.keys():
        return None
    for name, curve in kept.items():
        if not isinstance(curve, list) or len(curve) != len(VARIATIONS[name].amounts):
            return None
        if not all(isinstance(share, float) and 0 <= share <= 1 for share in curve):
            return None
    return kept
