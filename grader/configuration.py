"""A configuration is what Keras writes of a model; it comes from untrusted code, and is read here into a design.

A design is a list of steps, each a layer of `grader.layers` applied to what earlier steps gave, with every shape, every
weight and the amount of work known. Models within models are opened up. Keras is not asked: it would look up names,
decode functions and run symbolic code for whoever wrote the text.
"""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from grader.layers import KINDS, LayerRefused, Look, Options, Shape, effect_of, look_of, options_of

LONGEST = 1_000_000  # characters; the text of build_cnn has 6,000
DEEPEST = 8  # models within models
MOST_LAYERS = 60  # nested ones included; the largest reference design has 30
MOST_STEPS = 300  # layers and models applied to something, in all; one may be applied twice
MOST_PARAMETERS = 5_000_000  # 20 MB of float32; the largest reference design has a quarter million
LARGEST_OUTPUT = 2_000_000  # numbers per image between two layers; 28 x 28 x 512 is a fifth of it
MOST_WORK = 1_000_000_000  # multiply-adds per image; build_cnn takes 3 million

_MODELS = {
    ("keras", "Sequential"),
    ("keras.src.models.sequential", "Sequential"),
    ("keras", "Functional"),
    ("keras.src.models.functional", "Functional"),
    ("keras", "Model"),
}
# What is no layer in a functional model, and the layer that does the same: `x + y`, `keras.ops.relu(x)`.
_OPERATIONS = {
    ("keras.src.ops.nn", "Relu"): ("Activation", {"activation": "relu"}),
    ("keras.src.ops.nn", "Relu6"): ("Activation", {"activation": "relu6"}),
    ("keras.src.ops.nn", "Sigmoid"): ("Activation", {"activation": "sigmoid"}),
    ("keras.src.ops.nn", "Silu"): ("Activation", {"activation": "silu"}),
    ("keras.src.ops.numpy", "Tanh"): ("Activation", {"activation": "tanh"}),
    ("keras.src.ops.nn", "Softmax"): ("Softmax", {}),
    ("keras.src.ops.nn", "LeakyRelu"): ("LeakyReLU", {}),
    ("keras.src.ops.nn", "Elu"): ("ELU", {}),
    ("keras.src.activations.activations", "ReLU"): ("ReLU", {}),
    ("keras.src.ops.core", "Cast"): ("Identity", {}),
    ("keras.src.ops.numpy", "Add"): ("Add", {}),
    ("keras.src.ops.numpy", "Subtract"): ("Subtract", {}),
    ("keras.src.ops.numpy", "Multiply"): ("Multiply", {}),
    ("keras.src.ops.numpy", "Maximum"): ("Maximum", {}),
    ("keras.src.ops.numpy", "Minimum"): ("Minimum", {}),
    ("keras.src.ops.numpy", "Concatenate"): ("Concatenate", {}),
}
# Arithmetic with one number, as the scale and offset that do the same; the number is right of the sign.
_WITH_NUMBER: dict[str, Callable[[float], tuple[float, float]]] = {
    "Add": lambda number: (1.0, number),
    "Subtract": lambda number: (1.0, -number),
    "Multiply": lambda number: (number, 0.0),
    "TrueDivide": lambda number: (1.0 / number, 0.0),
    "Divide": lambda number: (1.0 / number, 0.0),
}


class ConfigurationRefused(ValueError):
    """The model may not be rebuilt, with a sentence for the student."""


@dataclass(frozen=True)
class Layer:
    """A layer of the design.

    Attributes:
        kind: a key of `grader.layers.KINDS`.
        options: its settings, read.
        weights: shapes of its arrays, in Keras' order.
    """

    kind: str
    options: Options
    weights: tuple[Shape, ...]

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
    look: Look


@dataclass(frozen=True)
class Design:
    """A model, as far as it can be known without Keras; `output` is the step whose shape is the answer's."""

    input_shape: Shape
    layers: tuple[Layer, ...]
    steps: tuple[Step, ...]
    output: int

    def shape_of(self, step: int) -> Shape:
        """The shape of what a step gives."""
        return self.steps[step].shape if step >= 0 else self.input_shape

    @property
    def weights(self) -> list[Shape]:
        """Shapes of all arrays, in Keras' order."""
        return [shape for layer in self.layers for shape in layer.weights]


def read(text: str) -> Design:
    """The design that a configuration says.

    Raises:
        ConfigurationRefused: it says none, or one that is not made of Keras' own layers, or too large a one.
    """
    if len(text) > LONGEST:
        raise ConfigurationRefused(f"The model's configuration has {len(text):,} characters, more than {LONGEST:,}.")
    try:
        spec = json.loads(text, parse_constant=_no_number)
        model = _Parser().part(spec, 0)
    except (ValueError, OverflowError, RecursionError) as error:
        if isinstance(error, ConfigurationRefused):
            raise
        if isinstance(error, LayerRefused):
            raise ConfigurationRefused(str(error)) from error
        raise ConfigurationRefused("The model's configuration cannot be read.") from error
    if not isinstance(model, _Chain | _Graph):
        raise ConfigurationRefused("It is a single layer. Put the layers into keras.Sequential([...]).")
    if model.input_shape is None:
        raise ConfigurationRefused("The model has no input shape yet. Begin it with keras.Input(shape=...).")
    try:
        return _Plan(model.input_shape).design(model)
    except LayerRefused as error:
        raise ConfigurationRefused(str(error)) from error


def _no_number(name: str) -> float:
    raise ConfigurationRefused(f"The model's configuration has the number {name} in it.")


# Reading: the text becomes a tree of leaves (layers), chains (Sequential) and graphs (functional models).


@dataclass(eq=False)
class _Leaf:
    kind: str
    options: dict[str, Any]
    after: "_Leaf | None" = None  # an activation that is a layer, given to this one as its argument


@dataclass(eq=False)
class _Chain:
    parts: "list[_Part]"
    input_shape: Shape | None


@dataclass(frozen=True)
class _Reference:
    """What the `node`th application of the part called `name` gave."""

    name: str
    node: int


@dataclass(eq=False)
class _Graph:
    parts: "dict[str, _Part]"
    applied: list[tuple[_Reference, list[Any]]]  # what each application is given: references and numbers
    begin: _Reference
    end: _Reference
    input_shape: Shape | None


@dataclass(eq=False)
class _Arithmetic:
    """An operation that is no layer, and may be given a number."""

    name: str
    leaf: _Leaf | None


_Part = _Leaf | _Chain | _Graph | _Arithmetic


@dataclass
class _Parser:
    layers: int = 0

    def part(self, spec: Any, depth: int) -> _Part:
        match spec:
            case {"class_name": str(name), "config": dict(config)}:
                module = spec.get("module")
            case {"class_name": str(name)}:
                raise ConfigurationRefused(_refusal("", name))
            case _:
                raise ConfigurationRefused("The model's configuration has something in it that is not a Keras object.")
        if spec.get("registered_name") not in (None, name) or not isinstance(module, str):
            raise ConfigurationRefused(_refusal("", name))
        if depth > DEEPEST:
            raise ConfigurationRefused(f"The model has models within models more than {DEEPEST} deep.")
        if (module, name) in _MODELS:
            return self._graph(config, depth) if name != "Sequential" else self._chain(config, depth)
        self.layers += 1
        if self.layers > MOST_LAYERS:
            raise ConfigurationRefused(f"The model has more than {MOST_LAYERS} layers.")
        if module == "keras.layers" and name in KINDS:
            return self._leaf(name, config)
        if (module, name) in _OPERATIONS:
            kind, fixed = _OPERATIONS[module, name]
            leaf = _Leaf(kind, options_of(kind, {**config, **fixed}))
            return _Arithmetic(name, leaf) if name in _WITH_NUMBER else leaf
        if module == "keras.src.ops.numpy" and name in _WITH_NUMBER:
            return _Arithmetic(name, None)
        if (module, name) == ("keras.src.ops.numpy", "Reshape"):
            target = config.get("newshape")
            if isinstance(target, list) and target[:1] in ([-1], [None]):
                return _Leaf("Reshape", options_of("Reshape", {"target_shape": target[1:]}))
        raise ConfigurationRefused(_refusal(module, name))

    def _leaf(self, kind: str, config: dict[str, Any]) -> _Leaf:
        activation = config.get("activation")
        if not (isinstance(activation, dict) and activation.get("module") == "keras.layers"):
            return _Leaf(kind, options_of(kind, config))
        after = self.part(activation, DEEPEST)
        if not isinstance(after, _Leaf) or after.after or kind in ("LSTM", "GRU", "SimpleRNN"):
            raise ConfigurationRefused(f"{kind} has a layer as its activation that is none.")
        return _Leaf(kind, options_of(kind, {**config, "activation": "linear"}), after)

    def _chain(self, config: dict[str, Any], depth: int) -> _Chain:
        parts: list[_Part] = []
        shape = _image_shape(config.get("build_input_shape"))
        for spec in _list(config.get("layers")):
            if _is_input(spec):
                shape = _image_shape(spec["config"].get("batch_shape")) if not parts else shape
            else:
                parts.append(self.part(spec, depth + 1))
        if shape is None and parts and isinstance(parts[0], _Chain | _Graph):
            shape = parts[0].input_shape
        return _Chain(parts, shape)

    def _graph(self, config: dict[str, Any], depth: int) -> _Graph:
        parts: dict[str, _Part] = {}
        applied: list[tuple[_Reference, list[Any]]] = []
        shapes: dict[str, Shape | None] = {}
        for spec in _list(config.get("layers")):
            name = spec.get("name") if isinstance(spec, dict) else None
            if not isinstance(name, str) or name in parts or name in shapes:
                raise ConfigurationRefused("The model's layers have no names, or the same ones.")
            if _is_input(spec):
                shapes[name] = _image_shape(spec["config"].get("batch_shape"))
                continue
            parts[name] = self.part(spec, depth + 1)
            nodes = enumerate(_list(spec.get("inbound_nodes")))
            applied += [(_Reference(name, number), list(_given(node))) for number, node in nodes]
            if len(applied) > MOST_STEPS:
                raise ConfigurationRefused(f"The model applies layers more than {MOST_STEPS} times.")
        begin, end = _single(config.get("input_layers"), "input"), _single(config.get("output_layers"), "output")
        if len(shapes) != 1 or begin.name not in shapes:
            raise ConfigurationRefused("The model has more than one input; it should have one.")
        return _Graph(parts, applied, begin, end, shapes[begin.name])


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ConfigurationRefused("The model's configuration cannot be read.")
    return value


def _is_input(spec: Any) -> bool:
    match spec:
        case {"module": "keras.layers", "class_name": "InputLayer", "config": dict()}:
            return True
    return False


def _image_shape(batch_shape: Any) -> Shape | None:
    if not isinstance(batch_shape, list) or len(batch_shape) < 2:
        return None
    if not all(type(size) is int and 0 < size <= LARGEST_OUTPUT for size in batch_shape[1:]) or len(batch_shape) > 5:
        raise ConfigurationRefused(
            f"The model takes {str(batch_shape)[:60]}; give Input(shape=...) the size of an image."
        )
    return tuple(batch_shape[1:])


def _single(value: Any, what: str) -> _Reference:
    match value:
        case [str(name), int(node), 0] | [[str(name), int(node), 0]]:
            return _Reference(name, node)
    raise ConfigurationRefused(f"The model has more than one {what}; it should have one.")


def _given(node: Any) -> Iterator[_Reference | float]:
    """What an application is given: what earlier ones gave, and numbers; flags such as `training` are left out."""
    match node:
        case {"args": list(args), "kwargs": dict(named)}:
            yield from _tensors([*args, *named.values()], 0)
        case _:
            raise ConfigurationRefused("The model's layers are not connected as Keras connects them.")


def _tensors(values: list[Any], depth: int) -> Iterator[_Reference | float]:
    for value in values:
        match value:
            case None | bool():
                continue
            case int() | float():
                yield float(value)
            case {"class_name": "__keras_tensor__", "config": {"keras_history": [str(name), int(node), 0]}}:
                yield _Reference(name, node)
            case list() if depth == 0:
                yield from _tensors(value, depth + 1)
            case _:
                raise ConfigurationRefused(
                    "The model computes with something that is neither a layer's output nor a number. "
                    "Use Keras' own layers, applied to each other."
                )


def _refusal(module: str, name: str) -> str:
    shown = name[:40] if name.isidentifier() else repr(name[:40])
    if name in ("Lambda", "__lambda__"):
        return "The model has a Lambda layer, which is code. Use Keras' own layers without Lambda."
    if module == "keras.layers":
        return f"The model has a {shown} layer, which is not among those that may cross. Do without it."
    if module.startswith("keras."):
        return f"The model uses {shown} ({module[:60]!r}), which may not cross. Use a layer that does the same."
    return (
        f"The model has a {shown}, which is a class of your own. Use a Sequential or functional model of Keras' layers."
    )


# Planning: the tree becomes steps.


@dataclass
class _Plan:
    input_shape: Shape
    layers: list[Layer | None] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    applications: int = 0
    _places: dict[int, int] = field(default_factory=dict)  # of each leaf, by its identity, among the layers

    def design(self, model: _Part) -> Design:
        self._place(model)
        output = self._apply(model, [-1])
        layers = tuple(layer for layer in self.layers if layer is not None)
        if len(layers) < len(self.layers):
            raise ConfigurationRefused("The model has a layer that is applied to nothing.")
        return Design(self.input_shape, layers, tuple(self.steps), output)

    def _place(self, part: _Part) -> None:
        """Give every leaf its place, in the order in which Keras lists weights."""
        match part:
            case _Leaf():
                self._places[id(part)] = len(self.layers)
                self.layers.append(None)
                if part.after:
                    self._place(part.after)
            case _Chain():
                for inner in part.parts:
                    self._place(inner)
            case _Graph():
                for inner in part.parts.values():
                    self._place(inner)

    def _apply(self, part: _Part, inputs: list[int | float]) -> int:
        self.applications += 1
        if self.applications > MOST_STEPS:
            raise ConfigurationRefused(f"The model applies layers more than {MOST_STEPS} times.")
        if isinstance(part, _Arithmetic):
            part, inputs = self._arithmetic(part, inputs)
        tensors = [place for place in inputs if type(place) is int]
        if not tensors or len(tensors) < len(inputs):
            raise ConfigurationRefused("The model applies a layer to a number, or to nothing.")
        match part:
            case _Leaf():
                return self._step(part, tensors)
            case _Chain():
                return self._along(part, tensors)
            case _Graph():
                return self._through(part, tensors)
        raise ConfigurationRefused("The model applies something that is no layer.")

    def _arithmetic(self, part: _Arithmetic, inputs: list[int | float]) -> tuple[_Part, list[int | float]]:
        match inputs:
            case [int(place), float(number)] if number or "Divide" not in part.name:
                scale, offset = _WITH_NUMBER[part.name](number)
            case [float(number), int(place)] if part.name in ("Add", "Multiply"):
                scale, offset = _WITH_NUMBER[part.name](number)
            case [float(number), int(place)] if part.name == "Subtract":
                scale, offset = -1.0, number
            case _ if part.leaf is not None:
                if id(part.leaf) not in self._places:
                    self._place(part.leaf)
                return part.leaf, inputs
            case _:
                raise ConfigurationRefused(f"The model uses {part.name} in a way that may not cross.")
        leaf = _Leaf("Rescaling", options_of("Rescaling", {"scale": scale, "offset": offset}))
        self._place(leaf)
        return leaf, [place]

    def _along(self, chain: _Chain, inputs: list[int]) -> int:
        (place,) = self._one(inputs)
        self._fits(chain, place)
        for part in chain.parts:
            place = self._apply(part, [place])
        return place

    def _through(self, graph: _Graph, inputs: list[int]) -> int:
        (place,) = self._one(inputs)
        self._fits(graph, place)
        known = {graph.begin: place}
        waiting = graph.applied
        while waiting:
            ready = [(at, given) for at, given in waiting if all(type(g) is float or g in known for g in given)]
            if not ready:
                raise ConfigurationRefused("The model's layers are not connected as Keras connects them.")
            for at, given in ready:
                known[at] = self._apply(graph.parts[at.name], [g if type(g) is float else known[g] for g in given])
            waiting = [(at, given) for at, given in waiting if at not in known]
        if graph.end not in known:
            raise ConfigurationRefused("The model's output is not connected to its input.")
        return known[graph.end]

    def _one(self, inputs: list[int]) -> list[int]:
        if len(inputs) != 1:
            raise ConfigurationRefused("A model within the model has more than one input; it should have one.")
        return inputs

    def _fits(self, model: _Chain | _Graph, place: int) -> None:
        shape = self.steps[place].shape if place >= 0 else self.input_shape
        if model.input_shape not in (None, shape):
            raise ConfigurationRefused(f"A model within the model takes {model.input_shape}, but is given {shape}.")

    def _step(self, leaf: _Leaf, inputs: list[int]) -> int:
        shapes = [self.steps[place].shape if place >= 0 else self.input_shape for place in inputs]
        if len(inputs) > 1 and not KINDS[leaf.kind].merges:
            raise ConfigurationRefused(f"{leaf.kind} is applied to {len(inputs)} things at once; it takes one.")
        effect = effect_of(leaf.kind, leaf.options, shapes)
        place = self._places[id(leaf)]
        layer = self.layers[place] or Layer(leaf.kind, leaf.options, effect.weights)
        if layer.weights != effect.weights:
            raise ConfigurationRefused(f"{leaf.kind} is applied to shapes that need other weights each.")
        self.layers[place] = layer
        look = look_of(leaf.kind, leaf.options, shapes)
        self.steps.append(Step(place, tuple(inputs), effect.shape, effect.work, look))
        self._stay_small()
        return self._apply(leaf.after, [len(self.steps) - 1]) if leaf.after else len(self.steps) - 1

    def _stay_small(self) -> None:
        step = self.steps[-1]
        if math.prod(step.shape) > LARGEST_OUTPUT:
            raise ConfigurationRefused(
                f"{step.look} gives {step.shape} per image, more than {LARGEST_OUTPUT:,} numbers. Make it smaller."
            )
        parameters = sum(layer.parameters for layer in self.layers if layer is not None)
        if parameters > MOST_PARAMETERS:
            raise ConfigurationRefused(
                f"The model has {parameters:,} parameters up to its {step.look}; "
                f"at most {MOST_PARAMETERS:,} may cross. Make it smaller."
            )
        if sum(step.work for step in self.steps) > MOST_WORK:
            raise ConfigurationRefused(
                f"The model takes more than {MOST_WORK:,} multiplications for one image. Make it smaller."
            )
