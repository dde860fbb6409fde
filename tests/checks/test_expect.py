"""Tests of expectations: fair to every right value, and no value makes them do anything but say what is wrong."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.expect import (
    Expectation,
    NotRefused,
    anything,
    array,
    each,
    fixed,
    kind_of,
    mapping,
    number,
    refused,
    shaped,
    untouched,
)
from grader.sandbox.calls import StudentError
from grader.sandbox.formatting import LONGEST, show
from grader.sandbox.worker import wire


@pytest.mark.parametrize(
    ("answer", "expectation"),
    {
        "a list for an array": ([1, 2], array([1, 2])),
        "a tuple for an array": ((1.0, 2.0), array([1, 2])),
        "any dtype": (np.array([1, 2], np.uint8), array([1.0, 2.0])),
        "nearly": (np.array([0.1], np.float32), array([0.1])),
        "any width of integers": (np.array([1], np.int16), array([1], integers=True)),
        "no entry has no dtype": (np.zeros(0), array(np.zeros(0, int), integers=True)),
        "an int for a float": (1, number(1.0)),
        "NumPy's float": (np.float32(0.75), number(0.75)),
        "an array without axes": (np.array(0.75), number(0.75)),
        "four rows for four parts": (np.eye(2), each(["a", "b"], [array([1, 0]), array([0, 1])])),
        "a list of parts": ([[1], None], each(["a", "b"], [array([1]), anything()])),
        "any order of keys": ({"b": {"c": 2}, "a": 1}, mapping({"a": 1, "b": {"c": 2.0}})),
        "other keys": ({"a": 1, "b": 2}, mapping({"a": 1}, others=True)),
        "any values": (np.zeros((2, 3)), shaped(2, 3)),
        "the same argument": ({"a": np.eye(2)}, untouched({"a": np.eye(2)})),
    }.values(),
)
def test_what_will_do_is_equal(answer: Any, expectation: Expectation) -> None:
    assert answer == expectation
    assert expectation.why(answer) is None


@pytest.mark.parametrize(
    ("answer", "expectation", "reason"),
    {
        "a value": ([1, 3], array([1, 2]), "Entry [1] is 3; it should be 2."),
        "two values": ([1, 3, 4], array([1, 2, 3]), "Entry [1] is 3; it should be 2 (2 of 3 entries differ)."),
        "a value that looks the same": (
            0.1234567,
            number(0.1234568, tolerance=0),
            "0.1234567; it should be 0.1234568.",
        ),
        "NaN": (float("nan"), number(0), "It is nan; it should be 0."),
        "a shape": ([[1, 2]], array([1, 2]), "Its shape is (1, 2); it should be (2,)."),
        "one number": (1, array([1, 2]), "It is one number; it should be an array of shape (2,)."),
        "many numbers": ([1], number(1), "It is a list; return one number."),
        "a dtype": (np.ones(1), array([1], dtype=np.float32), "Its dtype is float64; it should be float32."),
        "no dtype": ([1.0], array([1], dtype=np.float32), "It is a list; return a NumPy array."),
        "floats": (
            np.ones(1),
            array([1], integers=True),
            "Its dtype is float64; it should be an integer dtype, such as int64.",
        ),
        "nothing": (None, array([1]), "It returned nothing. Does it end with `return`?"),
        "a text": ("one", number(1), "It is a string; return numbers."),
        "complex numbers": (1j * np.ones(1), array([1]), "Its numbers are complex; return real numbers."),
        "too large a number": (10**400, number(1), "It is inf; it should be 1."),
        "parts of other lengths": ([[1], [1, 2]], array([1]), "Its rows differ in length; return an array."),
        "too few parts": ((1,), each(["a", "b"], [anything()] * 2), "It has 1 part instead of 2; return a, b."),
        "a part": ((1, 2), each(["a", "b"], [number(1), number(1)]), "b: It is 2; it should be 1."),
        "no key": ({}, mapping({"a": 1}), "The key 'a' is missing; it is empty."),
        "another key": ({"a": 1, 5: 2}, mapping({"a": 1}), "The key '5' should not be there."),
        "a value in a dict": ({"a": {"b": "x"}}, mapping({"a": {"b": 1}}), "'a': 'b': It is a string; return numbers."),
        "an argument": ([2], untouched([1]), "It changed its argument: it is now [2]. Work on a copy."),
        "minus zero": (np.array([-0.0]), untouched(np.zeros(1)), "It changed its argument: it is now array([-0.])."),
    }.values(),
)
def test_what_will_not_do_is_told_why(answer: Any, expectation: Expectation, reason: str) -> None:
    assert answer != expectation
    assert reason in str(expectation.why(answer))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(
        [
            10**500,
            -(10**20),
            np.zeros((0, 3)),
            np.float16(np.inf),
            np.uint64(2**64 - 1),
            np.bool_(True),
            np.full((2, 2), 1j),
            np.zeros((1,) * 30),
            np.array("NaT", dtype="M8[s]").astype(np.int64),
            wire.Foreign("set", "{1}"),
            wire.Figure([], []),
        ]
    ),
    lambda parts: st.lists(parts, max_size=4) | st.tuples(parts, parts) | st.dictionaries(st.text(max_size=2), parts),
    max_leaves=8,
)
EXPECTATIONS = (
    array([1.0, 2.0]),
    array([[1]], dtype=np.float32),
    array([1], integers=True),
    number(0.5),
    shaped(2),
    each(["a", "b"], [array([1]), number(1)]),
    mapping({"a": 1, "b": {"c": 2}}),
    untouched(np.eye(2)),
)


@given(VALUES)
def test_no_value_trips_an_expectation(value: Any) -> None:
    for expectation in EXPECTATIONS:
        assert (expectation.why(value) is None) == (value == expectation)
    assert len(show(value)) <= LONGEST + 40
    assert kind_of(value)


def test_a_value_error_of_the_student_is_what_was_wanted() -> None:
    with refused("it is wrong"):
        raise student_error(ValueError)


def test_another_exception_is_told_with_what_was_wanted() -> None:
    with pytest.raises(NotRefused, match="expected a ValueError") as caught, refused("it is wrong"):
        raise student_error(KeyError)

    assert caught.value.wanted == "a ValueError because it is wrong"
    assert caught.value.instead is not None
    assert caught.value.instead.raised == "KeyError: why"
    assert caught.value.instead.remedy.startswith("The dict has no key why")


def test_no_exception_is_not_enough() -> None:
    with pytest.raises(AssertionError, match="expected a ValueError because it is wrong"), refused("it is wrong"):
        pass


def test_a_value_error_of_our_own_is_not_taken_for_the_student_s() -> None:
    with pytest.raises(ValueError, match="ours"), refused("it is wrong"):
        raise ValueError("ours")


def test_a_fixed_array_stays_what_it_is() -> None:
    with pytest.raises(ValueError, match="read-only"):
        fixed([1, 2])[0] = 5


def student_error(kind: type[Exception]) -> StudentError:
    """What the runner raises when a student's function raises this kind."""
    error: StudentError = type("StudentKind", (StudentError, kind), {})("why")
    error.types, error.frames = (kind.__name__,), ()
    return error
