"""What the shown models answer, asked one after the other of a predictor whose worker keeps them built."""

import threading
from dataclasses import dataclass, field

import numpy as np

from grader.checks.networks.network import NetworkRefused
from grader.grading.evaluation import probabilities_of
from grader.grading.live_predictor import LivePredictor
from grader.sandbox.connection import Abandoned
from grader.tools.draw.shown_models import ShownModel
from grader.util.errors import Unjudged

AGAIN = 0.1  # seconds until a worker is ended again that another thread may have started meanwhile
CLOSED = "The command that shows this page has ended. Start it again: nox -s draw"


@dataclass(frozen=True)
class ModelAnswer:
    """What a model says to some images.

    Attributes:
        name: of the model.
        probabilities: float64 (n, 10), NaN where it says NaN; None where it cannot be asked.
        refusal: why, as a sentence.
        maps: of its first convolution for the first image, float32 (rows, columns, filters), where they are wanted.
    """

    name: str
    probabilities: np.ndarray | None
    refusal: str = ""
    maps: np.ndarray | None = None


@dataclass
class Answers:
    """Asks the models; a model that brings the worker down is not asked again.

    Attributes:
        models: to ask.
        predictor: computes; it answers one thread at a time.
    """

    models: tuple[ShownModel, ...]
    predictor: LivePredictor = field(default_factory=LivePredictor)
    _refused: dict[str, str] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def warm(self) -> dict[str, str]:
        """Have all models built before the first drawing is there; why some cannot be asked, by their names."""
        found = self.ask(np.zeros((1, 28, 28), dtype=np.uint8))
        return {each.name: each.refusal for each in found if each.refusal}

    def ask(self, images: np.ndarray, *, maps: bool = False) -> list[ModelAnswer]:
        """What each model says to images (n, 28, 28) uint8; `maps` wants those of the first convolution."""
        with self._turn:
            return [self._asked(model, images, maps) for model in self.models]

    def close(self) -> None:
        """End the worker, whoever waits for it; nothing is asked any more."""
        self._closed = True
        self.predictor.close()
        while not self._turn.acquire(timeout=AGAIN):
            self.predictor.close()  # whoever has the turn has started another one
        self._turn.release()
        self.predictor.close()

    def _asked(self, model: ShownModel, images: np.ndarray, maps: bool) -> ModelAnswer:
        if model.network is None:
            return ModelAnswer(model.name, None, model.refusal)
        if self._closed:
            return ModelAnswer(model.name, None, CLOSED)
        if refusal := self._refused.get(model.name):
            return ModelAnswer(model.name, None, refusal)
        try:
            given, found = self.predictor.ask(model.key, model.network, model.network.takes(images), maps=maps)
        except NetworkRefused as error:
            self._refused[model.name] = str(error)
            return ModelAnswer(model.name, None, str(error))
        except Abandoned:
            return ModelAnswer(model.name, None, CLOSED)
        except Unjudged as error:
            return ModelAnswer(model.name, None, str(error))
        return ModelAnswer(model.name, chances(given), maps=found)


def chances(given: np.ndarray) -> np.ndarray:
    """Answers as probabilities, a row of NaN for one that has NaN in it."""
    found = probabilities_of(given)[0]
    found[np.isnan(given).any(axis=1)] = np.nan
    return found
