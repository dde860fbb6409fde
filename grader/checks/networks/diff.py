"""A difference is one way in which a network deviates from its design: a layer too many or too few, or a setting.

Layers are paired so that as little as possible differs. What is between them and leaves shapes as they are, such
as dropout or a normalisation, is looked at apart: a layer keeps its activation across it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from grader.checks.networks.layer_descriptions import LayerDescription
from grader.checks.networks.network import Network
from grader.course.architectures import Architecture

BETWEEN = ("Dropout", "Noise", "Normalization", "Rescaling", "ActivityRegularization", "Random", "Reshape")
ONE_MORE_OR_LESS = 1.5  # differing settings for which a layer is rather another one


Pairs = tuple[tuple[int | None, int | None], ...]


@dataclass(frozen=True)
class Difference:
    """One thing in which a network is not as its design.

    Attributes:
        role: of the layer: conv, pool, flat, hidden, last, activation, or its kind if it is between those.
        what: missing, extra, place, kind, activation, or the name of a setting: width, window, padding, strides, ...
        wanted, found: as the design has it and as the network has it, "" for what is not there.
    """

    role: str
    what: str
    wanted: str = ""
    found: str = ""


def differences(network: Network, design: Architecture) -> list[Difference]:
    """In what the layers of a network differ from the design; what shape of images it takes is another matter."""
    found, extras = _taken_apart([layer.look for layer in network.layers])
    wanted, needed = _taken_apart([_look(text) for text, _, _ in design])
    pairs = _paired(found, wanted)
    places = {one: other for one, other in pairs if one is not None and other is not None}
    different: list[Difference] = []
    for one, other in pairs:
        if one is None and other is not None:
            different.append(Difference(_role(wanted, other), "missing", wanted=str(wanted[other])))
        elif one is not None and other is None:
            different.append(Difference(_family(found[one]), "extra", found=str(found[one])))
        elif one is not None and other is not None:
            different += [Difference(_role(wanted, other), *change) for change in _changes(wanted[other], found[one])]
    different += _between(extras, needed, places)
    idle = [look for look in network.idle if look.startswith("Dropout")]  # there, but with a rate of 0
    return [
        replace(one, what="rate", found=idle[0]) if idle and (one.role, one.what) == ("Dropout", "missing") else one
        for one in different
    ]


def _taken_apart(
    looks: Sequence[LayerDescription],
) -> tuple[list[LayerDescription], list[tuple[LayerDescription, int]]]:
    """The layers that shape the network, and each other one with the place of the layer that it follows."""
    layers: list[LayerDescription] = []
    others: list[tuple[LayerDescription, int]] = []
    for look in looks:
        if any(word in look.kind for word in BETWEEN):
            others.append((look, len(layers) - 1))
        elif look.kind == "Activation" and layers and layers[-1].activation == "linear":
            layers[-1] = replace(layers[-1], activation=look.activation)
        else:
            layers.append(look)
    return layers, others


def _paired(found: list[LayerDescription], wanted: list[LayerDescription]) -> Pairs:
    """Places of layers that belong together, in order; None means that one is missing."""

    @cache
    def best(at: int, to: int) -> tuple[float, Pairs]:
        """Cost and pairs of the first `at` found and the first `to` wanted layers."""
        ways: list[tuple[float, Pairs]] = [] if at or to else [(0.0, ())]
        if at and to and _family(found[at - 1]) == _family(wanted[to - 1]):
            cost, pairs = best(at - 1, to - 1)
            ways.append((cost + len(_changes(wanted[to - 1], found[at - 1])), (*pairs, (at - 1, to - 1))))
        if at:
            cost, pairs = best(at - 1, to)
            ways.append((cost + ONE_MORE_OR_LESS, (*pairs, (at - 1, None))))
        if to:
            cost, pairs = best(at, to - 1)
            ways.append((cost + ONE_MORE_OR_LESS, (*pairs, (None, to - 1))))
        return min(ways, key=lambda way: way[0])

    return best(len(found), len(wanted))[1]


def _changes(wanted: LayerDescription, found: LayerDescription) -> list[tuple[str, str, str]]:
    """Which settings differ: name, as wanted, as found."""
    left, right = _settings(wanted), _settings(found)
    return [
        (name, left.get(name, ""), right.get(name, ""))
        for name in {**left, **right}
        if left.get(name) != right.get(name)
    ]


def _settings(look: LayerDescription) -> dict[str, str]:
    settings = {"kind": look.kind, **({"activation": look.activation} if look.activation else {})}
    for word in look.words:
        first, _, rest = word.partition(" ")
        if re.fullmatch(r"\d+", word):
            settings["width"] = word
        elif re.fullmatch(r"\d+x\d+", word):
            settings["window"] = word
        elif word == "no bias":
            settings["bias"] = "no"
        elif rest == "padding":
            settings["padding"] = first
        else:
            settings[first] = rest
    return settings


def _family(look: LayerDescription) -> str:
    if look.kind in ("Conv2D", "SeparableConv2D", "DepthwiseConv2D"):
        return "conv"
    if look.kind in ("MaxPooling2D", "AveragePooling2D"):
        return "pool"
    if look.kind in ("Flatten", "GlobalMaxPooling2D", "GlobalAveragePooling2D"):
        return "flat"
    return {"Dense": "hidden", "Activation": "activation"}.get(look.kind, look.kind)


def _role(wanted: list[LayerDescription], place: int) -> str:
    return "last" if place == len(wanted) - 1 else _family(wanted[place])


def _between(
    found: list[tuple[LayerDescription, int]], wanted: list[tuple[LayerDescription, int]], places: dict[int, int]
) -> list[Difference]:
    """What differs in what is between the layers; `places` of found layers among the wanted ones."""
    here = [(look, _behind(place, places)) for look, place in found]
    kept = set(places.values())
    there = [(look, next((at for at in range(place, -1, -1) if at in kept), -1)) for look, place in wanted]
    missing = [one for one in there if one not in here]
    extra = [one for one in here if one not in there]
    different: list[Difference] = []
    for look, place in list(missing):
        for other, at in extra:
            if other == look or (other.kind == look.kind and at == place):
                what = "place" if other == look else "rate" if other.words[:1] != look.words[:1] else "noise shape"
                different.append(
                    Difference(look.kind, what, str(look), f"behind {at}" if other == look else str(other))
                )
                missing.remove((look, place))
                extra.remove((other, at))
                break
    different += [Difference(look.kind, "missing", wanted=str(look)) for look, _ in missing]
    return [*different, *(Difference(look.kind, "extra", found=str(look)) for look, _ in extra)]


def _behind(place: int, places: dict[int, int]) -> int:
    """The wanted layer followed by something that also follows this found one; -1: before them all."""
    return next((places[at] for at in range(place, -1, -1) if at in places), -1)


def _look(text: str) -> LayerDescription:
    """The look whose text this is, of a layer that has an activation or needs none."""
    kind, _, rest = text.removesuffix(")").partition("(")
    words = rest.split(", ") if rest else []
    activation = words.pop() if words and words[-1] in ("relu", "softmax") else None
    return LayerDescription(kind, tuple(words), activation)
