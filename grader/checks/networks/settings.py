"""Readers of a layer's settings: each returns the value as it may be used, or raises the errors that `Reader` names.

A value comes from untrusted text. Types are compared exactly, since True is an int to Python, and sizes have a limit.
"""

import math
from collections.abc import Callable
from typing import Any

Reader = Callable[[Any], Any]  # raises ValueError or TypeError for a value that may not cross

WIDEST = 100_000  # units, filters or axis lengths; a dense layer of 5 million parameters on pixels has 6,000
LARGEST_FRACTION = 1e9  # of numbers such as a scale; pixels are divided by 255

_ACTIVATIONS = (
    *("linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "swish", "mish", "softplus"),
    *(
        "softsign",
        "exponential",
        "tanh",
        "sigmoid",
        "softmax",
        "log_softmax",
        "hard_sigmoid",
        "hard_silu",
        "hard_swish",
    ),
)
_OTHER_NAMES = {"softmax_v2": "softmax", None: "linear"}  # what tf.nn.softmax calls itself; what no activation is


def whole(low: int, high: int = WIDEST) -> Reader:
    """A whole number within limits."""

    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError
        return value

    return read


def real(low: float = -LARGEST_FRACTION, high: float = LARGEST_FRACTION) -> Reader:
    """A number within limits."""

    def read(value: Any) -> float:
        if type(value) not in (int, float) or not math.isfinite(value) or not low <= value <= high:
            raise ValueError
        return float(value)

    return read


def one_of(*allowed: str | bool) -> Reader:
    """One of these texts, or of True and False."""

    def read(value: Any) -> str | bool:
        if type(value) not in (str, bool) or value not in allowed:
            raise ValueError
        return value  # type: ignore[no-any-return]

    return read


flag = one_of(False, True)


def optional(read: Reader) -> Reader:
    """None, or what another reader takes."""
    return lambda value: None if value is None else read(value)


def nothing(value: Any) -> None:
    """None, and nothing else: a setting that would change what is known of a layer."""
    if value is not None:
        raise ValueError


def several(count: int, read: Reader) -> Reader:
    """`count` values, or one for all of them."""

    def read_all(value: Any) -> tuple[Any, ...]:
        values = value if isinstance(value, list | tuple) else [value] * count
        if len(values) != count:
            raise ValueError
        return tuple(read(item) for item in values)

    return read_all


def up_to(most: int, read: Reader) -> Reader:
    """At least one value and at most `most`."""

    def read_all(value: Any) -> tuple[Any, ...]:
        values = value if isinstance(value, list | tuple) else [value]
        if not 0 < len(values) <= most:
            raise ValueError
        return tuple(read(item) for item in values)

    return read_all


def activation(value: Any) -> str:
    """The name of one of Keras' activations; a function of TensorFlow's by the name that Keras gives it."""
    if isinstance(value, dict) and value.get("class_name") == "function":
        value = value.get("config")
    if value is not None and type(value) is not str:
        raise ValueError
    name = _OTHER_NAMES.get(value, value)
    if name not in _ACTIVATIONS:
        raise ValueError
    return str(name)
