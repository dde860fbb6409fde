"""Layers: which of Keras' may cross, what you may set in each, and how each changes a shape, all known without Keras.

The tables below are the boundary for models: a layer that is not in them, or a setting that its reader does not take,
is refused; a setting that is not in them (initialisers, regularisers, names, seeds, dtypes) is not even read.
Layers that only training needs stand for themselves in a design and do nothing when it is rebuilt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.checks.networks.layer_effects import (
    MOST_BRANCHES,
    Effect,
    Effects,
    LayerRefused,
    Options,
    Shape,
    bordered,
    convolved,
    dense,
    depthwise,
    enlarged,
    flat,
    joined,
    merged,
    normalized,
    over_axis,
    permuted,
    pooled,
    pooled_away,
    prelu,
    recurrent,
    repeated,
    reshaped,
    resized,
    same,
    shortened,
)
from grader.checks.networks.settings import Reader, activation, flag, one_of, optional, real, several, up_to, whole


@dataclass(frozen=True)
class Kind:
    """A kind of layer: readers for its settings, its effect on shapes, and whether it is applied to several things."""

    settings: Mapping[str, Reader]
    effect: Effects
    merges: bool = False


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
            raise LayerRefused(_refused_setting(kind, name, config.get(name))) from error
    return options


def _refused_setting(kind: str, name: str, value: Any) -> str:
    if "activation" not in name:
        return (
            f"{kind} has {name}={shortened(value)}, which the grader cannot read. Leave it out, or use another layer."
        )
    match value:
        case {"class_name": "__lambda__"} | {"value": _}:
            own = "a lambda"
        case {"class_name": "function", "config": str(function)}:
            own = f"the function {shortened(function)}"
        case str():
            own = shortened(value)
        case _:
            own = "an object"
    return f'{kind} has {own} as its {name}, which the grader cannot read. Name one of Keras\', such as {name}="relu".'


def effect_of(kind: str, options: Options, shapes: list[Shape]) -> Effect:
    """What the layer makes of one image.

    Raises:
        Refused: it does not fit.
    """
    effect = KINDS[kind].effect(options, shapes)
    if any(size < 1 for size in effect.shape):
        raise LayerRefused(f"{kind} makes {effect.shape} of {shapes[0]}: nothing is left.")
    return effect


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
_MERGE = Kind({}, merged(MOST_BRANCHES), merges=True)

# Layers that do nothing once a model is trained: they are told of, and left out when it is rebuilt.
ONLY_TRAINING: dict[str, dict[str, Reader]] = {
    "Dropout": {**_RATE, "noise_shape": optional(up_to(5, optional(whole(1))))},
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
    "Dense": Kind({"units": whole(1), **_ACTIVATED}, dense),
    "Flatten": Kind({}, flat),
    "Reshape": Kind({"target_shape": up_to(4, whole(-1))}, reshaped),
    "Permute": Kind({"dims": up_to(4, whole(1))}, permuted),
    "RepeatVector": Kind({"n": whole(1)}, repeated),
    "Identity": Kind({}, same),
    "Activation": Kind({"activation": activation}, same),
    "ReLU": Kind({"max_value": optional(real(0)), "negative_slope": real(0), "threshold": real(0)}, same),
    "LeakyReLU": Kind({"negative_slope": real(0)}, same),
    "ELU": Kind({"alpha": real()}, same),
    "PReLU": Kind({"shared_axes": optional(up_to(3, whole(1, 4)))}, prelu),
    "Softmax": Kind({"axis": AXIS}, over_axis),
    "Conv1D": Kind({"filters": whole(1), **kernel(1, "causal"), "groups": whole(1)}, convolved(1)),
    "Conv2D": Kind({"filters": whole(1), **kernel(2), "groups": whole(1)}, convolved(2)),
    "SeparableConv1D": Kind(
        {"filters": whole(1), **kernel(1), "depth_multiplier": whole(1)}, depthwise(1, separable=True)
    ),
    "SeparableConv2D": Kind(
        {"filters": whole(1), **kernel(2), "depth_multiplier": whole(1)}, depthwise(2, separable=True)
    ),
    "DepthwiseConv1D": Kind({**kernel(1), "depth_multiplier": whole(1)}, depthwise(1, separable=False)),
    "DepthwiseConv2D": Kind({**kernel(2), "depth_multiplier": whole(1)}, depthwise(2, separable=False)),
    "MaxPooling1D": Kind(window(1, "pool_size"), pooled(1)),
    "MaxPooling2D": Kind(window(2, "pool_size"), pooled(2)),
    "AveragePooling1D": Kind(window(1, "pool_size"), pooled(1)),
    "AveragePooling2D": Kind(window(2, "pool_size"), pooled(2)),
    "GlobalMaxPooling1D": Kind({"keepdims": flag}, pooled_away(1)),
    "GlobalMaxPooling2D": Kind({"keepdims": flag}, pooled_away(2)),
    "GlobalAveragePooling1D": Kind({"keepdims": flag}, pooled_away(1)),
    "GlobalAveragePooling2D": Kind({"keepdims": flag}, pooled_away(2)),
    "BatchNormalization": Kind({"axis": AXIS, **_SCALED}, normalized("BatchNormalization", kept=2)),
    "LayerNormalization": Kind({"axis": up_to(3, AXIS), **_SCALED}, normalized("LayerNormalization")),
    "GroupNormalization": Kind({"groups": whole(-1), "axis": AXIS, **_SCALED}, normalized("GroupNormalization")),
    "ZeroPadding1D": Kind({"padding": _BORDER}, bordered(1, "padding", +1)),
    "ZeroPadding2D": Kind({"padding": several(2, _BORDER)}, bordered(2, "padding", +1)),
    "Cropping1D": Kind({"cropping": _BORDER}, bordered(1, "cropping", -1)),
    "Cropping2D": Kind({"cropping": several(2, _BORDER)}, bordered(2, "cropping", -1)),
    "UpSampling1D": Kind({"size": whole(1)}, enlarged(1)),
    "UpSampling2D": Kind({"size": several(2, whole(1)), "interpolation": _SMOOTHING}, enlarged(2)),
    "Resizing": Kind({"height": whole(1), "width": whole(1), "interpolation": _SMOOTHING}, resized),
    "Rescaling": Kind({"scale": real(), "offset": real()}, same),
    "Add": _MERGE,
    "Subtract": Kind({}, merged(2), merges=True),
    "Multiply": _MERGE,
    "Average": _MERGE,
    "Maximum": _MERGE,
    "Minimum": _MERGE,
    "Concatenate": Kind({"axis": AXIS}, joined, merges=True),
    "LSTM": Kind({**_CELL, "recurrent_activation": activation}, recurrent(4)),
    "GRU": Kind({**_CELL, "recurrent_activation": activation, "reset_after": flag}, recurrent(3)),
    "SimpleRNN": Kind(_CELL, recurrent(1)),
    **{kind: Kind(settings, same) for kind, settings in ONLY_TRAINING.items()},
}
