"""Values as text in feedback: short enough for a line, with shape and dtype where they say more than numbers."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from grader.sandbox.worker import wire
from grader.util.text import cut

MOST_ENTRIES = 12  # of an array that is shown entry by entry
LONGEST = 100  # characters of one value


def show(value: Any) -> str:
    """`value` as text.

    >>> show(np.array([0.25, 1.0]))
    'array([0.25, 1.  ])'
    >>> show(np.zeros((60000, 28, 28), dtype=np.uint8))
    'a uint8 array of shape (60000, 28, 28)'
    """
    if isinstance(value, wire.Model):
        return "a Keras model"
    if isinstance(value, wire.Figure):
        return f"a figure with {len(value.axes)} axes"
    if isinstance(value, wire.Foreign):
        kind = value.type.replace("ndarray of", "array of dtype")
        return _FOREIGN.get(kind) or cut(f"{_article(kind)} {kind}", LONGEST)
    if isinstance(value, np.ndarray):
        if value.size > MOST_ENTRIES or value.ndim > 2:
            return f"{_article(str(value.dtype))} {value.dtype} array of shape {value.shape}"
        return cut(" ".join(repr(value).split()).replace("[ ", "["), LONGEST)
    if isinstance(value, np.generic):
        return f"{value.item()!r} ({value.dtype})"
    if isinstance(value, tuple):
        return cut(f"({', '.join(map(show, value))}{',' if len(value) == 1 else ''})", LONGEST)
    if isinstance(value, list):
        return cut(f"[{_listed(map(show, value[:MOST_ENTRIES]), len(value))}]", LONGEST)
    if isinstance(value, dict):
        items = (f"{show(key)}: {show(item)}" for key, item in list(value.items())[:MOST_ENTRIES])
        return cut(f"{{{_listed(items, len(value))}}}", LONGEST)
    return cut(repr(value), LONGEST)


def show_call(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The call as a student would write it."""
    given = [show(value) for value in args] + [f"{name}={show(value)}" for name, value in kwargs.items()]
    return f"{function}({', '.join(given)})"


# What does not cross, where the name of its type says too little.
_FOREIGN = {
    "bytes": "bytes",
    "complex": "a complex number",
    "coroutine": "a coroutine, as `async def` makes it",
    "generator": "a generator, as `yield` makes it",
}


def _listed(items: Iterable[str], count: int) -> str:
    return f"{', '.join(items)}{', …' if count > MOST_ENTRIES else ''}"


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeio" else "a"
