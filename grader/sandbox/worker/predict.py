"""Runs a network for the near side, which has read and checked it: rebuilt from Keras' layers, by their settings.

It happens in a worker of its own, in which no submission is ever loaded: with odd enough sizes, TensorFlow's native
code ends the process that it runs in.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np


def answers(network: dict[str, Any], images: np.ndarray, at_once: int) -> tuple[np.ndarray, float]:
    """The network's answer to each image, float32, and the seconds of processor time that an image takes.

    The first images are not timed: TensorFlow compiles the network meanwhile. Where there are no others, it is 0.0.

    Args:
        network: `input_shape`; `layers`, each a class of keras.layers and its settings; `steps`, each the place of a
            layer and those of the steps it takes from, -1 being the image; `output`, a step; `weights`, a list of
            arrays per layer.
        images: float32 (n, ...), shaped as the network's input.
        at_once: how many images to compute at a time.
    """
    function = compiled(network)
    parts = [np.asarray(function(images[:at_once])[0])]
    began = time.process_time()
    parts += [
        np.asarray(function(images[start : start + at_once])[0]) for start in range(at_once, len(images), at_once)
    ]
    took = (time.process_time() - began) / max(1, len(images) - at_once)
    return np.concatenate(parts).astype(np.float32), took


def compiled(network: dict[str, Any], *shown: int) -> Callable[[np.ndarray], list[Any]]:
    """A function that gives for images what the network answers, and then what each of the steps `shown` gives."""
    import tensorflow as tf

    model = rebuilt(network, *shown)
    kind = tf.TensorSpec((None, *network["input_shape"]), tf.float32)

    def given(images: Any) -> list[Any]:
        found = model(images, training=False)
        return list(found) if shown else [found]

    made: Callable[[np.ndarray], list[Any]] = tf.function(given, input_signature=[kind])
    return made


def rebuilt(network: dict[str, Any], *shown: int) -> Any:
    """The Keras model of a network; with `shown` it gives a list, the answer and what each of these steps gives."""
    import keras

    layers = [_made(*layer) for layer in network["layers"]]
    image = keras.Input(network["input_shape"])
    given: list[Any] = []
    for place, inputs in network["steps"]:
        tensors = [given[step] if step >= 0 else image for step in inputs]
        apart = len(tensors) == 1 or isinstance(layers[place], keras.layers.MultiHeadAttention)
        given.append(layers[place](*tensors) if apart else layers[place](tensors))
    for layer, weights in zip(layers, network["weights"], strict=True):
        layer.set_weights(weights)
        if weights and isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # it computes with a copy of them
    answer = given[network["output"]]
    return keras.Model(image, [answer, *(given[step] for step in shown)] if shown else answer)


def _made(kind: str, settings: dict[str, Any]) -> Any:
    """The layer; one that is within it is made first."""
    import keras

    within = {name: _made(*value) for name, value in settings.items() if name in ("layer", "backward_layer")}
    if kind == "Bidirectional":
        del within["backward_layer"]  # it makes that itself, of the other
        settings = {name: value for name, value in settings.items() if name != "backward_layer"}
    return getattr(keras.layers, kind)(**{**settings, **within})
