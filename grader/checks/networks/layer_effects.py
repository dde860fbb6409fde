"""Effects of layers: what each makes of the shape of an image, its weights, and its work, known without Keras."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.util.text import cut

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


Effects = Callable[[Options, list[Shape]], Effect]


def shortened(value: Any) -> str:
    """A value as Python shows it, cut off where it is long."""
    return cut(repr(value), 60)


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


def dense(options: Options, shapes: list[Shape]) -> Effect:
    """Each number with each weight, along the last axis."""
    *outer, width = shapes[0]
    units = options["units"]
    return Effect((*outer, units), ((width, units), *bias(options, units)), math.prod(outer) * width * units)


def bias(options: Options, *shape: int) -> tuple[Shape, ...]:
    """The shape of the bias, if the layer has one."""
    return (shape,) if options["use_bias"] else ()


def flat(_options: Options, shapes: list[Shape]) -> Effect:
    """All numbers in one row."""
    return Effect((math.prod(shapes[0]),))


def reshaped(options: Options, shapes: list[Shape]) -> Effect:
    """The same numbers along other axes; one size may be left to Keras."""
    total = math.prod(shapes[0])
    target = options["target_shape"]
    known = math.prod(size for size in target if size != -1)
    if target.count(-1) > 1 or known < 1 or total % known or (-1 not in target and total != known):
        raise LayerRefused(f"Reshape cannot make {target} of {shapes[0]}.")
    return Effect(tuple(total // known if size == -1 else size for size in target))


def permuted(options: Options, shapes: list[Shape]) -> Effect:
    """The same axes in another order."""
    dims = options["dims"]
    if sorted(dims) != list(range(1, len(shapes[0]) + 1)):
        raise LayerRefused(f"Permute cannot order {shapes[0]} as {dims}.")
    return Effect(tuple(shapes[0][place - 1] for place in dims))


def repeated(options: Options, shapes: list[Shape]) -> Effect:
    """A vector, several times."""
    axes("RepeatVector", shapes[0], 1)
    return Effect((options["n"], *shapes[0]))


def over_axis(options: Options, shapes: list[Shape]) -> Effect:
    """A softmax, which needs its axis."""
    along("Softmax", options["axis"], shapes[0])
    return Effect(shapes[0])


def prelu(options: Options, shapes: list[Shape]) -> Effect:
    """A slope for each place, or one for all places along the axes that share it."""
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


def convolved(rank: int) -> Effects:
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


def depthwise(rank: int, *, separable: bool) -> Effects:
    """A convolution of each channel by itself along so many axes, mixed afterwards if it is separable."""

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


def pooled(rank: int) -> Effects:
    """Pooling along so many axes."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes("A pooling layer", shapes[0], rank + 1)
        shape = (*_places(options, "pool_size", shapes[0]), shapes[0][-1])
        return Effect(shape, (), math.prod(shape) * math.prod(options["pool_size"]))

    return effect


def pooled_away(rank: int) -> Effects:
    """Pooling that leaves one number for each channel."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes("A global pooling layer", shapes[0], rank + 1)
        return Effect((*((1,) * rank if options["keepdims"] else ()), shapes[0][-1]))

    return effect


def normalized(kind: str, *, kept: int = 0) -> Effects:
    """Normalised along axes, scaled and shifted per entry, with `kept` further arrays such as a running mean."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes = options["axis"] if isinstance(options["axis"], tuple) else (options["axis"],)
        places = dict.fromkeys(along(kind, axis, shapes[0]) for axis in sorted(axes))  # as Keras orders them
        weight = tuple(shapes[0][place] for place in places)
        if weight[0] % (options.get("groups") or 1):
            raise LayerRefused(f"{options['groups']} groups do not divide {weight[0]} channels.")
        return Effect(shapes[0], (weight,) * (options["scale"] + options["center"] + kept))

    return effect


def bordered(rank: int, name: str, sign: int) -> Effects:
    """A border along so many axes, which is added (+1) or cut off (-1)."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes(f"{name.capitalize()} {rank}D", shapes[0], rank + 1)
        borders = options[name] if rank > 1 else (options[name],)
        sides = (max(0, length + sign * sum(border)) for length, border in zip(shapes[0], borders, strict=False))
        return Effect((*sides, shapes[0][-1]))

    return effect


def enlarged(rank: int) -> Effects:
    """Each place repeated along so many axes."""

    def effect(options: Options, shapes: list[Shape]) -> Effect:
        axes(f"UpSampling{rank}D", shapes[0], rank + 1)
        sizes = options["size"] if rank > 1 else (options["size"],)
        return Effect((*(length * size for length, size in zip(shapes[0], sizes, strict=False)), shapes[0][-1]))

    return effect


def resized(options: Options, shapes: list[Shape]) -> Effect:
    """Another height and width."""
    axes("Resizing", shapes[0], 3)
    return Effect((options["height"], options["width"], shapes[0][-1]))


def merged(most: int) -> Effects:
    """Branches merged entry by entry, at most so many."""

    def effect(_options: Options, shapes: list[Shape]) -> Effect:
        if not 2 <= len(shapes) <= most or len({len(shape) for shape in shapes}) > 1:
            raise LayerRefused(f"{len(shapes)} branches of shapes {shortened(shapes)} cannot be merged.")
        merged = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
        if any(size not in (1, larger) for shape in shapes for size, larger in zip(shape, merged, strict=True)):
            raise LayerRefused(f"Branches of shapes {shortened(shapes)} cannot be merged entry by entry.")
        return Effect(merged, (), math.prod(merged) * len(shapes))

    return effect


def joined(options: Options, shapes: list[Shape]) -> Effect:
    """Branches one after another along an axis."""
    place = along("Concatenate", options["axis"], shapes[0])
    same = len({(shape[:place], shape[place + 1 :]) for shape in shapes}) == 1
    if not 2 <= len(shapes) <= MOST_BRANCHES or not same:
        raise LayerRefused(
            f"{len(shapes)} branches of shapes {shortened(shapes)} cannot be joined along axis {options['axis']}."
        )
    return Effect((*shapes[0][:place], sum(shape[place] for shape in shapes), *shapes[0][place + 1 :]))


def recurrent(gates: int) -> Effects:
    """A recurrent layer with so many gates."""

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
