"""The wire gives back what it was given, and takes nothing that is not a plain value."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_st

from grader.sandbox.worker import wire
from tests.support.fuzzing import tried

DTYPES = st.sampled_from(["|b1", "|u1", "<i2", "<i8", "<u4", "<f2", "<f4", "<f8", ">f8", "<c16"]).map(np.dtype)
ARRAYS = DTYPES.flatmap(lambda dtype: numpy_st.arrays(dtype, numpy_st.array_shapes(min_dims=0, min_side=0, max_side=4)))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    ),
    max_leaves=10,
)


def same(left: Any, right: Any) -> bool:
    if isinstance(left, np.ndarray | np.generic):
        return type(left) is type(right) and left.dtype == right.dtype and np.array_equal(left, right, equal_nan=True)
    if isinstance(left, float):
        return type(right) is float and (left == right or (math.isnan(left) and math.isnan(right)))
    if isinstance(left, list | tuple):
        return type(left) is type(right) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right


@given(PLAIN)
def test_a_plain_value_comes_back_as_it_was(value: Any) -> None:
    assert same(wire.decode(wire.encode(value)), value)


def test_records_come_back_as_they_were() -> None:
    model = wire.Model("{}", [np.zeros((2, 3), dtype=np.float32)], None, 0)

    back = wire.decode(wire.encode({"value": model, "other": wire.Foreign("Thing", "…")}))

    assert back["other"] == wire.Foreign("Thing", "…")
    assert back["value"].config == "{}"
    assert same(back["value"].weights, model.weights)


def test_an_array_that_lies_in_another_order_keeps_its_values() -> None:
    columns = np.arange(12).reshape(3, 4).T[::-1]

    assert np.array_equal(wire.decode(wire.encode(columns)), columns)


def test_subclasses_become_what_they_extend() -> None:
    class Sly(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    back = wire.decode(wire.encode([Sly(0.5), np.bool_(True)]))

    assert type(back[0]) is float
    assert back[0] != 0.75


def test_a_text_of_numpy_is_a_text_as_a_key_as_a_value_and_within_others() -> None:
    name, other = np.array(["0", "macro avg"])

    back = wire.decode(wire.encode({name: other, "within": [(other,)]}))

    assert same(back, {"0": "macro avg", "within": [("macro avg",)]})


@pytest.mark.hostile
@pytest.mark.parametrize(
    "value",
    [
        pytest.param(object(), id="an object"),
        pytest.param(np.array([object()]), id="an array of objects"),
        pytest.param(np.array(["text"]), id="an array of text"),
        pytest.param(10**2_000, id="a number of two thousand digits"),
        pytest.param([0] * (wire.MOST_VALUES + 1), id="too many values"),
        pytest.param(np.zeros(wire.LARGEST_MESSAGE + 1, dtype=np.uint8), id="too large an array"),
        pytest.param("x" * (wire.LONGEST_TEXT + 1), id="too long a text"),
        pytest.param({1, 2}, id="a set"),
        pytest.param(b"bytes", id="bytes"),
        pytest.param(dict.fromkeys(range(wire.MOST_KEYS + 1)), id="too many numbers as keys"),
    ],
)
def test_what_is_not_plain_does_not_get_in(value: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.encode(value)


@pytest.mark.hostile
def test_a_list_that_holds_itself_does_not_get_in() -> None:
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(wire.WireError):
        wire.encode(endless)


def message(text: str, buffers: bytes = b"") -> bytes:
    return len(text.encode()).to_bytes(8, "big") + text.encode() + buffers


@pytest.mark.hostile
@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00" * 7, id="cut short in its length"),
        pytest.param((10**9).to_bytes(8, "big"), id="shorter than it says"),
        pytest.param(message("{"), id="no JSON"),
        pytest.param(message("é"), id="not ASCII"),
        pytest.param(message("[" * 100_000), id="brackets without end"),
        pytest.param(message("1" * 100_000), id="a number without end"),
        pytest.param(message('{"class": "os.system"}'), id="an unknown tag"),
        pytest.param(message('{"tuple": [], "dict": []}'), id="two tags"),
        pytest.param(message("{}"), id="no tag"),
        pytest.param(message('{"tuple": 3}'), id="a tuple of no list"),
        pytest.param(message('{"dict": [[1]]}'), id="a pair of one"),
        pytest.param(message('{"dict": [[[1], 2]]}'), id="a list as a key"),
        pytest.param(message('{"array": ["|O8", [1]]}', b"\x00" * 8), id="an array of objects"),
        pytest.param(message('{"array": ["|V8", [1]]}', b"\x00" * 8), id="an array of records"),
        pytest.param(message('{"array": ["<f3", [1]]}', b"\x00" * 8), id="a float of three bytes"),
        pytest.param(message('{"array": ["<f8", [2]]}', b"\x00" * 8), id="an array without its bytes"),
        pytest.param(message('{"array": ["<f8", [-1]]}', b"\x00" * 8), id="a negative axis"),
        pytest.param(message('{"array": ["<f8", [true]]}', b"\x00" * 8), id="a boolean axis"),
        pytest.param(message('{"array": ["|u1", [0, 60000000, 60000000, 60000000]]}'), id="too large an empty array"),
        pytest.param(message(f'{{"array": ["|u1", {[1] * 40}]}}', b"\x00"), id="forty axes"),
        pytest.param(message('{"scalar": 3}'), id="a scalar without a dtype"),
        pytest.param(message('{"record": ["popen", {}]}'), id="an unknown record"),
        pytest.param(message('{"record": ["foreign", {"type": "x"}]}'), id="a record without a field"),
        pytest.param(
            message('{"record": ["foreign", {"type": 1, "text": "x"}]}'), id="a record with a field of another type"
        ),
        pytest.param(message("[" * 25 + "]" * 25), id="too deep a nesting"),
        pytest.param(bytes(wire.LARGEST_MESSAGE + 1), id="more than a message may have"),
        pytest.param(message("1", b"\x00"), id="bytes that belong to nothing"),
    ],
)
def test_what_is_no_message_is_refused(bad: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(bad)


def decoded(content: bytes) -> Any:
    """What a message of a few kilobytes says, or None if it is refused."""
    return tried("wire decoder", lambda: wire.decode(content), wire.WireError, memory=4 << 20)


@pytest.mark.fuzz
@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_refused(noise: bytes) -> None:
    decoded(noise)


ODD = st.sampled_from([2**63, -1, 10**30, 1e308, math.nan, "<f8", "|u1", "|O8", "foreign", "model", "figure", []])
TAGS = st.sampled_from(["tuple", "dict", "array", "scalar", "record", "float", "value", "config", "weights", "axes"])
TAGGED = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 300) | st.floats() | st.text(max_size=5) | ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TAGS, inner, max_size=2),
    max_leaves=12,
)
KINDS = st.sampled_from(["|u1", "|b1", "<i2", "<f8", "<c16", "|S3", "<U2", "|V4", "|O8", "<M8[s]", "<f16", "", 7])
SHAPES = st.lists(st.integers(-1, 5) | st.sampled_from([0, 2**31, 2**62, 2**64, True, 1.0, None]), max_size=5)


@pytest.mark.fuzz
@given(TAGGED, st.binary(max_size=64))
def test_whatever_is_tagged_is_a_value_or_refused(tagged: Any, buffers: bytes) -> None:
    decoded(message(json.dumps(tagged), buffers))


@pytest.mark.fuzz
@given(st.lists(st.tuples(KINDS, SHAPES), min_size=1, max_size=4), st.binary(max_size=200))
def test_whatever_calls_itself_an_array_is_one_or_refused(arrays: list[tuple[Any, Any]], buffers: bytes) -> None:
    found = decoded(message(json.dumps([{"array": list(each)} for each in arrays]), buffers))

    assert found is None or sum(array.nbytes for array in found) == len(buffers)


@pytest.mark.fuzz
@given(PLAIN, st.data())
def test_a_message_with_a_changed_byte_is_a_value_or_refused(value: Any, data: st.DataObject) -> None:
    damaged = bytearray(wire.encode(value))
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))

    decoded(bytes(damaged))
