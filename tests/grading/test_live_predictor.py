"""The live predictor: it answers as in a grading, keeps networks built, and outlives a lost worker."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from grader.checks.networks.network import Network, NetworkRefused
from grader.grading.live_predictor import LivePredictor
from grader.grading.predictor import Predictor
from grader.sandbox.connection import WorkerLost
from solutions import models
from tests.support import drawing

IMAGES = np.random.default_rng(8).integers(0, 256, (3, 28, 28), dtype=np.uint8)


@pytest.fixture(scope="module")
def live() -> Iterator[LivePredictor]:
    predictor = LivePredictor()
    yield predictor
    predictor.close()


@pytest.fixture(scope="module")
def cnn(described: Callable[[object], Any]) -> Network:
    return Network(described(models.build_cnn()))


@pytest.mark.slow
def test_it_answers_as_in_a_grading(live: LivePredictor, cnn: Network) -> None:
    predictor = Predictor()
    try:
        expected = predictor.answers(cnn, cnn.takes(IMAGES))
    finally:
        predictor.close()
    answers, maps = live.ask("cnn", cnn, cnn.takes(IMAGES))

    np.testing.assert_allclose(answers, expected, rtol=1e-4, atol=1e-6)
    assert maps is None


def test_the_maps_are_those_of_the_first_convolution(live: LivePredictor, cnn: Network) -> None:
    _, maps = live.ask("cnn", cnn, cnn.takes(IMAGES), maps=True)
    kernel, bias = cnn.weights[:2]  # (3, 3, 1, 32) and (32,)
    image = cnn.takes(IMAGES)[0, :, :, 0]
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    expected = np.maximum(np.einsum("rcij,ijf->rcf", windows, kernel[:, :, 0]) + bias, 0)  # relu

    assert maps is not None
    np.testing.assert_allclose(maps, expected, rtol=1e-4, atol=1e-5)


def test_a_network_without_convolution_has_no_maps(live: LivePredictor) -> None:
    network = drawing.network()
    answers, maps = live.ask("dense", network, network.takes(IMAGES), maps=True)

    assert network.first_convolution is None
    assert maps is None
    np.testing.assert_allclose(answers, np.full((3, 10), 0.1), atol=1e-6)


def test_several_networks_are_held_at_once(live: LivePredictor, cnn: Network) -> None:
    network = drawing.network()
    first = live.ask("cnn", cnn, cnn.takes(IMAGES))[0]
    live.ask("dense", network, network.takes(IMAGES))

    np.testing.assert_array_equal(live.ask("cnn", cnn, cnn.takes(IMAGES))[0], first)
    assert {"cnn", "dense"} <= live._held


@pytest.mark.slow
def test_after_a_lost_worker_networks_are_built_again(cnn: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    predictor = LivePredictor()
    try:
        first = predictor.ask("cnn", cnn, cnn.takes(IMAGES))[0]
        link = predictor._ready()

        def lose(*_asked: object, **_request: object) -> dict[str, Any]:
            link.close()
            raise WorkerLost("It ended.")

        with monkeypatch.context() as patch:
            patch.setattr(link, "ask", lose)
            with pytest.raises(NetworkRefused, match=r"cannot be measured\. It ended\. Make it smaller"):
                predictor.ask("cnn", cnn, cnn.takes(IMAGES))
        np.testing.assert_allclose(predictor.ask("cnn", cnn, cnn.takes(IMAGES))[0], first, rtol=1e-4)
    finally:
        predictor.close()


def test_what_tensorflow_cannot_build_is_refused(live: LivePredictor) -> None:
    network = drawing.network()
    odd = {**network.plain, "layers": [("Flatten", {}), ("Dense", {"units": 10, "activation": "nonesuch"})]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Network, "plain", property(lambda _network: odd))
        with pytest.raises(NetworkRefused, match="TensorFlow cannot compute the model: "):
            live.ask("odd", network, network.takes(IMAGES))
