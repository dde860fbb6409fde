"""The wire carries plain values between the two sides of the boundary, as bytes, and nothing else.

A message is a JSON text followed by the raw bytes of its arrays. JSON has no word for a tuple, an array or a NumPy
scalar, so each of those is an object with one key, its tag. Decoding looks at the bytes only: no class of the sender
is ever looked up, no code is ever run.

    message = length of the JSON text (8 bytes, big-endian) + JSON text + buffers, one after the other
    value   = null | true | false | number | string | [value, ...]
            | {"tuple": [value, ...]} | {"dict": [[key, value], ...]}
            | {"array": [dtype, shape]} | {"scalar": dtype}       each takes the next buffer
            | {"record": [name, {field: value, ...}]}
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

LARGEST_MESSAGE = 64 << 20  # bytes; MNIST's test set as float32 is 31 MB, its training set as uint8 47 MB
LONGEST_TEXT = 8 << 20  # bytes of a message's JSON; a figure of 100 images is described in 1 MB
DEEPEST_NESTING = 20  # containers within containers; a classification report is 2 deep, a model's configuration 12
MOST_VALUES = 200_000  # values in one message, an array counting as one; a figure with every pixel as a text has fewer
LONGEST_NUMBER = 1_000  # decimal digits of an int; reading one takes time that grows with the square of its length
MOST_KEYS = 1_000  # keys of a dict that are not texts: numbers can be chosen so that all of them fall into one place
MOST_AXES = 32  # NumPy 1 held no more, and images have 4
ARRAY_KINDS = "biufc"  # bool, int, unsigned, float, complex: dtypes for which any bytes are a value

_LENGTH_BYTES = 8


class WireError(Exception):
    """The value to send is not plain, or the received bytes are not a message."""


@dataclass(frozen=True)
class Model:
    """A Keras model: its configuration as JSON text, its weights, and what it was compiled with (None: it was not).

    `argument` is the position of the argument that is this very object, or None if it is none of them.
    """

    config: str
    weights: list[np.ndarray]
    compiled: str | None = None
    argument: int | None = None


@dataclass(frozen=True)
class Figure:
    """A Matplotlib figure: a description of each of its axes, and the texts outside of them."""

    axes: list[dict[str, Any]]
    texts: list[str]


@dataclass(frozen=True)
class Foreign:
    """A stand-in for an object that may not cross: the name of its type and the beginning of its text."""

    type: str
    text: str


RECORDS = {"model": Model, "figure": Figure, "foreign": Foreign}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(item, kind) for item in value)


# The required types of a received record's fields: its readers rely on them.
FORMS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "model": {
        "config": _is_text,
        "weights": _list_of(np.ndarray),
        "compiled": lambda value: value is None or isinstance(value, str),
        "argument": lambda value: value is None or type(value) is int,
    },
    "figure": {"axes": _list_of(dict), "texts": _list_of(str)},
    "foreign": {"type": _is_text, "text": _is_text},
}


def encode(value: Any) -> bytes:
    """The message that says `value`.

    Raises:
        WireError: something in it is not plain, or it is larger than `LARGEST_MESSAGE`.
    """
    writer = _Writer()
    text = json.dumps(writer.tagged(value, 0), separators=(",", ":")).encode("ascii")
    size = _LENGTH_BYTES + len(text) + sum(len(buffer) for buffer in writer.buffers)
    if len(text) > LONGEST_TEXT:
        raise WireError(f"{len(text) >> 20} MB of text is more than the {LONGEST_TEXT >> 20} MB that may cross")
    if size > LARGEST_MESSAGE:
        raise WireError(f"{size >> 20} MB is more than the {LARGEST_MESSAGE >> 20} MB that may cross")
    return b"".join([len(text).to_bytes(_LENGTH_BYTES, "big"), text, *writer.buffers])


def decode(message: bytes | bytearray | memoryview) -> Any:
    """The value that `message` says; its arrays are fresh, writable and C-ordered.

    Raises:
        WireError: it is not a message; nothing else comes out, whatever the bytes.
    """
    view = memoryview(message)
    if len(view) > LARGEST_MESSAGE:
        raise WireError("the message is too large")
    length = int.from_bytes(view[:_LENGTH_BYTES], "big")
    if length > LONGEST_TEXT:
        raise WireError("the message's text is too long")
    if len(view) < _LENGTH_BYTES + length:
        raise WireError("the message is cut short")
    try:
        text = str(view[_LENGTH_BYTES : _LENGTH_BYTES + length], "ascii")
        tagged = json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        raise WireError("the message is not JSON") from error
    reader = _Reader(view[_LENGTH_BYTES + length :])
    value = reader.value(tagged, 0)
    reader.finish()
    return value


def _refuse_many(keys: Iterable[Any]) -> None:
    if sum(not isinstance(key, str) for key in keys) > MOST_KEYS:
        raise WireError(f"a dict with more than {MOST_KEYS:,} keys that are not texts may not cross")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise WireError(f"a number of more than {LONGEST_NUMBER} digits may not cross")
    return int(digits)


class _Writer:
    """Puts values in JSON's words, and the bytes of their arrays in `buffers`."""

    def __init__(self) -> None:
        self.buffers: list[memoryview | bytes] = []
        self._values = 0

    def tagged(self, value: Any, depth: int) -> Any:
        self._values += 1
        if self._values > MOST_VALUES:
            raise WireError(f"more than {MOST_VALUES:,} values may not cross; an array counts as one")
        if depth > DEEPEST_NESTING:
            raise WireError(f"values nested more than {DEEPEST_NESTING} deep may not cross")
        # Subclasses become what they extend: a bool first, for it is an int too, and NumPy's float64 is a float.
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):  # before NumPy's scalars: np.str_ is both
            return str(value)
        if isinstance(value, np.generic | np.ndarray):
            return self._array(value)
        if isinstance(value, int):
            if abs(value) >= 10**LONGEST_NUMBER:
                raise WireError(f"a number of more than {LONGEST_NUMBER} digits may not cross")
            return int(value)
        if isinstance(value, float):
            return float(value)
        if isinstance(value, list):
            return self._items(value, depth)
        if isinstance(value, tuple):
            return {"tuple": self._items(value, depth)}
        if isinstance(value, dict):
            _refuse_many(value)
            return {"dict": [self._items(pair, depth) for pair in value.items()]}
        for name, record in RECORDS.items():
            if isinstance(value, record):
                content = {field.name: self.tagged(getattr(value, field.name), depth + 1) for field in fields(record)}
                return {"record": [name, content]}
        raise WireError(f"a {type(value).__name__} is not a plain value")

    def _items(self, items: Iterable[Any], depth: int) -> list[Any]:
        return [self.tagged(item, depth + 1) for item in items]

    def _array(self, array: np.generic | np.ndarray) -> dict[str, Any]:
        if array.dtype.kind not in ARRAY_KINDS:
            raise WireError(f"an array of {array.dtype} is not a plain value")
        if isinstance(array, np.generic):
            self.buffers.append(array.tobytes())
            return {"scalar": array.dtype.str}
        # No copy if the array is already in row-major order.
        flat = array.flags.c_contiguous and array.size
        self.buffers.append(array.reshape(-1).view(np.uint8).data if flat else array.tobytes())
        return {"array": [array.dtype.str, list(array.shape)]}


class _Reader:
    """Reads tagged values, taking the buffers in the order of their tags."""

    def __init__(self, buffers: memoryview) -> None:
        self._buffers = buffers
        self._values = 0

    def finish(self) -> None:
        if len(self._buffers):
            raise WireError("the message has bytes that belong to no array")

    def value(self, tagged: Any, depth: int) -> Any:
        self._values += 1
        # Counted as the sender counts: what has come can be sent again.
        if self._values > MOST_VALUES or depth > DEEPEST_NESTING:
            raise WireError("the message has too many values or too deep a nesting")
        if isinstance(tagged, list):
            return [self.value(item, depth + 1) for item in tagged]
        if not isinstance(tagged, dict):
            return tagged
        if len(tagged) != 1:
            raise WireError("a tagged value has one key, its tag")
        (tag, content), *_ = tagged.items()
        readers = {
            "tuple": self._tuple,
            "dict": self._dict,
            "array": self._array,
            "scalar": self._scalar,
            "record": self._record,
        }
        if tag not in readers:
            raise WireError(f"{tag[:40]!r} is not a tag")
        return readers[tag](content, depth)

    def _tuple(self, content: Any, depth: int) -> tuple[Any, ...]:
        if not isinstance(content, list):
            raise WireError("a tuple is a list of values")
        return tuple(self.value(content, depth))

    def _dict(self, content: Any, depth: int) -> dict[Any, Any]:
        if not isinstance(content, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in content):
            raise WireError("a dict is a list of pairs")
        pairs = [(self.value(key, depth + 1), self.value(item, depth + 1)) for key, item in content]
        _refuse_many([key for key, _ in pairs])
        try:
            return dict(pairs)
        except TypeError as error:
            raise WireError("a key of a dict is a plain value that does not change") from error

    def _array(self, content: Any, _depth: int) -> np.ndarray:
        match content:
            case [str(name), [*shape]] if all(type(size) is int and 0 <= size <= LARGEST_MESSAGE for size in shape):
                if len(shape) > MOST_AXES:
                    raise WireError("an array has too many axes")
                dtype = self._dtype(name)
                try:
                    return self._take(dtype, math.prod(shape)).reshape(shape)
                except ValueError as error:
                    raise WireError("an array's shape is too large") from error
        raise WireError("an array is a dtype and a shape")

    def _scalar(self, content: Any, _depth: int) -> np.generic:
        if not isinstance(content, str):
            raise WireError("a scalar is a dtype")
        scalar: np.generic = self._take(self._dtype(content), 1)[0]
        return scalar

    def _record(self, content: Any, depth: int) -> Any:
        match content:
            case [str(name), dict(items)] if name in RECORDS:
                record = RECORDS[name]
                if set(items) != {field.name for field in fields(record)}:
                    raise WireError(f"the fields of a {name} are not these")
                content = {key: self.value(item, depth + 1) for key, item in items.items()}
                if not all(FORMS[name][key](part) for key, part in content.items()):
                    raise WireError(f"the fields of a {name} are of other types")
                return record(**content)
        raise WireError("a record is a known name and its fields")

    def _dtype(self, name: str) -> np.dtype:
        # Text like '<f8' only: np.dtype also reads lists of fields and names of classes.
        if not (len(name) <= 8 and name[:1] in "<>|=" and name[1:2] in tuple(ARRAY_KINDS) and name[2:].isdecimal()):
            raise WireError(f"{name[:40]!r} is not a dtype that may cross")
        try:
            return np.dtype(name)
        except TypeError as error:
            raise WireError(f"{name!r} is not a dtype that may cross") from error

    def _take(self, dtype: np.dtype, count: int) -> np.ndarray:
        size = dtype.itemsize * count
        if size > len(self._buffers):
            raise WireError("the message is cut short within an array")
        taken = np.frombuffer(self._buffers[:size], dtype=dtype, count=count).copy() if size else np.zeros(count, dtype)
        self._buffers = self._buffers[size:]
        if dtype.kind == "b":
            taken = taken.view(np.uint8) != 0  # any other byte in a bool array is undefined behaviour
        return taken
