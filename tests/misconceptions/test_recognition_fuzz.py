"""Recognition survives any plain value: whatever a function returned, a mistake is named or none is."""

from functools import cache, partial
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.checks.fresh import make
from grader.course import syllabus
from grader.grading.fresh_run import called_with
from grader.learning.hunt.hunt_judging import fresh_checks
from grader.misconceptions.evidence import Evidence, Trial
from grader.misconceptions.recognition import recognised, witness
from grader.sandbox.calls import Call
from grader.sandbox.worker import wire

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
MODULES = ("preprocessing", "metrics", "evaluation")
DTYPES = ("float64", "float32", "float16", "uint8", "int64", "bool", "complex128")
SHARE = 2  # of the inputs that other fuzz tests make up: each is compared with all mistakes of an exercise

numbers = st.one_of(
    st.integers(-(10**40), 10**40),
    st.integers(-3, 3),
    st.floats(),
    st.sampled_from([10**400, -0.0, 2**63, 2**64, 1e308, True]),
)
leaves = st.one_of(
    numbers,
    st.none(),
    st.text(max_size=5),
    arrays.arrays(
        st.sampled_from(
            [np.dtype(name) for name in ("float64", "float32", "float16", "uint8", "int64", "bool", "complex128")]
        ),
        arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    ),
)
plain = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=12), st.integers(0, 12)), inner, max_size=5),
    ),
    max_leaves=12,
)


@st.composite
def deep(draw: st.DrawFn) -> Any:
    """A value in as many lists as may cross."""
    value = draw(leaves)
    for _ in range(draw(st.integers(0, 19))):
        value = [value]
    return value


DEFAULT = hypothesis.settings.default  # of the session's profile
assert DEFAULT is not None


@cache
def _asked() -> dict[str, list[Arguments]]:
    """Some calls of each exercise that has fresh inputs."""
    course, found = syllabus.load(), dict[str, list[Arguments]]()
    for exercise in course.select(MODULES):
        for check, generators in fresh_checks(exercise).values():
            source = np.random.default_rng(7)
            for _ in range(2):
                arguments = called_with(partial(_ask, check, exercise.function, make(generators, source).values))
                if arguments is not None:
                    found.setdefault(exercise.id, []).append(arguments)
    return found


def _ask(check: Any, function: str, values: dict[str, Any], asked: Any) -> None:
    check(**{function: asked}, **values)


@pytest.mark.fuzz
@pytest.mark.parametrize("exercise", sorted(_asked()))
@hypothesis.settings(max_examples=DEFAULT.max_examples // SHARE)
@given(value=st.one_of(plain, deep()), compared=st.booleans(), changed=st.one_of(st.none(), plain))
def test_recognition_survives_any_plain_value(exercise: str, value: Any, compared: bool, changed: Any) -> None:
    value = wire.decode(wire.encode(value))  # as it would cross
    calls = tuple(
        Call(
            exercise.partition(".")[2],
            *arguments,
            returned=value,
            answered=True,
            changed={} if changed is None else {0: wire.decode(wire.encode(changed))},
        )
        for arguments in _asked()[exercise]
    )
    evidence = Evidence((Trial(calls, compared, unrefused=False, ran=True, fresh=True),))
    found = recognised(exercise, evidence)

    if found is not None:
        assert witness(found, evidence, [0]) == 0
