"""Layers: which of Keras' may cross, what may be set in each, and what each makes of a shape, all known without Keras.

The tables below are the boundary for models: a layer that is not in them, or a setting that its reader does not take,
is refused; a setting that is not in them (initialisers, regularisers, names, seeds, dtypes) is not even read.
Layers that only training needs stand for themselves in a design and do nothing when it is rebuilt.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Shape = tuple[int, ...]  # of one image, without the axis that counts images
Options = Mapping[str, Any]

WIDEST = 100_000  # units, filters or axis lengths; a dense layer of 5 million parameters on pixels has 6,000
LONGEST_SEQUENCE = 1_000  # steps of a recurrent layer, which go one after the other; an image has 784 pixels


class LayerRefused(ValueError):
    """A layer may not be set so, or does not fit what it is applied to: the sentence says which and why."""


@dataclass(frozen=True)
class Effect:
    """What a layer does to one image.

    Attributes:
        shape: of what it gives.
        weights: shapes of the arrays that it keeps, in Keras' order.
        work: multiply-adds.
    """

    shape: Shape
    weights: tuple[Shape, ...] = ()
    work: int = 0


@dataclass(frozen=True)
class Kind:
    """A kind of layer: readers for its settings, its effect on shapes, and whether it is applied to several things."""

    settings: Mapping[str, Callable[[Any], Any]]
    effect: Callable[[Options, list[Shape]], Effect]
    merges: bool = False


@dataclass(frozen=True)
class Look:
    """What is told of a layer: its kind, its settings as words, and its activation if it is a kind that has one."""

    kind: str
    words: tuple[str, ...] = ()
    activation: str | None = None

    def __str__(self) -> str:
        activation = "no activation" if self.activation == "linear" else self.activation
        return f"{self.kind}({', '.join([*self.words, activation] if activation else self.words)})"


def options_of(kind: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a layer, out of its configuration.

    Raises:
        LayerRefused: one is missing or has a value that may not cross.
    """
    if config.get("data_format") not in (None, "channels_last"):
        raise LayerRefused(f"{kind} has its channels first. Leave data_format out.")
    options = {}
    for name, read in KINDS[kind].settings.items():
        try:
            options[name] = read(config[name])
        except (KeyError, ValueError, TypeError, OverflowError) as error:
            raise LayerRefused(f"{kind} has {name}={_shown(config.get(name))}, which may not cross.") from error
    return options


def effect_of(kind: str, options: Options, shapes: list[Shape]) -> Effect:
    """What the layer makes of one image.

    Raises:
        LayerRefused: it does not fit.
    """
    effect = KINDS[kind].effect(options, shapes)
    if any(size < 1 for size in effect.shape):
        raise LayerRefused(f"{kind} makes {effect.shape} of {shapes[0]}: nothing is left.")
    return effect


def look_of(kind: str, options: Options, shapes: list[Shape]) -> Look:
    """What is to be told of the layer when it is applied to these shapes; what is as usual is left out."""
    if (activation := activation_of(kind, options, shapes)) is not None:
        return Look("Activation", (), activation)
    if kind in ("Flatten", "Reshape") and len(effect_of(kind, options, shapes).shape) == 1:
        return Look("Flatten")
    words = []
    for name, value in options.items():
        match name:
            case "units" | "filters" | "rate" | "stddev" | "target_shape" | "dims" | "n":
                words.append(str(value))
            case "kernel_size" | "pool_size" | "size":
                words.append(_times(value))
            case "strides" if value != (options.get("pool_size") or (1,) * len(value)):
                words.append(f"strides {_times(value)}")
            case "dilation_rate" if set(value) != {1}:
                words.append(f"dilation {_times(value)}")
            case "padding" if isinstance(value, str) and _pads(kind, options, shapes):
                words.append(f"{value} padding")
            case "groups" | "depth_multiplier" if value != 1:
                words.append(f"{name.replace('_', ' ')} {value}")
            case "use_bias" if not value:
                words.append("no bias")
    return Look(kind, tuple(words), options.get("activation"))


def activation_of(kind: str, options: Options, shapes: list[Shape]) -> str | None:
    """The activation that the layer is and does nothing else, or None; "linear" where it does nothing at all."""
    rank = len(shapes[0])
    match kind:
        case "Activation":
            return str(options["activation"])
        case "ReLU":
            usual = options["negative_slope"] == 0 and options["threshold"] == 0
            names = {None: "relu", 6.0: "relu6"} if usual else {}
            return names.get(options["max_value"], "relu with settings of its own")
        case "Softmax":
            return "softmax" if options["axis"] in (-1, rank) else f"softmax over axis {options['axis']}"
        case "LeakyReLU" | "ELU":
            return {"LeakyReLU": "leaky_relu", "ELU": "elu"}[kind]
        case "Identity":
            return "linear"
        case "Flatten" | "Reshape" if effect_of(kind, options, shapes).shape == shapes[0]:
            return "linear"
    return None


# Readers: each gives the value back as it may be used, or raises what `options_of` catches.


def whole(low: int, high: int = WIDEST) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError
        return value

    return read


def real(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > 1e9:
        raise ValueError
    return float(value)


def rate(value: Any) -> float:
    if not 0 <= real(value) <= 1:
        raise ValueError
    return real(value)


def flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError
    return value


def false(value: Any) -> bool:
    if value is not False:
        raise ValueError
    return value


def one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if type(value) is not str or value not in allowed:
            raise ValueError
        return value

    return read


def optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def several(count: int, read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """`count` values, or one that stands for all of them."""

    def read_all(value: Any) -> tuple[Any, ...]:
        values = value if isinstance(value, list | tuple) else [value] * count
        if len(values) != count:
            raise ValueError
        return tuple(read(item) for item in values)

    return read_all


def up_to(most: int, read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """A list of at most `most` values, or one value."""

    def read_all(value: Any) -> tuple[Any, ...]:
        values = value if isinstance(value, list | tuple) else [value]
        if not 0 < len(values) <= most:
            raise ValueError
        return tuple(read(item) for item in values)

    return read_all


_ACTIVATIONS = frozenset(
    """
    linear relu relu6 leaky_relu elu selu celu gelu silu swish mish softplus softsign exponential tanh sigmoid
    softmax log_softmax hard_sigmoid hard_silu hard_swish
    """.split()
)
_OTHER_NAMES = {"softmax_v2": "softmax", None: "linear"}  # what tf.nn.softmax calls itself; what no activation is


def activation(value: Any) -> str:
    if isinstance(value, dict) and value.get("class_name") == "function":  # one of TensorFlow's
        value = value.get("config")
    if value is not None and type(value) is not str:
        raise ValueError
    name = _OTHER_NAMES.get(value, value)
    if name not in _ACTIVATIONS:
        raise ValueError
    return str(name)


# Effects.


def _axes(kind: str, shape: Shape, rank: int) -> None:
    if len(shape) != rank:
        raise LayerRefused(f"{kind} takes {rank} axes per image, but is applied to {shape}.")


def _axis(kind: str, axis: int, shape: Shape) -> int:
    """The place in `shape` that Keras calls `axis`, for which the images are axis 0."""
    place = axis - 1 if axis >= 0 else len(shape) + axis
    if not 0 <= place < len(shape):
        raise LayerRefused(f"{kind} works on axis {axis}, which {shape} per image does not have.")
    return place


def _same(options: Options, shapes: list[Shape]) -> Effect:
    return Effect(shapes[0])


def _dense(options: Options, shapes: list[Shape]) -> Effect:
    *outer, width = shapes[0] or (1,)
    units = options["units"]
    bias = ((units,),) if options["use_bias"] else ()
    return Effect((*outer, units), ((width, units), *bias), math.prod(outer) * width * units)


def _flat(options: Options, shapes: list[Shape]) -> Effect:
    return Effect((math.prod(shapes[0]),))


def _reshaped(options: Options, shapes: list[Shape]) -> Effect:
    total = math.prod(shapes[0])
    target = options["target_shape"]
    known = math.prod(size for size in target if size != -1)
    if target.count(-1) > 1 or known < 1 or total % known or (-1 not in target and total != known):
        raise LayerRefused(f"Reshape cannot make {target} of {shapes[0]}.")
    return Effect(tuple(total // known if size == -1 else size for size in target))


def _permuted(options: Options, shapes: list[Shape]) -> Effect:
    dims = options["dims"]
    if sorted(dims) != list(range(1, len(shapes[0]) + 1)):
        raise LayerRefused(f"Permute cannot order {shapes[0]} as {dims}.")
    return Effect(tuple(shapes[0][place - 1] for place in dims))


def _repeated(options: Options, shapes: list[Shape]) -> Effect:
    _axes("RepeatVector", shapes[0], 1)
    return Effect((options["n"], *shapes[0]))


def _along(options: Options, shapes: list[Shape]) -> Effect:
    _axis("Softmax", options["axis"], shapes[0])
    return Effect(shapes[0])


def _prelu(options: Options, shapes: list[Shape]) -> Effect:
    alpha = list(shapes[0])
    for axis in options["shared_axes"] or ():
        alpha[_axis("PReLU", axis, shapes[0])] = 1
    return Effect(shapes[0], (tuple(alpha),))


def _slid(options: Options, size: str, shape: Shape) -> Shape:
    """The places that a window takes over all axes but the last."""
    windows = options[size]
    dilations = options.get("dilation_rate") or (1,) * len(windows)
    strides = options["strides"]
    if max(strides) > 1 and max(dilations) > 1:
        raise LayerRefused("A layer has both strides and dilation; Keras takes one of them.")
    places = []
    for length, window, stride, dilation in zip(shape, windows, strides, dilations, strict=False):
        reach = 0 if options["padding"] in ("same", "causal") else dilation * (window - 1)
        places.append(-(-(length - reach) // stride))
    return tuple(places)


def _convolved(rank: int) -> Callable[[Options, list[Shape]], Effect]:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        _axes(f"Conv{rank}D", shapes[0], rank + 1)
        channels, filters, groups = shapes[0][-1], options["filters"], options["groups"]
        if channels % groups or filters % groups:
            raise LayerRefused(f"{groups} groups do not divide {channels} channels and {filters} filters.")
        kernel = (*options["kernel_size"], channels // groups, filters)
        places = _slid(options, "kernel_size", shapes[0])
        bias = ((filters,),) if options["use_bias"] else ()
        return Effect((*places, filters), (kernel, *bias), _product(places) * math.prod(kernel))

    return effect


def _depthwise(rank: int, *, separable: bool) -> Callable[[Options, list[Shape]], Effect]:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        _axes(f"{'Separable' if separable else 'Depthwise'}Conv{rank}D", shapes[0], rank + 1)
        channels = shapes[0][-1] * options["depth_multiplier"]
        kernels = [(*options["kernel_size"], shapes[0][-1], options["depth_multiplier"])]
        if separable:
            kernels.append((*(1,) * rank, channels, options["filters"]))
            channels = options["filters"]
        places = _slid(options, "kernel_size", shapes[0])
        bias = ((channels,),) if options["use_bias"] else ()
        return Effect((*places, channels), (*kernels, *bias), _product(places) * sum(map(math.prod, kernels)))

    return effect


def _pooled(rank: int) -> Callable[[Options, list[Shape]], Effect]:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        _axes("A pooling layer", shapes[0], rank + 1)
        shape = (*_slid(options, "pool_size", shapes[0]), shapes[0][-1])
        return Effect(shape, (), _product(shape) * math.prod(options["pool_size"]))

    return effect


def _pooled_away(rank: int) -> Callable[[Options, list[Shape]], Effect]:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        _axes("A global pooling layer", shapes[0], rank + 1)
        return Effect(((1,) * rank if options["keepdims"] else ()) + shapes[0][-1:])

    return effect


def _batch_normalized(options: Options, shapes: list[Shape]) -> Effect:
    length = shapes[0][_axis("BatchNormalization", options["axis"], shapes[0])]
    return Effect(shapes[0], ((length,),) * (options["scale"] + options["center"] + 2))


def _layer_normalized(options: Options, shapes: list[Shape]) -> Effect:
    places = [_axis("LayerNormalization", axis, shapes[0]) for axis in options["axis"]]
    weight = tuple(shapes[0][place] for place in places)
    return Effect(shapes[0], (weight,) * (options["scale"] + options["center"]))


def _group_normalized(options: Options, shapes: list[Shape]) -> Effect:
    length = shapes[0][_axis("GroupNormalization", options["axis"], shapes[0])]
    groups = options["groups"] if options["groups"] > 0 else length
    if groups == 0 or length % groups:
        raise LayerRefused(f"GroupNormalization: {groups} groups do not divide {length}.")
    return Effect(shapes[0], ((length,),) * (options["scale"] + options["center"]))


def _bordered(rank: int, sign: int) -> Callable[[Options, list[Shape]], Effect]:
    name = "padding" if sign > 0 else "cropping"

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        _axes("ZeroPadding" if sign > 0 else "Cropping", shapes[0], rank + 1)
        borders = options[name] if rank > 1 else (options[name],)
        sides = (length + sign * sum(border) for length, border in zip(shapes[0], borders, strict=False))
        return Effect((*sides, shapes[0][-1]))

    return effect


def _enlarged(rank: int) -> Callable[[Options, list[Shape]], Effect]:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        _axes("UpSampling", shapes[0], rank + 1)
        sizes = options["size"] if rank > 1 else (options["size"],)
        return Effect((*(length * size for length, size in zip(shapes[0], sizes, strict=False)), shapes[0][-1]))

    return effect


def _resized(options: Options, shapes: list[Shape]) -> Effect:
    _axes("Resizing", shapes[0], 3)
    return Effect((options["height"], options["width"], shapes[0][-1]))


def _merged(options: Options, shapes: list[Shape]) -> Effect:
    if len(shapes) < 2 or len({len(shape) for shape in shapes}) > 1:
        raise LayerRefused(f"{len(shapes)} branches of shapes {_shown(shapes)} cannot be merged.")
    merged = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
    if any(size not in (1, most) for shape in shapes for size, most in zip(shape, merged, strict=True)):
        raise LayerRefused(f"Branches of shapes {_shown(shapes)} cannot be merged entry by entry.")
    return Effect(merged, (), math.prod(merged) * len(shapes))


def _joined(options: Options, shapes: list[Shape]) -> Effect:
    place = _axis("Concatenate", options["axis"], shapes[0])
    if len(shapes) < 2 or len({(*shape[:place], len(shape), *shape[place + 1 :]) for shape in shapes}) > 1:
        raise LayerRefused(f"Branches of shapes {_shown(shapes)} cannot be joined along axis {options['axis']}.")
    return Effect((*shapes[0][:place], sum(shape[place] for shape in shapes), *shapes[0][place + 1 :]))


def _recurrent(gates: int) -> Callable[[Options, list[Shape]], Effect]:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        _axes("A recurrent layer", shapes[0], 2)
        (steps, width), units = shapes[0], options["units"]
        if steps > LONGEST_SEQUENCE:
            raise LayerRefused(f"A recurrent layer takes {steps:,} steps; at most {LONGEST_SEQUENCE:,} may cross.")
        bias: tuple[Shape, ...] = ()
        if options["use_bias"]:
            bias = ((2, gates * units),) if options.get("reset_after") else ((gates * units,),)
        weights = ((width, gates * units), (units, gates * units))
        shape = (steps, units) if options["return_sequences"] else (units,)
        return Effect(shape, (*weights, *bias), steps * gates * units * (width + units))

    return effect


def _product(places: Shape) -> int:
    return math.prod(max(0, place) for place in places)


# Tables.


def _window(rank: int, size: str, *paddings: str) -> dict[str, Callable[[Any], Any]]:
    sizes = several(rank, whole(1))
    return {size: sizes, "strides": sizes, "padding": one_of("valid", "same", *paddings)}


def _kernel(rank: int, *paddings: str) -> dict[str, Callable[[Any], Any]]:
    return {**_window(rank, "kernel_size", *paddings), "dilation_rate": several(rank, whole(1)), **_ACTIVATED}


_ACTIVATED: dict[str, Callable[[Any], Any]] = {"use_bias": flag, "activation": activation}
_AXIS = whole(-4, 4)
_SCALED: dict[str, Callable[[Any], Any]] = {"epsilon": real, "center": flag, "scale": flag}
_CELL = {"units": whole(1), **_ACTIVATED, "return_sequences": flag, "return_state": false, "go_backwards": flag}
_BORDER = several(2, whole(0))

# Layers that do nothing once a model is trained, by what is told of them.
ONLY_TRAINING: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("Dropout", "SpatialDropout1D", "SpatialDropout2D", "AlphaDropout", "GaussianDropout"), {"rate": rate}),
    "GaussianNoise": {"stddev": real},
    "ActivityRegularization": {},
    **dict.fromkeys((f"Random{what}" for what in "Translation Rotation Zoom Flip Shear Contrast Brightness Erasing".split()), {}),
}
KINDS: dict[str, Kind] = {
    "Dense": Kind({"units": whole(1), **_ACTIVATED}, _dense),
    "Flatten": Kind({}, _flat),
    "Reshape": Kind({"target_shape": up_to(4, whole(-1))}, _reshaped),
    "Permute": Kind({"dims": up_to(4, whole(1))}, _permuted),
    "RepeatVector": Kind({"n": whole(1)}, _repeated),
    "Identity": Kind({}, _same),
    "Activation": Kind({"activation": activation}, _same),
    "ReLU": Kind({"max_value": optional(real), "negative_slope": real, "threshold": real}, _same),
    "LeakyReLU": Kind({"negative_slope": real}, _same),
    "ELU": Kind({"alpha": real}, _same),
    "PReLU": Kind({"shared_axes": optional(up_to(3, whole(1, 4)))}, _prelu),
    "Softmax": Kind({"axis": _AXIS}, _along),
    "Conv1D": Kind({"filters": whole(1), **_kernel(1, "causal"), "groups": whole(1)}, _convolved(1)),
    "Conv2D": Kind({"filters": whole(1), **_kernel(2), "groups": whole(1)}, _convolved(2)),
    "SeparableConv1D": Kind(
        {"filters": whole(1), **_kernel(1, "causal"), "depth_multiplier": whole(1)}, _depthwise(1, separable=True)
    ),
    "SeparableConv2D": Kind({"filters": whole(1), **_kernel(2), "depth_multiplier": whole(1)}, _depthwise(2, separable=True)),
    "DepthwiseConv1D": Kind({**_kernel(1, "causal"), "depth_multiplier": whole(1)}, _depthwise(1, separable=False)),
    "DepthwiseConv2D": Kind({**_kernel(2), "depth_multiplier": whole(1)}, _depthwise(2, separable=False)),
    **{f"{what}Pooling{rank}D": Kind(_window(rank, "pool_size"), _pooled(rank)) for what in ("Max", "Average") for rank in (1, 2)},
    **{
        f"Global{what}Pooling{rank}D": Kind({"keepdims": flag}, _pooled_away(rank))
        for what in ("Max", "Average")
        for rank in (1, 2)
    },
    "BatchNormalization": Kind({"axis": _AXIS, **_SCALED}, _batch_normalized),
    "LayerNormalization": Kind({"axis": up_to(3, _AXIS), **_SCALED}, _layer_normalized),
    "GroupNormalization": Kind({"groups": whole(-1), "axis": _AXIS, **_SCALED}, _group_normalized),
    "ZeroPadding1D": Kind({"padding": _BORDER}, _bordered(1, +1)),
    "ZeroPadding2D": Kind({"padding": several(2, _BORDER)}, _bordered(2, +1)),
    "Cropping1D": Kind({"cropping": _BORDER}, _bordered(1, -1)),
    "Cropping2D": Kind({"cropping": several(2, _BORDER)}, _bordered(2, -1)),
    "UpSampling1D": Kind({"size": whole(1)}, _enlarged(1)),
    "UpSampling2D": Kind({"size": several(2, whole(1)), "interpolation": one_of("nearest", "bilinear")}, _enlarged(2)),
    "Resizing": Kind({"height": whole(1), "width": whole(1), "interpolation": one_of("nearest", "bilinear")}, _resized),
    "Rescaling": Kind({"scale": real, "offset": real}, _same),
    **dict.fromkeys(("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"), Kind({}, _merged, merges=True)),
    "Concatenate": Kind({"axis": _AXIS}, _joined, merges=True),
    "LSTM": Kind({**_CELL, "recurrent_activation": activation}, _recurrent(4)),
    "GRU": Kind({**_CELL, "recurrent_activation": activation, "reset_after": flag}, _recurrent(3)),
    "SimpleRNN": Kind(_CELL, _recurrent(1)),
    **{name: Kind(settings, _same) for name, settings in ONLY_TRAINING.items()},
}


def _pads(kind: str, options: Options, shapes: list[Shape]) -> bool:
    """Whether the padding makes a difference; that of a pooling whose windows fit without does not."""
    if options["padding"] == "valid":
        return False
    valid = KINDS[kind].effect({**options, "padding": "valid"}, shapes)
    return "Pooling" not in kind or effect_of(kind, options, shapes).shape != valid.shape


def _times(sizes: Any) -> str:
    return "x".join(map(str, sizes)) if isinstance(sizes, tuple) else str(sizes)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
