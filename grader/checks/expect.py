"""Expectations: what a check compares an answer with, fair to every right answer and able to say what is wrong.

    assert scale_pixels(PIXELS) == array([[[0.0, 0.2, 1.0]]], dtype=np.float32)
    assert precision(tp=3, fp=1) == number(0.75)

An expectation is equal to every value that will do. To any other it is unequal, and `why` has the reason as a
sentence, which the plugin puts into the feedback. Whatever a student returns, nothing here raises but AssertionError.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import pytest

from grader.sandbox.calls import StudentError
from grader.sandbox.formatting import MOST_ENTRIES, show
from grader.sandbox.remedies import of_answer
from grader.sandbox.worker import wire
from grader.util.text import counted

TOLERANCE = 1e-6  # relative and absolute; float32 has 7 digits, and a sum of 1,000 terms loses one of them


class Expectation:
    """A value that an answer is compared with."""

    # NumPy's own comparison steps back, so that `array == expectation` asks the expectation.
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def why(self, answer: Any) -> str | None:
        """Why `answer` will not do, as a sentence, or None if it will."""
        try:
            return self._reason(answer)
        except AssertionError as error:
            return str(error)

    def _reason(self, answer: Any) -> str | None:
        """The same; whatever an AssertionError says is the reason too."""
        raise NotImplementedError

    @property
    def shown(self) -> str:
        """The value as text, or nothing where `why` says it all."""
        return ""

    def __eq__(self, answer: object) -> bool:
        return self.why(answer) is None

    def __repr__(self) -> str:
        return self.shown or f"<{type(self).__name__}>"


class anything(Expectation):  # noqa: N801  it reads as the word it is
    """Accepts anything: the part of an answer that a claim is not about."""

    def _reason(self, answer: Any) -> str | None:  # noqa: ARG002  the others look at it
        return None

    @property
    def shown(self) -> str:
        return "…"


class array(Expectation):  # noqa: N801  it reads as the NumPy function it is named after
    """An array, by its values.

    Args:
        values: what its entries are.
        dtype: the dtype that it must have exactly; then only an array will do. Without it a list, a tuple and any
            dtype of numbers that holds the values will do.
        integers: its dtype must be one of integers, of any width.
        tolerance: relative and absolute, for floats.
    """

    def __init__(self, values: Any, dtype: Any = None, *, integers: bool = False, tolerance: float = TOLERANCE) -> None:
        self.dtype = None if dtype is None else np.dtype(dtype)
        self.values = np.asarray(values, dtype=self.dtype)
        self.integers = integers
        self.tolerance = tolerance

    def _reason(self, answer: Any) -> str | None:
        found = numbers(answer)
        if self.dtype is not None and not isinstance(answer, np.ndarray):
            return _other_kind(answer, "a NumPy array")
        if found.shape != self.values.shape:
            return _other_shape(found.shape, self.values.shape)
        if self.dtype is not None and found.dtype != self.dtype:
            return f"Its dtype is {found.dtype}; it should be {self.dtype}."
        if self.integers and found.dtype.kind not in "iu" and found.size:
            return f"Its dtype is {found.dtype}; it should be an integer dtype, such as int64."
        return self._difference(found)

    def _difference(self, found: np.ndarray) -> str | None:
        if np.array_equal(found, self.values):  # mostly; comparing closely takes ten times as long
            return None
        with np.errstate(invalid="ignore", over="ignore"):
            same = np.isclose(
                found.astype(np.float64),
                self.values.astype(np.float64),
                rtol=self.tolerance,
                atol=self.tolerance,
            )
        if same.all():
            return None
        place = tuple(int(index) for index in np.argwhere(~same)[0])
        entry, wanted = _two(found[place], self.values[place])
        if not place:
            return f"It is {entry}; it should be {wanted}."
        where = ", ".join(map(str, place))
        count = int((~same).sum())
        others = f" ({count:,} of {same.size:,} entries differ)" if count > 1 else ""
        return f"Entry [{where}] is {entry}; it should be {wanted}{others}."

    @property
    def shown(self) -> str:
        if self.values.size > MOST_ENTRIES or not self.values.size:
            return ""
        return show(self.values if self.dtype else self.values.tolist())


class number(array):  # noqa: N801  as above
    """One number: a Python or NumPy scalar, or an array without axes."""

    def __init__(self, value: float, *, tolerance: float = TOLERANCE) -> None:
        super().__init__(value, tolerance=tolerance)

    def _reason(self, answer: Any) -> str | None:
        if isinstance(answer, list | tuple) or (isinstance(answer, np.ndarray) and answer.ndim):
            return _other_kind(answer, "one number")
        return super()._reason(answer)

    @property
    def shown(self) -> str:
        return ""


class shaped(Expectation):  # noqa: N801  as above
    """An array of numbers of some shape, whatever its values.

    Args:
        shape: the length of each axis.
        dtype: the dtype that it must have exactly, or None.
    """

    def __init__(self, *shape: int, dtype: Any = None) -> None:
        self.shape = shape
        self.dtype = None if dtype is None else np.dtype(dtype)

    def _reason(self, answer: Any) -> str | None:
        found = numbers(answer)
        if found.shape != self.shape:
            return _other_shape(found.shape, self.shape)
        if self.dtype is not None and found.dtype != self.dtype:
            return f"Its dtype is {found.dtype}; it should be {self.dtype}."
        return None


class each(Expectation):  # noqa: N801  as above
    """A tuple (or a list) whose parts meet an expectation each.

    Args:
        names: what the parts are called in the sentences.
        parts: an expectation for each.
    """

    def __init__(self, names: Sequence[str], parts: Sequence[Expectation]) -> None:
        self.names = tuple(names)
        self.parts = tuple(parts)

    def _reason(self, answer: Any) -> str | None:
        for name, part, expectation in zip(self.names, parts_of(answer, self.names), self.parts, strict=True):
            if (reason := expectation.why(part)) is not None:
                return f"{name}: {reason}"
        return None

    @property
    def shown(self) -> str:
        return f"({', '.join(part.shown for part in self.parts)})" if all(part.shown for part in self.parts) else ""


class mapping(Expectation):  # noqa: N801  as above
    """A dict with these keys, whose numbers are close to these; dicts within it too.

    Args:
        content: key by key a number or a dict.
        others: further keys will do, here and in the dicts within: the claim is not about them.
    """

    def __init__(self, content: dict[Any, Any], *, others: bool = False) -> None:
        self.content = content
        self.others = others

    def _reason(self, answer: Any) -> str | None:
        if not isinstance(answer, dict):
            return _other_kind(answer, "a dict")
        missing = [key for key in self.content if key not in answer]
        extra = [key for key in answer if key not in self.content]
        if missing:
            keys = ", ".join(map(repr, answer))[:80]
            return f"The key {missing[0]!r} is missing; {f'its keys are {keys}' if keys else 'it is empty'}."
        if extra and not self.others:
            return f"The key {str(extra[0])[:40]!r} should not be there."
        for key, wanted in self.content.items():
            expectation = mapping(wanted, others=self.others) if isinstance(wanted, dict) else number(wanted)
            if (reason := expectation.why(answer[key])) is not None:
                return f"{key!r}: {reason}"
        return None

    @property
    def shown(self) -> str:
        return "" if show(self.content).endswith("…") else show(self.content)


class untouched(Expectation):  # noqa: N801  as above
    """An argument as it was before the call: the same type, shape, dtype and values.

    `same` is what it was. Compare with it what the call leaves: `(after,) = function.arguments_after(GIVEN)`, and then
    `assert after == untouched(GIVEN)`.
    """

    def __init__(self, same: Any) -> None:
        self.same = same

    def _reason(self, answer: Any) -> str | None:
        with suppress(wire.WireError):  # what may not cross is not what it was
            if wire.encode(answer) == wire.encode(self.same):
                return None
        now = f": it is now {show(answer)}"
        if isinstance(self.same, np.ndarray) and isinstance(answer, np.ndarray) and answer.shape == self.same.shape:
            for place in map(tuple, np.argwhere(answer != self.same)[:1].tolist()):
                now = f": entry [{', '.join(map(str, place))}] was {self.same[place]!s} and is now {answer[place]!s}"
        return f"It changed its argument{now}. Work on a copy."


class NotRefused(AssertionError):
    """A check expected a refusal, and none came, or another exception.

    Attributes:
        wanted: what was expected, as a phrase.
        instead: the exception that came instead, or None.
    """

    def __init__(self, wanted: str, instead: StudentError | None = None) -> None:
        super().__init__(f"expected {wanted}{f'; it raised {instead.raised}' if instead else ''}")
        self.wanted = wanted
        self.instead = instead


@contextmanager
def refused(reason: str) -> Iterator[None]:
    """Expect a ValueError from what is called within; `reason` says why: "10 is not one of the ten classes"."""
    wanted = f"a ValueError because {reason}"
    try:
        yield
    except StudentError as error:
        if isinstance(error, ValueError):
            return
        raise NotRefused(wanted, error) from error
    raise NotRefused(wanted)


def cases(names: str | tuple[str, ...], table: dict[str, Any]) -> pytest.MarkDecorator:
    """Run a check once for each row of `table`, whose key is an English phrase that says what is special about it."""
    return pytest.mark.parametrize(names, list(table.values()), ids=list(table))


def fixed(values: Any, dtype: Any = None) -> np.ndarray:
    """An array that several checks share: what a student's function does to its copy does not reach it."""
    made = np.array(values, dtype=dtype)
    made.setflags(write=False)
    return made


def numbers(answer: Any) -> np.ndarray:
    """`answer` as an array of numbers, whatever holds them.

    Raises:
        AssertionError: it holds something else, with a sentence.
    """
    if isinstance(answer, np.ndarray | np.generic):
        if answer.dtype.kind == "c":
            raise AssertionError("Its numbers are complex; return real numbers.")
        return np.asarray(answer)
    if isinstance(answer, bool | float):
        return np.asarray(answer)
    if isinstance(answer, int):
        if abs(answer) < 2**63:
            return np.asarray(answer)
        try:
            return np.asarray(float(answer))
        except OverflowError:
            return np.asarray(math.inf if answer > 0 else -math.inf)
    if isinstance(answer, list | tuple):
        parts = [numbers(part) for part in answer]
        if isinstance(answer, tuple) and len({part.ndim for part in parts}) > 1:
            raise AssertionError(f"It is a tuple of {len(parts)} parts; return the array alone.")
        if len({part.shape for part in parts}) > 1:
            raise AssertionError("Its rows differ in length; return an array.")
        if parts and parts[0].ndim + 1 > wire.MOST_AXES:
            raise AssertionError(f"It has more than {wire.MOST_AXES} axes.")
        return np.array(parts) if parts else np.zeros(0, dtype=np.int64)
    if answer is None:
        raise AssertionError("It returned nothing. Does it end with `return`?")
    raise AssertionError(_other_kind(answer, "numbers"))


def parts_of(answer: Any, names: Sequence[str]) -> tuple[Any, ...]:
    """The parts of a tuple or list that is to have one for each name.

    Raises:
        AssertionError: it is something else or has more or fewer, with a sentence.
    """
    wanted = f"return {', '.join(names)}"
    if answer is None:
        raise AssertionError(f"It returned nothing; {wanted}.")
    # An array of four rows unpacks into four parts just as a tuple does.
    if isinstance(answer, np.ndarray) and answer.ndim and len(answer) == len(names):
        return tuple(answer)
    if not isinstance(answer, tuple | list):
        raise AssertionError(_other_kind(answer, ", ".join(names)))
    if len(answer) != len(names):
        raise AssertionError(f"It has {counted(len(answer), 'part')} instead of {len(names)}; {wanted}.")
    return tuple(answer)


def kind_of(answer: Any) -> str:
    """What kind of value it is, as a noun with its article."""
    if isinstance(answer, wire.Model | wire.Figure | wire.Foreign | np.ndarray):
        return show(answer)
    if answer is None:
        return "nothing (None)"
    if isinstance(answer, float) and not math.isfinite(answer):
        return f"{answer}"
    names = {"str": "a string", "dict": "a dict", "list": "a list", "tuple": "a tuple", "int": "an int"}
    return names.get(type(answer).__name__, f"a {type(answer).__name__}")


def _other_kind(answer: Any, wanted: str) -> str:
    """That an answer is of another kind, and how it becomes what is wanted where that is known."""
    kind = answer.type.partition(" ")[0] if isinstance(answer, wire.Foreign) else ""
    remedy = of_answer(f"{kind} for {wanted}") or of_answer(kind)
    return remedy or f"It is {kind_of(answer)}; return {wanted}."


def _other_shape(found: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if not found:
        return f"It is one number; it should be an array of shape {wanted}."
    return f"Its shape is {found}; it should be {wanted}."


def _two(found: Any, wanted: Any) -> tuple[str, str]:
    """Two numbers that differ, as short as it takes to see it."""
    short = _short(found), _short(wanted)
    return short if short[0] != short[1] else (str(found), str(wanted))


def _short(scalar: Any) -> str:
    return f"{scalar:.6g}" if scalar.dtype.kind == "f" else str(scalar)
