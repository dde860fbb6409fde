"""A design is a model as far as it can be known without Keras: which layers, applied to what, of which shapes.

Models within models are opened up. Every shape, every weight and the amount of work are known before any memory is
taken, and are held to limits.
"""

import math
from dataclasses import dataclass, field

from grader.checks.networks.configuration import (
    EXTREMES,
    FLOAT,
    MOST_STEPS,
    SCALES,
    Arithmetic,
    Chain,
    Graph,
    Leaf,
    Part,
    instead,
    read,
    snake,
)
from grader.checks.networks.layer_descriptions import LayerDescription, describe_layer
from grader.checks.networks.layer_effects import LayerRefused, Options, Shape
from grader.checks.networks.layers import KINDS, effect_of, options_of

MOST_PARAMETERS = 5_000_000  # 20 MB of float32; the largest reference design has a quarter million
LARGEST_OUTPUT = 2_000_000  # numbers per image between two layers; 28 x 28 x 512 is a fifth of it
MOST_WORK = 1_000_000_000  # multiply-adds per image; build_cnn takes 3 million


@dataclass(frozen=True)
class ParsedLayer:
    """A layer of the design.

    Attributes:
        kind: a key of `grader.checks.networks.layers.KINDS`.
        options: its settings, read.
        weights: shapes of its arrays, in Keras' order.
        frozen: they are not to be trained.
        dtype: of what it gives; None: that of what it is given.
    """

    kind: str
    options: Options
    weights: tuple[Shape, ...]
    frozen: bool = False
    dtype: str | None = None

    @property
    def parameters(self) -> int:
        """How many numbers they hold."""
        return sum(math.prod(shape) for shape in self.weights)


@dataclass(frozen=True)
class Step:
    """A layer applied.

    Attributes:
        layer: its place among the design's.
        inputs: the steps that it takes from; -1 is the image.
        shape: of what it gives for one image.
        work: multiply-adds for one image.
        look: what is told of it.
    """

    layer: int
    inputs: tuple[int, ...]
    shape: Shape
    work: int
    look: LayerDescription


@dataclass(frozen=True)
class ParsedModel:
    """A model, as far as it can be known without Keras; `output` is the step whose shape is the answer's."""

    input_shape: Shape
    layers: tuple[ParsedLayer, ...]
    steps: tuple[Step, ...]
    output: int
    input_dtype: str = FLOAT

    @property
    def output_dtype(self) -> str:
        """The dtype of the answer."""
        step = self.output
        while step >= 0:
            if (dtype := self.layers[self.steps[step].layer].dtype) is not None:
                return dtype
            step = self.steps[step].inputs[0]
        return self.input_dtype

    def shape_of(self, step: int) -> Shape:
        """The shape of what a step gives."""
        return self.steps[step].shape if step >= 0 else self.input_shape

    @property
    def weights(self) -> list[Shape]:
        """Shapes of all arrays, in Keras' order."""
        return [shape for layer in self.layers for shape in layer.weights]


def parse_model(text: str) -> ParsedModel:
    """The design that a configuration says.

    Raises:
        Refused: it says none, or one that is not made of Keras' own layers, or too large a one.
    """
    model = read(text)
    if model.input_shape is None:
        raise LayerRefused("The model has no input shape yet. Start it with keras.Input(shape=...).")
    return _Plan(model.input_shape).design(model)


@dataclass
class _Plan:
    input_shape: Shape
    layers: list[ParsedLayer | None] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    applications: int = 0
    _places: dict[Leaf, int] = field(default_factory=dict)  # of each leaf among the layers

    def design(self, model: Part) -> ParsedModel:
        self._place(model)
        output = self._apply(model, [-1])
        layers = tuple(layer for layer in self.layers if layer is not None)
        if len(layers) < len(self.layers):
            raise LayerRefused("The model has a layer that is applied to nothing.")
        dtype = model.input_dtype if isinstance(model, Chain | Graph) else FLOAT
        return ParsedModel(self.input_shape, layers, tuple(self.steps), output, dtype)

    def _place(self, part: Part) -> None:
        """Give every leaf its place, in the order in which Keras lists weights."""
        match part:
            case Leaf():
                self._places[part] = len(self.layers)
                self.layers.append(None)
                if part.after:
                    self._place(part.after)
            case Chain():
                for inner in part.parts:
                    self._place(inner)
            case Graph():
                for inner in part.parts.values():
                    self._place(inner)

    def _apply(self, part: Part, inputs: list[int | float]) -> int:
        self.applications += 1
        if self.applications > MOST_STEPS:
            raise LayerRefused(f"The model applies layers more than {MOST_STEPS} times. Build a smaller model.")
        if isinstance(part, Arithmetic):
            part, inputs = self._arithmetic(part, inputs)
        tensors = [place for place in inputs if type(place) is int]
        if not tensors or len(tensors) < len(inputs):
            raise LayerRefused(
                "The model applies a layer to a number, or to nothing. Apply each layer to the output of another one."
            )
        match part:
            case Leaf():
                return self._step(part, tensors)
            case Chain():
                return self._along(part, tensors)
            case Graph():
                return self._through(part, tensors)
        raise LayerRefused("The model applies something that is not a layer.")

    def _arithmetic(self, part: Arithmetic, inputs: list[int | float]) -> tuple[Part, list[int | float]]:
        match inputs:
            case [int(place), float(number)] | [float(number), int(place)] if part.name == "Maximum" and number == 0:
                return self._placed(Leaf("Activation", options_of("Activation", {"activation": "relu"}))), [place]
            case [int(), float()] | [float(), int()] if part.name in EXTREMES:
                said = f"The model uses keras.ops.{snake(part.name)} with a number, which the grader cannot read here."
                raise LayerRefused(f"{said} {instead(part.name)}")
            case [int(place), float(number)] if number or "Divide" not in part.name:
                scale, offset = SCALES[part.name](number)
            case [float(number), int(place)] if part.name in ("Add", "Multiply"):
                scale, offset = SCALES[part.name](number)
            case [float(number), int(place)] if part.name == "Subtract":
                scale, offset = -1.0, number
            case _ if part.leaf is not None:
                if part.leaf not in self._places:
                    self._place(part.leaf)
                return part.leaf, inputs
            case _:
                raise LayerRefused("The model divides, but not by a number other than 0. Use a layer instead.")
        return self._placed(Leaf("Rescaling", options_of("Rescaling", {"scale": scale, "offset": offset}))), [place]

    def _placed(self, leaf: Leaf) -> Leaf:
        """The leaf, which stands for an operation with a number, behind all others."""
        self._place(leaf)
        return leaf

    def _along(self, chain: Chain, inputs: list[int]) -> int:
        (place,) = self._one(inputs)
        self._fits(chain, place)
        for part in chain.parts:
            place = self._apply(part, [place])
        return place

    def _through(self, graph: Graph, inputs: list[int]) -> int:
        (place,) = self._one(inputs)
        self._fits(graph, place)
        known = {graph.begin: place}
        waiting = graph.applied
        while waiting:
            ready = [(at, given) for at, given in waiting if all(type(g) is float or g in known for g in given)]
            if not ready:
                raise LayerRefused("The model's layers are not connected as Keras connects them.")
            for at, given in ready:
                known[at] = self._apply(graph.parts[at.name], [g if type(g) is float else known[g] for g in given])
            waiting = [(at, given) for at, given in waiting if at not in known]
        if graph.end not in known:
            raise LayerRefused("The model's output is not connected to its input.")
        return known[graph.end]

    def _one(self, inputs: list[int]) -> list[int]:
        if len(inputs) != 1:
            raise LayerRefused("A model within the model has more than one input; it should have one.")
        return inputs

    def _fits(self, model: Chain | Graph, place: int) -> None:
        shape = self.steps[place].shape if place >= 0 else self.input_shape
        if model.input_shape not in (None, shape):
            raise LayerRefused(f"A model within the model takes {model.input_shape}, but is given {shape}.")

    def _step(self, leaf: Leaf, inputs: list[int]) -> int:
        shapes = [self.steps[place].shape if place >= 0 else self.input_shape for place in inputs]
        if len(inputs) > 1 and not KINDS[leaf.kind].merges:
            raise LayerRefused(f"{leaf.kind} is applied to {len(inputs)} inputs at once; it takes one.")
        effect = effect_of(leaf.kind, leaf.options, shapes)
        place = self._places[leaf]
        layer = self.layers[place] or ParsedLayer(leaf.kind, leaf.options, effect.weights, leaf.frozen, leaf.dtype)
        if layer.weights != effect.weights:
            raise LayerRefused(f"{leaf.kind} is applied to shapes that need different weights.")
        self.layers[place] = layer
        look = describe_layer(leaf.kind, leaf.options, shapes)
        self.steps.append(Step(place, tuple(inputs), effect.shape, effect.work, look))
        self._stay_small()
        return self._apply(leaf.after, [len(self.steps) - 1]) if leaf.after else len(self.steps) - 1

    def _stay_small(self) -> None:
        step = self.steps[-1]
        if math.prod(step.shape) > LARGEST_OUTPUT:
            raise LayerRefused(
                f"{step.look} gives {step.shape} per image, more than {LARGEST_OUTPUT:,} numbers. Make it smaller."
            )
        parameters = sum(layer.parameters for layer in self.layers if layer is not None)
        if parameters > MOST_PARAMETERS:
            raise LayerRefused(
                f"The model has {parameters:,} parameters up to its {step.look}; "
                f"the grader accepts at most {MOST_PARAMETERS:,}. Make it smaller."
            )
        if sum(step.work for step in self.steps) > MOST_WORK:
            raise LayerRefused(
                f"The model takes more than {MOST_WORK:,} multiplications for one image. Make it smaller."
            )
