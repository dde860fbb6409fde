"""A configuration is Keras' description of a model; it comes from untrusted code, and is read here into a tree.

Keras is not asked: it would look up names, decode functions and run symbolic code for its author. What
the tree says of a model is checked when it becomes a design (`grader.checks.networks.design`).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from grader.checks.networks import further_layers
from grader.checks.networks.layer_effects import LayerRefused, Shape
from grader.checks.networks.layers import KINDS, options_of
from grader.checks.networks.settings import WIDEST

NAMED = ("query", "value", "key")  # what attention may be given by name, in the order in which it takes it otherwise
# Layers that do in training what they do not do afterwards, and do not say by themselves which of the two it is.
MODES = (
    *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout"),
    *("GaussianNoise", "BatchNormalization"),
)
LONGEST = 1_000_000  # characters; the text of build_cnn has 6,000
DEEPEST = 8  # models within models
MOST_LAYERS = 60  # nested ones included; the largest reference design has 30
MOST_STEPS = 300  # layers and models applied to something, in all; one may be applied twice

FLOAT = "float32"
_DTYPES = {  # what a layer computes with, by the names of Keras' policies
    **{name: name for name in (FLOAT, "float16", "bfloat16", "float64", "uint8", "int32", "int64", "bool")},
    "mixed_float16": "float16",
    "mixed_bfloat16": "bfloat16",
}
_MODELS = {
    ("keras", "Sequential"),
    ("keras.src.models.sequential", "Sequential"),
    ("keras", "Functional"),
    ("keras.src.models.functional", "Functional"),
}
# Operations that are not layers in a functional model, and the equal layer: `x + y`, `keras.ops.relu(x)`.
_OPERATIONS = {
    ("keras.src.ops.nn", "Relu"): ("Activation", {"activation": "relu"}),
    ("keras.src.ops.nn", "Relu6"): ("Activation", {"activation": "relu6"}),
    ("keras.src.ops.nn", "Sigmoid"): ("Activation", {"activation": "sigmoid"}),
    ("keras.src.ops.nn", "Silu"): ("Activation", {"activation": "silu"}),
    ("keras.src.ops.numpy", "Tanh"): ("Activation", {"activation": "tanh"}),
    ("keras.src.ops.nn", "Softmax"): ("Softmax", {}),
    ("keras.src.ops.nn", "LeakyRelu"): ("LeakyReLU", {}),
    ("keras.src.ops.nn", "Elu"): ("ELU", {}),
    ("keras.src.ops.nn", "Celu"): ("Activation", {"activation": "celu"}),
    ("keras.src.ops.nn", "Selu"): ("Activation", {"activation": "selu"}),
    ("keras.src.ops.nn", "Softplus"): ("Activation", {"activation": "softplus"}),
    ("keras.src.ops.nn", "Softsign"): ("Activation", {"activation": "softsign"}),
    ("keras.src.ops.nn", "HardSigmoid"): ("Activation", {"activation": "hard_sigmoid"}),
    ("keras.src.activations.activations", "ReLU"): ("ReLU", {}),
    ("keras.src.ops.core", "Cast"): ("Identity", {}),
    ("keras.src.ops.numpy", "Add"): ("Add", {}),
    ("keras.src.ops.numpy", "Subtract"): ("Subtract", {}),
    ("keras.src.ops.numpy", "Multiply"): ("Multiply", {}),
    ("keras.src.ops.numpy", "Maximum"): ("Maximum", {}),
    ("keras.src.ops.numpy", "Minimum"): ("Minimum", {}),
    ("keras.src.ops.numpy", "Concatenate"): ("Concatenate", {}),
}
# Of these a layer does the same, if they are given such settings.
_OPERATIONS_IF: dict[tuple[str, str], tuple[dict[str, Any], str, dict[str, Any]]] = {
    ("keras.src.ops.nn", "Gelu"): ({"approximate": False}, "Activation", {"activation": "gelu"}),
    ("keras.src.ops.numpy", "Mean"): ({"axis": [1, 2]}, "GlobalAveragePooling2D", {}),
    ("keras.src.ops.numpy", "Max"): ({"axis": [1, 2], "initial": None}, "GlobalMaxPooling2D", {}),
}
# Operations that are not read, and what to write instead.
_INSTEAD = {
    "Gelu": 'layers.Activation("gelu")',
    "MaxPool": "layers.MaxPooling2D",
    "AveragePool": "layers.AveragePooling2D",
    "Mean": "layers.GlobalAveragePooling2D()",
    "Max": "layers.GlobalMaxPooling2D()",
    "Conv": "layers.Conv2D",
    "Matmul": "layers.Dense",
    "Dot": "layers.Dense",
    "Einsum": "layers.Dense",
    "Pad": "layers.ZeroPadding2D",
    "Reshape": "layers.Reshape",
    "ExpandDims": "layers.Reshape",
    "Squeeze": "layers.Reshape",
    "Transpose": "layers.Permute",
    "Exp": 'layers.Activation("exponential")',
    "Negative": "`x * -1`",
    "Maximum": "layers.ReLU()",
    "Minimum": "layers.ReLU(max_value=...)",
    "Clip": "layers.ReLU(max_value=...)",
}
# What may be given a number in place of a tensor, as scale and offset of it; the number is right of the sign.
SCALES: dict[str, Callable[[float], tuple[float, float]]] = {
    "Add": lambda number: (1.0, number),
    "Subtract": lambda number: (1.0, -number),
    "Multiply": lambda number: (number, 0.0),
    "TrueDivide": lambda number: (1.0 / number, 0.0),
    "Divide": lambda number: (1.0 / number, 0.0),
}

EXTREMES = ("Maximum", "Minimum")  # which may be given a number, too


def read(text: str) -> "Chain | Graph":
    """The model that a configuration says.

    Raises:
        Refused: it says none, or one that is not made of Keras' own layers.
    """
    if len(text) > LONGEST:
        raise LayerRefused(
            f"The model's configuration has {len(text):,} characters, more than {LONGEST:,}. Build a smaller model."
        )
    try:
        model = _Parser().part(json.loads(text, parse_constant=_no_number), 0)
    except LayerRefused:
        raise
    except (ValueError, OverflowError, RecursionError) as error:
        raise LayerRefused("The model's configuration cannot be read.") from error
    if not isinstance(model, Chain | Graph):
        raise LayerRefused("It is a single layer. Put the layers into keras.Sequential([...]).")
    return model


@dataclass(eq=False)
class Leaf:
    """A layer, with its settings read.

    Attributes:
        kind: a key of `grader.checks.networks.layers.KINDS`.
        options: its settings.
        after: an activation that is a layer and was given to it as its argument.
        frozen: its weights are not to be trained.
        dtype: of what it gives, such as "float32"; None: that of what it is given.
    """

    kind: str
    options: dict[str, Any]
    after: "Leaf | None" = None
    frozen: bool = False
    dtype: str | None = None


@dataclass(eq=False)
class Chain:
    """A Sequential model."""

    parts: "list[Part]"
    input_shape: Shape | None
    input_dtype: str = FLOAT


@dataclass(frozen=True)
class PartReference:
    """What the `node`th application of the part called `name` gave."""

    name: str
    node: int


@dataclass(eq=False)
class Graph:
    """A functional model.

    Attributes:
        parts: by name.
        applied: for each application what it is given, references and numbers.
        begin: its input.
        end: its output.
        input_shape: of one image.
        input_dtype: in which it takes images.
    """

    parts: "dict[str, Part]"
    applied: list[tuple[PartReference, list[Any]]]
    begin: PartReference
    end: PartReference
    input_shape: Shape | None
    input_dtype: str = FLOAT


@dataclass(eq=False)
class Arithmetic:
    """An operation that is not a layer, and may be given a number."""

    name: str
    leaf: Leaf | None


Part = Leaf | Chain | Graph | Arithmetic


@dataclass
class _Parser:
    layers: int = 0
    frozen: int = 0  # how many of the models around are frozen, with all that is in them

    def part(self, spec: Any, depth: int) -> Part:
        match spec:
            case {"class_name": str(name), "config": dict(config)}:
                module = spec.get("module")
            case {"class_name": str(name)}:
                raise LayerRefused(_refusal("", name))
            case _:
                raise LayerRefused("The model's configuration contains something that is not a Keras object.")
        if spec.get("registered_name") not in (None, name) or not isinstance(module, str):
            raise LayerRefused(_refusal("", name))
        if depth > DEEPEST:
            raise LayerRefused(f"The model has models within models more than {DEEPEST} deep. Nest fewer.")
        if (module, name) in _MODELS:
            self.frozen += _is_frozen(config)
            model = self._graph(config, depth) if name != "Sequential" else self._chain(config, depth)
            self.frozen -= _is_frozen(config)
            return model
        self.layers += 1
        if self.layers > MOST_LAYERS:
            raise LayerRefused(f"The model has more than {MOST_LAYERS} layers. Build a smaller model.")
        if module == "keras.layers" and name in KINDS:
            return self._leaf(name, config)
        if (module, name) in _OPERATIONS:
            kind, fixed = _OPERATIONS[module, name]
            leaf = Leaf(kind, options_of(kind, {**config, **fixed}), dtype=_dtype(config))
            return Arithmetic(name, leaf) if name in (*SCALES, *EXTREMES) else leaf
        if (module, name) in _OPERATIONS_IF:
            wanted, kind, fixed = _OPERATIONS_IF[module, name]
            if all(config.get(setting, ...) == value for setting, value in wanted.items()):
                return Leaf(kind, options_of(kind, {**config, **fixed}), dtype=_dtype(config))
        if module == "keras.src.ops.numpy" and name in SCALES:
            return Arithmetic(name, None)
        if (module, name) == ("keras.src.ops.numpy", "Reshape"):
            target = config.get("newshape")
            if isinstance(target, list) and target[:1] in ([-1], [None]):
                return Leaf("Reshape", options_of("Reshape", {"target_shape": target[1:]}))
        raise LayerRefused(_refusal(module, name))

    def _leaf(self, kind: str, config: dict[str, Any]) -> Leaf:
        activation = config.get("activation")
        facts: dict[str, Any] = {"frozen": self.frozen > 0 or _is_frozen(config), "dtype": _dtype(config)}
        if not (isinstance(activation, dict) and activation.get("module") == "keras.layers"):
            return Leaf(kind, options_of(kind, config), **facts)
        after = self.part(activation, DEEPEST)
        if not isinstance(after, Leaf) or after.after or kind in further_layers.RECURRENT:
            raise LayerRefused(f"{kind} has a layer as its activation that is not an activation.")
        return Leaf(kind, options_of(kind, {**config, "activation": "linear"}), after, **facts)

    def _chain(self, config: dict[str, Any], depth: int) -> Chain:
        parts: list[Part] = []
        shape, dtype = _image_shape(config.get("build_input_shape")), FLOAT
        for spec in _list(config.get("layers")):
            if _is_input(spec):
                shape = _image_shape(spec["config"].get("batch_shape")) if not parts else shape
                dtype = _dtype(spec["config"]) or dtype
            else:
                parts.append(self.part(spec, depth + 1))
        if shape is None and parts and isinstance(parts[0], Chain | Graph):
            shape, dtype = parts[0].input_shape, parts[0].input_dtype
        return Chain(parts, shape, dtype)

    def _graph(self, config: dict[str, Any], depth: int) -> Graph:
        parts: dict[str, Part] = {}
        applied: list[tuple[PartReference, list[Any]]] = []
        shapes: dict[str, Shape | None] = {}
        dtype = FLOAT
        for spec in _list(config.get("layers")):
            name = spec.get("name") if isinstance(spec, dict) else None
            if not isinstance(name, str) or name in parts or name in shapes:
                raise LayerRefused("The model's layers have no names, or the same ones.")
            if _is_input(spec):
                shapes[name], dtype = _image_shape(spec["config"].get("batch_shape")), _dtype(spec["config"]) or dtype
                continue
            parts[name] = self.part(spec, depth + 1)
            nodes = _list(spec.get("inbound_nodes"))
            if spec["class_name"] in MODES and any(map(_is_told_to_train, nodes)):
                raise LayerRefused(
                    f"The model calls {spec['class_name']} with training=True, so model(images) always behaves "
                    "as in training. Leave it out: fit() and predict() set it themselves."
                )
            applied += [(PartReference(name, number), list(_given(node))) for number, node in enumerate(nodes)]
            if len(applied) > MOST_STEPS:
                raise LayerRefused(f"The model applies layers more than {MOST_STEPS} times. Build a smaller model.")
        begin, end = _single(config.get("input_layers"), "input"), _single(config.get("output_layers"), "output")
        if isinstance(parts.get(end.name), Graph):  # whose applications Keras counts from 1 there, and nowhere else
            end = PartReference(end.name, end.node - 1)
        if len(shapes) != 1 or begin.name not in shapes:
            raise LayerRefused("The model has more than one input; it should have one.")
        return Graph(parts, applied, begin, end, shapes[begin.name], dtype)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise LayerRefused("The model's configuration cannot be read.")
    return value


def _is_frozen(config: dict[str, Any]) -> bool:
    return config.get("trainable") is False


def _dtype(config: dict[str, Any]) -> str | None:
    """The dtype that a layer computes in, or None if it says none that is known."""
    match config.get("dtype"):
        case str(name) | {"class_name": "DTypePolicy", "config": {"name": str(name)}}:
            return _DTYPES.get(name)
    return None


def _is_input(spec: Any) -> bool:
    match spec:
        case {"module": "keras.layers", "class_name": "InputLayer", "config": dict()}:
            return True
    return False


def _image_shape(batch_shape: Any) -> Shape | None:
    if not isinstance(batch_shape, list) or len(batch_shape) < 2:
        return None
    if not all(type(size) is int and 0 < size <= WIDEST for size in batch_shape[1:]) or len(batch_shape) > 5:
        raise LayerRefused(f"The model takes {str(batch_shape)[:60]}; give Input(shape=...) the size of an image.")
    return tuple(batch_shape[1:])


def _single(value: Any, what: str) -> PartReference:
    if isinstance(value, dict) and len(value) == 1:
        if what == "output":  # predict() would answer with a dict; to a dict of one input Keras takes a bare array
            raise LayerRefused("The model's output is in a dict. Take it out: keras.Model(inputs, outputs=x).")
        (value,) = value.values()
    match value:
        case [str(name), int(node), 0] | [[str(name), int(node), 0]]:
            return PartReference(name, node)
    raise LayerRefused(f"The model has more than one {what}; it should have one.")


def _is_told_to_train(node: Any) -> bool:
    """Whether an application is given `training=True`.

    False is what Keras writes where nothing is said, and changes nothing: fit() says True to every layer.
    """
    match node:
        case {"kwargs": {"training": True}}:
            return True
    return False


def _given(node: Any) -> Iterator[PartReference | float]:
    """What an application is given: what earlier ones gave, and numbers; flags such as `training` are left out."""
    match node:
        case {"args": list(args), "kwargs": dict(named)}:
            order = sorted(named, key=lambda name: NAMED.index(name) if name in NAMED else len(NAMED))
            yield from _tensors([*args, *(named[name] for name in order)], 0)
        case _:
            raise LayerRefused("The model's layers are not connected as Keras connects them.")


def _tensors(values: list[Any], depth: int) -> Iterator[PartReference | float]:
    for value in values:
        match value:
            case None | bool():
                continue
            case int() | float():
                yield float(value)
            case {"class_name": "__keras_tensor__", "config": {"keras_history": [str(name), int(node), 0]}}:
                yield PartReference(name, node)
            case list() | dict() if depth == 0:
                yield from _tensors(list(value.values()) if isinstance(value, dict) else value, depth + 1)
            case _:
                raise LayerRefused(
                    "The model computes with something that is neither a layer's output nor a number. "
                    "Use Keras' own layers, applied to each other."
                )


def instead(operation: str) -> str:
    """A sentence on what to write in place of an operation that is not read."""
    return f"Use {_INSTEAD.get(operation, 'a layer of keras.layers')} instead."


def snake(name: str) -> str:
    """The function of an operation's class: `max_pool` of `MaxPool`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _refusal(module: str, name: str) -> str:
    shown = name[:40] if name.isidentifier() else repr(name[:40])
    if name in ("Lambda", "__lambda__"):
        return "The model has a Lambda layer, which contains code. Use Keras' own layers without Lambda."
    if module == "keras.layers":
        return f"The model has a {shown} layer, which the grader does not accept. Leave it out."
    if module.startswith("keras.src.ops."):
        return f"The model uses keras.ops.{snake(shown)}, which the grader cannot read here. {instead(name)}"
    if module.startswith("keras."):
        return f"The model uses {shown} ({module[:60]!r}), which the grader does not accept. Use a similar layer."
    return (
        f"The model has a {shown}, which is a class of your own. Use a Sequential or functional model of Keras' layers."
    )


def _no_number(name: str) -> float:
    raise LayerRefused(f"The model's configuration has the number {name} in it.")
