"""Descriptions of layers: what is told of one to a student."""

from dataclasses import dataclass
from typing import Any

from grader.checks.networks.layer_effects import Options, Shape
from grader.checks.networks.layers import KINDS, ONLY_TRAINING, effect_of


@dataclass(frozen=True)
class LayerDescription:
    """What is told of a layer: its kind, its settings as words, and its activation if it is a kind that has one."""

    kind: str
    words: tuple[str, ...] = ()
    activation: str | None = None

    def __str__(self) -> str:
        activation = "no activation" if self.activation == "linear" else self.activation
        return f"{self.kind}({', '.join([*self.words, activation] if activation else self.words)})"


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
            case "padding" | "cropping" if isinstance(value, tuple):
                words.append(_border(value))
            case "scale" | "offset" if kind == "Rescaling" and value != {"scale": 1, "offset": 0}[name]:
                words.append(f"{name} {value:.4g}")
            case "height" | "width":
                words.append(f"{name} {value}")
            case "groups" | "depth_multiplier" if value != 1:
                words.append(f"{name.replace('_', ' ')} {value}")
            case "noise_shape" if value is not None and 1 in value:  # along that axis all are dropped, or none
                words.append(f"noise shape {value}")
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


def does_nothing(kind: str, options: Options, shapes: list[Shape]) -> bool:
    """Whether the layer gives what it is given, in training too."""
    match kind:
        case "Rescaling":
            return (options["scale"], options["offset"]) == (1, 0)
        case "Permute":
            return tuple(options["dims"]) == tuple(range(1, len(shapes[0]) + 1))
    idle = options.get("rate", options.get("stddev")) == 0 and kind in ONLY_TRAINING
    return idle or activation_of(kind, options, shapes) == "linear"


def _pads(kind: str, options: Options, shapes: list[Shape]) -> bool:
    """Whether the padding makes a difference; that of a pooling whose windows fit without does not."""
    if options["padding"] == "valid":
        return False
    valid = KINDS[kind].effect({**options, "padding": "valid"}, shapes)
    return "Pooling" not in kind or effect_of(kind, options, shapes).shape != valid.shape


def _border(sides: Any) -> str:
    """A border, by its width if it is the same all around: 1; else by its sides: ((0, 1), (0, 1))."""
    flat = {width for side in sides for width in (side if isinstance(side, tuple) else (side,))}
    return str(flat.pop()) if len(flat) == 1 else str(sides)


def _times(sizes: Any) -> str:
    return "x".join(map(str, sizes)) if isinstance(sizes, tuple) else str(sizes)
