"""Layers: which of Keras' may cross, what you may set in each, and how each changes a shape, all known without Keras.

The tables below are the boundary for models: a layer that is not in them, or a setting that its reader does not take,
is refused; a setting that is not in them (initialisers, regularisers, names, seeds, dtypes) is not even read.
Layers that only training needs stand for themselves in a design and do nothing when it is rebuilt.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.checks.models.settings import Reader, activation, flag, one_of, optional, real, several, up_to, whole

Shape = tuple[int, ...]  # of one image, without the axis that counts images
Options = Mapping[str, Any]

MOST_BRANCHES = 20  # that are added up or joined at once
LONGEST_SEQUENCE = 1_000  # steps of a recurrent layer, which go one after the other; an image has 784 pixels


class LayerRefused(ValueError):
    """A model or a part of it may not cross, with a sentence for the student."""


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


_Effects = Callable[[Options, list[Shape]], Effect]


@dataclass(frozen=True)
class Kind:
    """A kind of layer: readers for its settings, its effect on shapes, and whether it is applied to several things."""

    settings: Mapping[str, Reader]
    effect: _Effects
    merges: bool = False


@dataclass(frozen=True)
class LayerDescription:
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
        Refused: one is missing or has a value that may not cross.
    """
    if config.get("data_format") not in (None, "channels_last"):
        raise LayerRefused(f"{kind} has its channels first. Leave data_format out.")
    options = {}
    for name, read in KINDS[kind].settings.items():
        try:
            options[name] = read(config[name])
        except (KeyError, ValueError, TypeError) as error:
            own = " It may be a function of your own: use one of Keras', by its name." if "activation" in name else ""
            raise LayerRefused(f"{kind} has {name}={_shown(config.get(name))}, which may not cross.{own}") from error
    return options


def effect_of(kind: str, options: Options, shapes: list[Shape]) -> Effect:
    """What the layer makes of one image.

    Raises:
        Refused: it does not fit.
    """
    effect = KINDS[kind].effect(options, shapes)
    if any(size < 1 for size in effect.shape):
        raise LayerRefused(f"{kind} makes {effect.shape} of {shapes[0]}: nothing is left.")
    return effect


def describe_layer(kind: str, options: Options, shapes: list[Shape]) -> LayerDescription:
    """What is to be told of the layer when it is applied to these shapes; what is as usual is left out."""
    if (activation := activation_of(kind, options, shapes)) is not None:
        return LayerDescription("Activation", (), activation)
    if kind in ("Flatten", "Reshape") and len(effect_of(kind, options, shapes).shape) == 1:
        return LayerDescription("Flatten")
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
    return LayerDescription(kind, tuple(words), options.get("activation"))


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


# Effects.


def axes(kind: str, shape: Shape, rank: int) -> None:
    """Refuse a shape of another number of axes than the layer takes."""
    if len(shape) != rank:
        raise LayerRefused(f"{kind} takes {rank} axes per image, but is applied to {shape}.")


def along(kind: str, axis: int, shape: Shape) -> int:
    """The place in `shape` that Keras calls `axis`, for which the images are axis 0."""
    if axis in (0, -1 - len(shape)):
        raise LayerRefused(f"{kind} works along axis {axis}, which counts the images. Their channels are axis -1.")
    place = axis - 1 if axis > 0 else len(shape) + axis
    if not 0 <= place < len(shape):
        raise LayerRefused(f"{kind} works on axis {axis}, which {shape} per image does not have.")
    return place


def same(_options: Options, shapes: list[Shape]) -> Effect:
    """What does not change the shape, and has no weights."""
    return Effect(shapes[0])


def _dense(options: Options, shapes: list[Shape]) -> Effect:
    *outer, width = shapes[0]
    units = options["units"]
    return Effect((*outer, units), ((width, units), *bias(options, units)), math.prod(outer) * width * units)


def bias(options: Options, *shape: int) -> tuple[Shape, ...]:
    """The shape of the bias, if the layer has one."""
    return (shape,) if options["use_bias"] else ()


def _flat(_options: Options, shapes: list[Shape]) -> Effect:
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
    axes("RepeatVector", shapes[0], 1)
    return Effect((options["n"], *shapes[0]))


def _over_axis(options: Options, shapes: list[Shape]) -> Effect:
    along("Softmax", options["axis"], shapes[0])
    return Effect(shapes[0])


def _prelu(options: Options, shapes: list[Shape]) -> Effect:
    alpha = list(shapes[0])
    for axis in options["shared_axes"] or ():
        alpha[along("PReLU", axis, shapes[0])] = 1
    return Effect(shapes[0], (tuple(alpha),))


def _places(options: Options, size: str, shape: Shape) -> Shape:
    """How many places a window takes along each axis but the last."""
    windows, strides = options[size], options["strides"]
    dilations = options.get("dilation_rate") or (1,) * len(windows)
    if max(strides) > 1 and max(dilations) > 1:
        raise LayerRefused("A layer has both strides and dilation; Keras takes one of them.")
    places = []
    for length, window, stride, dilation in zip(shape, windows, strides, dilations, strict=False):
        reach = dilation * (window - 1) if options["padding"] == "valid" else 0
        places.append(max(0, -(-(length - reach) // stride)))
    return tuple(places)


def convolved(rank: int) -> _Effects:
    """A convolution along so many axes."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes(f"Conv{rank}D", shapes[0], rank + 1)
        channels, filters, groups = shapes[0][-1], options["filters"], options["groups"]
        if channels % groups or filters % groups:
            raise LayerRefused(f"{groups} groups do not divide {channels} channels and {filters} filters.")
        kernel = (*options["kernel_size"], channels // groups, filters)
        places = _places(options, "kernel_size", shapes[0])
        weights = (kernel, *bias(options, filters))
        return Effect((*places, filters), weights, math.prod(places) * math.prod(kernel))

    return effect


def _depthwise(rank: int, *, separable: bool) -> _Effects:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes(f"{'Separable' if separable else 'Depthwise'}Conv{rank}D", shapes[0], rank + 1)
        channels = shapes[0][-1] * options["depth_multiplier"]
        kernels = [(*options["kernel_size"], shapes[0][-1], options["depth_multiplier"])]
        if separable:
            kernels.append((*(1,) * rank, channels, options["filters"]))
            channels = options["filters"]
        places = _places(options, "kernel_size", shapes[0])
        weights = (*kernels, *bias(options, channels))
        return Effect((*places, channels), weights, math.prod(places) * sum(map(math.prod, kernels)))

    return effect


def pooled(rank: int) -> _Effects:
    """Pooling along so many axes."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes("A pooling layer", shapes[0], rank + 1)
        shape = (*_places(options, "pool_size", shapes[0]), shapes[0][-1])
        return Effect(shape, (), math.prod(shape) * math.prod(options["pool_size"]))

    return effect


def pooled_away(rank: int) -> _Effects:
    """Pooling that leaves one number for each channel."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes("A global pooling layer", shapes[0], rank + 1)
        return Effect((*((1,) * rank if options["keepdims"] else ()), shapes[0][-1]))

    return effect


def _normalized(kind: str, *, kept: int = 0) -> _Effects:
    """Normalised along axes, scaled and shifted per entry, with `kept` further arrays such as a running mean."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes = options["axis"] if isinstance(options["axis"], tuple) else (options["axis"],)
        places = dict.fromkeys(along(kind, axis, shapes[0]) for axis in sorted(axes))  # as Keras orders them
        weight = tuple(shapes[0][place] for place in places)
        if weight[0] % (options.get("groups") or 1):
            raise LayerRefused(f"{options['groups']} groups do not divide {weight[0]} channels.")
        return Effect(shapes[0], (weight,) * (options["scale"] + options["center"] + kept))

    return effect


def _bordered(rank: int, name: str, sign: int) -> _Effects:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes(f"{name.capitalize()} {rank}D", shapes[0], rank + 1)
        borders = options[name] if rank > 1 else (options[name],)
        sides = (max(0, length + sign * sum(border)) for length, border in zip(shapes[0], borders, strict=False))
        return Effect((*sides, shapes[0][-1]))

    return effect


def _enlarged(rank: int) -> _Effects:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes(f"UpSampling{rank}D", shapes[0], rank + 1)
        sizes = options["size"] if rank > 1 else (options["size"],)
        return Effect((*(length * size for length, size in zip(shapes[0], sizes, strict=False)), shapes[0][-1]))

    return effect


def _resized(options: Options, shapes: list[Shape]) -> Effect:
    axes("Resizing", shapes[0], 3)
    return Effect((options["height"], options["width"], shapes[0][-1]))


def _merged(most: int) -> _Effects:
    def effect(_options: Options, shapes: list[Shape]) -> Effect:
        if not 2 <= len(shapes) <= most or len({len(shape) for shape in shapes}) > 1:
            raise LayerRefused(f"{len(shapes)} branches of shapes {_shown(shapes)} cannot be merged.")
        merged = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
        if any(size not in (1, larger) for shape in shapes for size, larger in zip(shape, merged, strict=True)):
            raise LayerRefused(f"Branches of shapes {_shown(shapes)} cannot be merged entry by entry.")
        return Effect(merged, (), math.prod(merged) * len(shapes))

    return effect


def _joined(options: Options, shapes: list[Shape]) -> Effect:
    place = along("Concatenate", options["axis"], shapes[0])
    same = len({(shape[:place], shape[place + 1 :]) for shape in shapes}) == 1
    if not 2 <= len(shapes) <= MOST_BRANCHES or not same:
        raise LayerRefused(
            f"{len(shapes)} branches of shapes {_shown(shapes)} cannot be joined along axis {options['axis']}."
        )
    return Effect((*shapes[0][:place], sum(shape[place] for shape in shapes), *shapes[0][place + 1 :]))


def _recurrent(gates: int) -> _Effects:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes("A recurrent layer", shapes[0], 2)
        (steps, width), units = shapes[0], options["units"]
        if steps > LONGEST_SEQUENCE:
            raise LayerRefused(f"A recurrent layer takes {steps:,} steps; at most {LONGEST_SEQUENCE:,} may cross.")
        biases = bias(options, *(2,) * bool(options.get("reset_after")), gates * units)
        weights = ((width, gates * units), (units, gates * units), *biases)
        shape = (steps, units) if options["return_sequences"] else (units,)
        return Effect(shape, weights, steps * gates * units * (width + units))

    return effect


# Tables.


def window(rank: int, size: str, *paddings: str) -> dict[str, Reader]:
    """Readers for the settings of what slides along so many axes."""
    sizes = several(rank, whole(1))
    return {size: sizes, "strides": sizes, "padding": one_of("valid", "same", *paddings)}


def kernel(rank: int, *paddings: str) -> dict[str, Reader]:
    """Readers for the settings of a convolution along so many axes."""
    return {**window(rank, "kernel_size", *paddings), "dilation_rate": several(rank, whole(1)), **_ACTIVATED}


_ACTIVATED: dict[str, Reader] = {"use_bias": flag, "activation": activation}
AXIS = whole(-4, 4)
_SCALED: dict[str, Reader] = {"epsilon": real(0), "center": flag, "scale": flag}
_CELL: dict[str, Reader] = {
    "units": whole(1),
    **_ACTIVATED,
    "return_sequences": flag,
    "return_state": one_of(False),
    "go_backwards": flag,
}
_BORDER = several(2, whole(0))
_SMOOTHING = one_of("nearest", "bilinear")
_RATE = {"rate": real(0, 1)}
_MERGE = Kind({}, _merged(MOST_BRANCHES), merges=True)

# Layers that do nothing once a model is trained: they are told of, and left out when it is rebuilt.
ONLY_TRAINING: dict[str, dict[str, Reader]] = {
    "Dropout": _RATE,
    "SpatialDropout1D": _RATE,
    "SpatialDropout2D": _RATE,
    "AlphaDropout": _RATE,
    "GaussianDropout": _RATE,
    "GaussianNoise": {"stddev": real(0)},
    "ActivityRegularization": {},
    "RandomTranslation": {},
    "RandomRotation": {},
    "RandomZoom": {},
    "RandomFlip": {},
    "RandomShear": {},
    "RandomContrast": {},
    "RandomBrightness": {},
    "RandomErasing": {},
    "RandomGaussianBlur": {},
    "RandomSharpness": {},
    "RandomPerspective": {},
    "RandomElasticTransform": {},
    "RandomInvert": {},
    "RandomPosterization": {},
    "SpatialDropout3D": _RATE,
}
KINDS: dict[str, Kind] = {
    "Dense": Kind({"units": whole(1), **_ACTIVATED}, _dense),
    "Flatten": Kind({}, _flat),
    "Reshape": Kind({"target_shape": up_to(4, whole(-1))}, _reshaped),
    "Permute": Kind({"dims": up_to(4, whole(1))}, _permuted),
    "RepeatVector": Kind({"n": whole(1)}, _repeated),
    "Identity": Kind({}, same),
    "Activation": Kind({"activation": activation}, same),
    "ReLU": Kind({"max_value": optional(real(0)), "negative_slope": real(0), "threshold": real(0)}, same),
    "LeakyReLU": Kind({"negative_slope": real(0)}, same),
    "ELU": Kind({"alpha": real()}, same),
    "PReLU": Kind({"shared_axes": optional(up_to(3, whole(1, 4)))}, _prelu),
    "Softmax": Kind({"axis": AXIS}, _over_axis),
    "Conv1D": Kind({"filters": whole(1), **kernel(1, "causal"), "groups": whole(1)}, convolved(1)),
    "Conv2D": Kind({"filters": whole(1), **kernel(2), "groups": whole(1)}, convolved(2)),
    "SeparableConv1D": Kind(
        {"filters": whole(1), **kernel(1), "depth_multiplier": whole(1)}, _depthwise(1, separable=True)
    ),
    "SeparableConv2D": Kind(
        {"filters": whole(1), **kernel(2), "depth_multiplier": whole(1)}, _depthwise(2, separable=True)
    ),
    "DepthwiseConv1D": Kind({**kernel(1), "depth_multiplier": whole(1)}, _depthwise(1, separable=False)),
    "DepthwiseConv2D": Kind({**kernel(2), "depth_multiplier": whole(1)}, _depthwise(2, separable=False)),
    "MaxPooling1D": Kind(window(1, "pool_size"), pooled(1)),
    "MaxPooling2D": Kind(window(2, "pool_size"), pooled(2)),
    "AveragePooling1D": Kind(window(1, "pool_size"), pooled(1)),
    "AveragePooling2D": Kind(window(2, "pool_size"), pooled(2)),
    "GlobalMaxPooling1D": Kind({"keepdims": flag}, pooled_away(1)),
    "GlobalMaxPooling2D": Kind({"keepdims": flag}, pooled_away(2)),
    "GlobalAveragePooling1D": Kind({"keepdims": flag}, pooled_away(1)),
    "GlobalAveragePooling2D": Kind({"keepdims": flag}, pooled_away(2)),
    "BatchNormalization": Kind({"axis": AXIS, **_SCALED}, _normalized("BatchNormalization", kept=2)),
    "LayerNormalization": Kind({"axis": up_to(3, AXIS), **_SCALED}, _normalized("LayerNormalization")),
    "GroupNormalization": Kind({"groups": whole(-1), "axis": AXIS, **_SCALED}, _normalized("GroupNormalization")),
    "ZeroPadding1D": Kind({"padding": _BORDER}, _bordered(1, "padding", +1)),
    "ZeroPadding2D": Kind({"padding": several(2, _BORDER)}, _bordered(2, "padding", +1)),
    "Cropping1D": Kind({"cropping": _BORDER}, _bordered(1, "cropping", -1)),
    "Cropping2D": Kind({"cropping": several(2, _BORDER)}, _bordered(2, "cropping", -1)),
    "UpSampling1D": Kind({"size": whole(1)}, _enlarged(1)),
    "UpSampling2D": Kind({"size": several(2, whole(1)), "interpolation": _SMOOTHING}, _enlarged(2)),
    "Resizing": Kind({"height": whole(1), "width": whole(1), "interpolation": _SMOOTHING}, _resized),
    "Rescaling": Kind({"scale": real(), "offset": real()}, same),
    "Add": _MERGE,
    "Subtract": Kind({}, _merged(2), merges=True),
    "Multiply": _MERGE,
    "Average": _MERGE,
    "Maximum": _MERGE,
    "Minimum": _MERGE,
    "Concatenate": Kind({"axis": AXIS}, _joined, merges=True),
    "LSTM": Kind({**_CELL, "recurrent_activation": activation}, _recurrent(4)),
    "GRU": Kind({**_CELL, "recurrent_activation": activation, "reset_after": flag}, _recurrent(3)),
    "SimpleRNN": Kind(_CELL, _recurrent(1)),
    **{kind: Kind(settings, same) for kind, settings in ONLY_TRAINING.items()},
}
