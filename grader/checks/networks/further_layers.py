"""Further layers that may cross: known like those of `checks.networks.layers`, and rare in a network for digits.

To import this module puts them into the table there.
"""

import math
from collections.abc import Mapping
from typing import Any

from grader.checks.networks.layer_effects import (
    Effect,
    LayerRefused,
    Options,
    Shape,
    along,
    axes,
    bias,
    convolved,
    pooled,
    pooled_away,
    same,
)
from grader.checks.networks.layers import AXIS, KINDS, ONLY_TRAINING, Kind, effect_of, kernel, options_of, window
from grader.checks.networks.settings import Reader, flag, nothing, one_of, optional, real, several, up_to, whole

MOST_NUMBERS = 1_000  # of a mean that is given, one for each column or channel
RECURRENT = ("LSTM", "GRU", "SimpleRNN")
WRAPPERS = ("TimeDistributed", "Bidirectional", "SpectralNormalization")


def _layer(*allowed: str) -> Reader:
    """A layer within a layer, by its kind and its settings; any that is not a wrapper, unless some are named."""

    def read(value: Any) -> tuple[str, dict[str, Any]]:
        match value:
            case {"module": "keras.layers", "class_name": str(kind), "config": dict(config)}:
                usual = kind in KINDS and kind not in (*WRAPPERS, *ONLY_TRAINING) and not KINDS[kind].merges
                if kind in allowed if allowed else usual:
                    return kind, options_of(kind, config)
        raise ValueError

    return read


def _numbers(value: Any) -> Any:
    """A number, or a list of some."""
    return up_to(MOST_NUMBERS, real())(value) if isinstance(value, list | tuple) else real()(value)


def _axes_or_none(value: Any) -> tuple[Any, ...]:
    return () if value in ([], ()) else up_to(3, AXIS)(value)


def _standardised(options: Options, shapes: list[Shape]) -> Effect:
    (shape,) = shapes
    kept = sorted({axis % (len(shape) + 1) for axis in options["axis"] if -len(shape) <= axis <= len(shape)})
    if 0 in kept or len(kept) < len(options["axis"]):
        raise LayerRefused(f"Normalization works along axes {options['axis']}, which {shape} per image does not have.")
    weight = tuple(shape[axis - 1] for axis in kept)
    if options["mean"] is not None:
        if isinstance(options["mean"], tuple) and (len(options["mean"]),) != weight:
            raise LayerRefused(f"Normalization has {len(options['mean'])} means for {weight}.")
        return Effect(shape)
    return Effect(shape, (weight, weight, ()))


def _scaled_by_roots(_options: Options, shapes: list[Shape]) -> Effect:
    return Effect(shapes[0], ((shapes[0][-1],),))


def _unit(options: Options, shapes: list[Shape]) -> Effect:
    for axis in options["axis"]:
        along("UnitNormalization", axis, shapes[0])
    return Effect(shapes[0])


def _cut_out(options: Options, shapes: list[Shape]) -> Effect:
    axes("CenterCrop", shapes[0], 3)
    return Effect((options["height"], options["width"], shapes[0][-1]))


def _spread(rank: int) -> Any:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes(f"Conv{rank}DTranspose", shapes[0], rank + 1)
        if max(options["strides"]) > 1 and max(options["dilation_rate"]) > 1:
            raise LayerRefused("A layer has both strides and dilation; Keras takes one of them.")
        places = []
        for length, size, stride, dilation in zip(
            shapes[0], options["kernel_size"], options["strides"], options["dilation_rate"], strict=False
        ):
            reach = dilation * (size - 1) + 1
            places.append(length * stride + (max(reach - stride, 0) if options["padding"] == "valid" else 0))
        weight = (*options["kernel_size"], options["filters"], shapes[0][-1])
        shape = (*places, options["filters"])
        return Effect(shape, (weight, *bias(options, options["filters"])), math.prod(places) * math.prod(weight))

    return effect


def _divided(rank: int) -> Any:
    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes("An adaptive pooling layer", shapes[0], rank + 1)
        if any(size > length for size, length in zip(options["output_size"], shapes[0], strict=False)):
            raise LayerRefused(
                f"An adaptive pooling layer makes {options['output_size']} of {shapes[0]}; make it smaller."
            )
        return Effect((*options["output_size"], shapes[0][-1]), (), math.prod(shapes[0]))

    return effect


def _embedded(options: Options, shapes: list[Shape]) -> Effect:
    width = options["output_dim"]
    return Effect((*shapes[0], width), ((options["input_dim"], width),), math.prod(shapes[0]) * width)


def _sequences(kind: str, shapes: list[Shape]) -> tuple[Shape, Shape, Shape]:
    """Query, value and key; the key is the value unless it is given."""
    if len(shapes) not in (2, 3):
        raise LayerRefused(f"{kind} is applied to {len(shapes)} things; it takes a query, a value and perhaps a key.")
    for shape in shapes:
        axes(kind, shape, 2)
    query, value, key = shapes[0], shapes[1], shapes[-1]
    if value[0] != key[0]:
        raise LayerRefused(f"{kind} takes {value[0]} values and {key[0]} keys; each value has one.")
    return query, value, key


def _attended_by_heads(options: Options, shapes: list[Shape]) -> Effect:
    query, value, key = _sequences("MultiHeadAttention", shapes)
    heads, size, value_size = options["num_heads"], options["key_dim"], options["value_dim"]
    weights: list[Shape] = []
    for shape, width in ((query, size), (key, size), (value, value_size)):
        weights += [(shape[1], heads, width), *bias(options, heads, width)]
    weights += [(heads, value_size, query[1]), *bias(options, query[1])]
    work = (query[0] + value[0]) * sum(map(math.prod, weights)) + query[0] * value[0] * heads * (size + value_size)
    return Effect(query, tuple(weights), work)


def _attended(options: Options, shapes: list[Shape]) -> Effect:
    query, value, key = _sequences("Attention", shapes)
    if query[1] != key[1]:
        raise LayerRefused(
            f"Attention compares queries of {query[1]} numbers with keys of {key[1]}; make them the same."
        )
    weights = ((),) * (options["use_scale"] + (options["score_mode"] == "concat"))
    return Effect((query[0], value[1]), weights, 2 * query[0] * value[0] * max(query[1], value[1]))


def _attended_by_sums(options: Options, shapes: list[Shape]) -> Effect:
    query, value, key = _sequences("AdditiveAttention", shapes)
    if query[1] != key[1]:
        raise LayerRefused(f"AdditiveAttention adds {query[1]} numbers to {key[1]}; make them the same.")
    weights = ((query[1],),) if options["use_scale"] else ()
    return Effect((query[0], value[1]), weights, 2 * query[0] * value[0] * max(query[1], value[1]))


def _each_step(options: Options, shapes: list[Shape]) -> Effect:
    kind, settings = options["layer"]
    steps, *rest = shapes[0]
    if not rest:
        raise LayerRefused(f"TimeDistributed applies {kind} to each step, but is given {shapes[0]} per image.")
    inner = effect_of(kind, settings, [tuple(rest)])
    return Effect((steps, *inner.shape), inner.weights, steps * inner.work)


def _both_ways(options: Options, shapes: list[Shape]) -> Effect:
    kind, settings = options["layer"]
    other, others = options["backward_layer"]
    if kind != other or {**settings, "go_backwards": None} != {**others, "go_backwards": None}:
        raise LayerRefused("Bidirectional uses different layers forward and backward. Leave backward_layer out.")
    inner = effect_of(kind, settings, shapes)
    *outer, width = inner.shape
    shape = (*outer, 2 * width if options["merge_mode"] == "concat" else width)
    return Effect(shape, inner.weights * 2, inner.work * 2)


def _bounded(options: Options, shapes: list[Shape]) -> Effect:
    kind, settings = options["layer"]
    inner = effect_of(kind, settings, shapes)
    first, *others = inner.weights
    return Effect(inner.shape, (first, (1, first[-1]), *others), inner.work)


def _transposed(rank: int) -> Mapping[str, Reader]:
    return {"filters": whole(1), **kernel(rank), "output_padding": nothing}


KINDS.update(
    {
        "Normalization": Kind(
            {"axis": _axes_or_none, "mean": optional(_numbers), "variance": optional(_numbers), "invert": flag},
            _standardised,
        ),
        "RMSNormalization": Kind({"axis": several(1, whole(-1, -1)), "epsilon": real(0)}, _scaled_by_roots),
        "UnitNormalization": Kind({"axis": up_to(3, AXIS)}, _unit),
        "CenterCrop": Kind({"height": whole(1), "width": whole(1)}, _cut_out),
        "Conv1DTranspose": Kind(_transposed(1), _spread(1)),
        "Conv2DTranspose": Kind(_transposed(2), _spread(2)),
        "Conv3D": Kind({"filters": whole(1), **kernel(3), "groups": whole(1)}, convolved(3)),
        "MaxPooling3D": Kind(window(3, "pool_size"), pooled(3)),
        "AveragePooling3D": Kind(window(3, "pool_size"), pooled(3)),
        "GlobalMaxPooling3D": Kind({"keepdims": flag}, pooled_away(3)),
        "GlobalAveragePooling3D": Kind({"keepdims": flag}, pooled_away(3)),
        "AdaptiveMaxPooling1D": Kind({"output_size": several(1, whole(1))}, _divided(1)),
        "AdaptiveMaxPooling2D": Kind({"output_size": several(2, whole(1))}, _divided(2)),
        "AdaptiveAveragePooling1D": Kind({"output_size": several(1, whole(1))}, _divided(1)),
        "AdaptiveAveragePooling2D": Kind({"output_size": several(2, whole(1))}, _divided(2)),
        "Embedding": Kind({"input_dim": whole(1), "output_dim": whole(1), "mask_zero": flag}, _embedded),
        "Masking": Kind({"mask_value": real()}, same),
        "MultiHeadAttention": Kind(
            {
                **{name: whole(1) for name in ("num_heads", "key_dim", "value_dim")},
                "use_bias": flag,
                "output_shape": nothing,
                "attention_axes": optional(several(1, whole(1, 1))),
            },
            _attended_by_heads,
            merges=True,
        ),
        "Attention": Kind({"use_scale": flag, "score_mode": one_of("dot", "concat")}, _attended, merges=True),
        "AdditiveAttention": Kind({"use_scale": flag}, _attended_by_sums, merges=True),
        "TimeDistributed": Kind({"layer": _layer()}, _each_step),
        "Bidirectional": Kind(
            {
                "layer": _layer(*RECURRENT),
                "backward_layer": _layer(*RECURRENT),
                "merge_mode": one_of("concat", "sum", "mul", "ave"),
            },
            _both_ways,
        ),
        "SpectralNormalization": Kind(
            {"layer": _layer("Dense", "Conv1D", "Conv2D"), "power_iterations": whole(1, 100)}, _bounded
        ),
    }
)
