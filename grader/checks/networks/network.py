"""A network is a student's model, known only from its configuration and weights.

What it is made of is read without Keras (`checks.networks.design`), so that looking at a design costs nothing. To be
measured (`grading.predictor`), it is rebuilt with the settings that were read, and nothing else of the configuration.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, starmap
from typing import Any

import numpy as np

from grader.checks.networks.design import ParsedModel, Step, parse_model
from grader.checks.networks.layer_descriptions import LayerDescription, describe_layer, does_nothing
from grader.checks.networks.layer_effects import LayerRefused, Shape
from grader.checks.networks.layers import ONLY_TRAINING
from grader.sandbox.remedies import of_answer
from grader.sandbox.worker import wire

IMAGES_AT_ONCE = 500
NUMBERS_AT_ONCE = 50_000_000  # between two layers: 200 MB
WORK_AT_ONCE = 20_000_000_000  # multiply-adds; a large convolution takes memory for each of them
PIXELS = 28 * 28
CLASSES = 10
RESHAPES = ("Flatten", "Reshape")
# What an addition adds up: the same thing twice, branches with as many layers each, a branch and a way around layers.
ADDED = SAME, PARALLEL, SKIP = ("same", "parallel", "skip")


class NetworkRefused(AssertionError):
    """The model is not one that may be rebuilt here, with a sentence for the student."""


@dataclass(frozen=True)
class Layer:
    """A layer as it is applied.

    An activation that is a layer counts as the activation of the layer before it, a Reshape to rows as Flatten, a
    border of zeros as the padding of the convolution behind it. A layer that does nothing does not count, nor does a
    Reshape that is reshaped again.

    Attributes:
        look: kind and settings, as text such as "Conv2D(32, 3x3, relu)".
        shape: of what it gives for one image.
        parameters: how many numbers it learns or keeps.
    """

    look: LayerDescription
    shape: Shape
    parameters: int

    def __str__(self) -> str:
        return str(self.look)


class Network:
    """A model that crossed; `Network(answer)` refuses whatever is not one.

    Args:
        answer: what the student's function returned.

    Raises:
        NetworkRefused: it is not a model, or one that may not be rebuilt.
    """

    def __init__(self, answer: object) -> None:
        if not isinstance(answer, wire.Model) or not isinstance(answer.config, str):
            raise NetworkRefused(_no_model(answer))
        try:
            self._design = parse_model(answer.config)
        except LayerRefused as error:
            raise NetworkRefused(str(error)) from error
        self.weights = _weights(answer.weights, self._design)
        if not self.layers:
            raise NetworkRefused("The model has no layer that does anything.")

    @property
    def input_shape(self) -> Shape:
        """Shape of one image as the model takes it."""
        return self._design.input_shape

    @property
    def output_shape(self) -> Shape:
        """Shape of the answer for one image."""
        return self._design.shape_of(self._design.output)

    @property
    def parameters(self) -> int:
        """How many numbers it learns or keeps."""
        return sum(layer.parameters for layer in self._design.layers)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers in the order of their application, each activation folded into what it acts on."""
        return tuple(_folded(self._design))

    @property
    def idle(self) -> tuple[str, ...]:
        """What does nothing, such as "Dropout(0.0)", or is reshaped again, and so is not among `layers`; in order."""
        return tuple(str(self._design.steps[place].look) for place in sorted(_without_trace(self._design)))

    @property
    def input_dtype(self) -> str:
        """In which it takes images, such as "float32"."""
        return self._design.input_dtype

    @property
    def output_dtype(self) -> str:
        """In which it answers."""
        return self._design.output_dtype

    @property
    def frozen(self) -> tuple[str, ...]:
        """Kinds of its layers whose weights are not to be trained, in Keras' order."""
        return tuple(layer.kind for layer in self._design.layers if layer.frozen and layer.weights)

    @property
    def stuck(self) -> tuple[str, ...]:
        """Kinds of its layers whose units all have the same weights, and so learn the same; in Keras' order.

        Of the last layer that is as good a start as another, since each of its units has its own label.
        """
        found, waiting = [], iter(self.weights)
        with_units = [layer for layer in self._design.layers if layer.kind == "Dense" or "Conv" in layer.kind]
        for layer in self._design.layers:
            arrays = [next(waiting) for _ in layer.weights]
            hidden = any(layer is other for other in with_units[:-1]) and layer.weights[0][-1] > 1
            if hidden and bool((arrays[0] == arrays[0][..., :1]).all()):
                found.append(layer.kind)
        return tuple(found)

    @property
    def is_finite(self) -> bool:
        """Whether no weight of it is NaN or infinite."""
        return all(bool(np.isfinite(weight).all()) for weight in self.weights)

    @property
    def has_convolution(self) -> bool:
        """Whether any of its layers is one."""
        kinds = [kind for layer in self._design.layers for kind in (layer.kind, *layer.options.get("layer", ())[:1])]
        return any("Conv" in kind for kind in kinds)

    @cached_property
    def first_convolution(self) -> tuple[int, Shape] | None:
        """The step that applies the first convolution over images, and the shape of its maps; None without one."""
        for place, step in enumerate(self._design.steps):
            if "Conv2D" in self._design.layers[step.layer].kind and len(step.shape) == 3:
                return place, step.shape
        return None

    @property
    def additions(self) -> tuple[str, ...]:
        """What each of its additions adds up: SAME, PARALLEL or SKIP; of several branches, the last that two are."""
        through: list[frozenset[int]] = []  # for each step, those before it and itself that change what they are given
        found = []
        for place, step in enumerate(self._design.steps):
            branches = [through[at] if at >= 0 else frozenset[int]() for at in step.inputs]
            if self._design.layers[step.layer].kind == "Add":
                found.append(max(starmap(self._added, combinations(branches, 2)), key=ADDED.index))
            own = {place} if self._changes(step) else set()
            through.append(frozenset(own).union(*branches))
        return tuple(found)

    def _added(self, one: frozenset[int], other: frozenset[int]) -> str:
        """SAME, PARALLEL or SKIP, by the steps that two branches go through.

        The way around some layers may have one that makes its shape fit: a convolution of 1 x 1, or a dense layer.
        """
        if one == other:
            return SAME
        if one < other or other < one:
            return SKIP
        ways = sorted((self._kernels(one - other), self._kernels(other - one)), key=lambda way: (len(way), way))
        fits = ways[0] in ([], [0], [1]) and ways[0] != ways[1]
        return SKIP if fits else PARALLEL

    def _kernels(self, branch: frozenset[int]) -> list[int]:
        """The longest side of each kernel in a branch, the smallest first; a dense layer's is 0."""
        layers = [self._design.layers[self._design.steps[place].layer] for place in branch]
        mixing = [layer for layer in layers if layer.kind == "Dense" or "Conv" in layer.kind]
        return sorted(max(layer.options.get("kernel_size", (0,))) for layer in mixing)

    def _changes(self, step: Step) -> bool:
        """Whether a step does more to numbers than to activate, scale or move them, each by itself."""
        layer = self._design.layers[step.layer]
        return bool(layer.weights) or "Pooling" in layer.kind

    def refuse_unless_digits(self) -> None:
        """See that it could be measured.

        Raises:
            NetworkRefused: it does not take an image, or does not answer with ten numbers.
        """
        if math.prod(self.input_shape) != PIXELS:
            raise NetworkRefused(f"The model takes {self.input_shape}; an image is (28, 28), or (28, 28, 1).")
        if self.output_shape != (CLASSES,):
            raise NetworkRefused(f"The model answers with {self.output_shape} per image; ten digits are (10,).")

    def takes(self, images: np.ndarray) -> np.ndarray:
        """Images (n, 28, 28) uint8 as the model takes them: float32 in [0, 1], shaped as its input.

        Raises:
            NetworkRefused: as `refuse_unless_digits`.
        """
        self.refuse_unless_digits()
        scaled: np.ndarray = (images / np.float32(255)).astype(np.float32).reshape(len(images), *self.input_shape)
        return scaled

    @property
    def images_at_once(self) -> int:
        """How many images may be computed at a time."""
        largest = max(math.prod(step.shape) for step in self._design.steps)
        work = sum(step.work for step in self._design.steps)
        return max(1, min(IMAGES_AT_ONCE, NUMBERS_AT_ONCE // largest, WORK_AT_ONCE // max(1, work)))

    @property
    def plain(self) -> dict[str, Any]:
        """The network as `sandbox.worker.predict` takes it; layers that do nothing any more become identities."""
        layers, weights, waiting = [], [], iter(self.weights)
        for layer in self._design.layers:
            idle = layer.kind in ONLY_TRAINING
            layers.append(("Identity", {}) if idle else (layer.kind, dict(layer.options)))
            weights.append([next(waiting) for _ in layer.weights])
        return {
            "input_shape": self.input_shape,
            "layers": layers,
            "steps": [(step.layer, step.inputs) for step in self._design.steps],
            "output": self._design.output,
            "weights": weights,
        }


def same_arrays(some: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> bool:
    """Whether these are as many arrays as those, of the same shapes and numbers."""
    return len(some) == len(others) and all(map(np.array_equal, some, others))


def _no_model(answer: object) -> str:
    if answer is None:
        return "It returned nothing. Does it end with `return model`?"
    if isinstance(answer, wire.Foreign) and answer.type in ("Sequential", "Functional", "Model"):
        if answer.text.startswith("The same layer"):
            return f"{answer.text}: make a new one for each place."
        if "cannot be written" not in answer.text:
            return f"It returned a {answer.type} of another Keras: import from keras, not tensorflow.python.keras."
    if isinstance(answer, wire.Foreign) and (remedy := of_answer(answer.type)):
        return remedy
    if isinstance(answer, wire.Foreign):
        return f"It returned a {answer.type}: {answer.text}. Return a Sequential or a functional Keras model."
    return f"It returned a {type(answer).__name__}. Return a Keras model."


def _weights(given: object, design: ParsedModel) -> list[np.ndarray]:
    """The weights as float32, in the order of the design's layers."""
    arrays = [array for array in given if isinstance(array, np.ndarray)] if isinstance(given, list) else []
    if [array.shape for array in arrays] != design.weights or any(array.dtype.kind not in "fiu" for array in arrays):
        raise NetworkRefused("The weights do not fit the model's configuration. Return the model as Keras made it.")
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and the answers NaN
        return [array.astype(np.float32, copy=False) for array in arrays]


def _folded(design: ParsedModel) -> list[Layer]:
    folded: list[Layer] = []
    made_by: dict[int, int] = {-1: -1}  # which of the folded layers gives what a step gives; -1: none, it is the image
    counted: set[int] = set()
    without_trace = _without_trace(design)
    for place, step in enumerate(design.steps):
        parameters = 0 if step.layer in counted else design.layers[step.layer].parameters
        counted.add(step.layer)
        before = made_by[step.inputs[0]]
        made_by[place] = before
        if place in without_trace:
            continue
        if (look := _padded_like_same(design, step)) is not None:
            folded[before] = Layer(look, step.shape, parameters)
            continue
        if step.look.kind != "Activation":
            folded.append(Layer(step.look, step.shape, parameters))
        elif before >= 0 and before == len(folded) - 1 and folded[before].look.activation == "linear":
            folded[before] = replace(folded[before], look=replace(folded[before].look, activation=step.look.activation))
            continue
        else:
            folded.append(Layer(step.look, step.shape, parameters))
        made_by[place] = len(folded) - 1
    return folded


def _without_trace(design: ParsedModel) -> set[int]:
    """The steps that do nothing, and those that reshape what is only reshaped again."""
    takers: dict[int, list[int]] = {}
    for place, step in enumerate(design.steps):
        for given in step.inputs:
            takers.setdefault(given, []).append(place)

    kinds = [design.layers[step.layer].kind for step in design.steps]
    idle: set[int] = set()  # what does nothing by itself
    reshaped: set[int] = set()  # what is only reshaped again, now or behind what does nothing
    for place, step in reversed(list(enumerate(design.steps))):
        shapes = [design.shape_of(given) for given in step.inputs]
        if does_nothing(kinds[place], design.layers[step.layer].options, shapes):
            idle.add(place)
        again = [at in reshaped if at in idle else kinds[at] in RESHAPES for at in takers.get(place, [])]
        if again and all(again) and place != design.output:
            reshaped.add(place)
    found = idle | {place for place in reshaped if kinds[place] in RESHAPES}
    for place, step in enumerate(design.steps):
        (source, *_) = step.inputs
        while source in found:
            (source, *_) = design.steps[source].inputs
        if kinds[place] in RESHAPES and step.shape == design.shape_of(source):
            found.add(place)
    return found


def _padded_like_same(design: ParsedModel, step: Step) -> LayerDescription | None:
    """The look of a convolution with padding="same", if this one is that with the ZeroPadding2D before it."""
    layer, given = design.layers[step.layer], step.inputs[0]
    if layer.kind not in ("Conv2D", "SeparableConv2D", "DepthwiseConv2D") or given < 0:
        return None
    border, options = design.layers[design.steps[given].layer], layer.options
    if border.kind != "ZeroPadding2D" or options["padding"] != "valid" or set(options["strides"]) != {1}:
        return None
    reaches = [rate * (size - 1) for rate, size in zip(options["dilation_rate"], options["kernel_size"], strict=True)]
    alone = sum(other.inputs.count(given) for other in design.steps) == 1
    if not alone or border.options["padding"] != tuple((reach // 2, reach - reach // 2) for reach in reaches):
        return None
    shape = design.shape_of(design.steps[given].inputs[0])
    return describe_layer(layer.kind, {**options, "padding": "same"}, [shape])
