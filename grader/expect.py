"""Expectations: what a check compares an answer with, fair to every right one and able to say what is wrong.

    assert scale_pixels(PIXELS) == array([[[0.0, 0.2, 1.0]]], dtype=np.float32)
    assert precision(tp=3, fp=1) == number(0.75)

An expectation is equal to every value that will do. To any other it is unequal, and `why` has the reason as a
sentence, which the plugin puts into the feedback.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.show import show
from grader.worker import wire

TOLERANCE = 1e-6  # relative and absolute; float32 has 7 digits, and a sum of 1,000 terms loses one of them


class Expectation:
    """A value that an answer is compared with."""

    # NumPy's own comparison steps back, so that `array == expectation` asks the expectation.
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def why(self, answer: Any) -> str | None:
        """Why `answer` will not do, as a sentence, or None if it will."""
        raise NotImplementedError

    def __eq__(self, answer: object) -> bool:
        return self.why(answer) is None


class array(Expectation):  # noqa: N801  it reads as the function of NumPy's it stands for
    """An array, by its values.

    Args:
        values: what its entries are.
        dtype: the dtype that it must have exactly; then only an array will do. Without it a list, a tuple and any
            dtype of numbers that holds the values will do.
        integers: its dtype must be one of integers, of any width.
        tolerance: relative and absolute, for floats.
    """

    def __init__(
        self, values: Any, dtype: Any = None, *, integers: bool = False, tolerance: float = TOLERANCE
    ) -> None:
        self.dtype = None if dtype is None else np.dtype(dtype)
        self.values = np.asarray(values, dtype=self.dtype)
        self.integers = integers
        self.tolerance = tolerance

    def why(self, answer: Any) -> str | None:
        try:
            found = numbers(answer)
        except AssertionError as error:
            return str(error)
        if self.dtype is not None and not isinstance(answer, np.ndarray):
            return f"It is {kind_of(answer)}; return a NumPy array."
        if found.shape != self.values.shape:
            return f"Its shape is {found.shape}; it should be {self.values.shape}."
        if self.dtype is not None and found.dtype != self.dtype:
            return f"Its dtype is {found.dtype}; it should be {self.dtype}."
        if self.integers and found.dtype.kind not in "iu" and found.size:
            return f"Its dtype is {found.dtype}; it should be one of integers."
        return self._difference(found)

    def _difference(self, found: np.ndarray) -> str | None:
        with np.errstate(invalid="ignore"):
            same = np.isclose(
                found.astype(np.complex128 if found.dtype.kind == "c" else np.float64),
                self.values.astype(np.float64),
                rtol=self.tolerance,
                atol=self.tolerance,
            )
        if same.all():
            return None
        place = tuple(int(index) for index in np.argwhere(~same)[0])
        entry, wanted = found[place].item(), self.values[place].item()
        if not place:
            return f"It is {entry!r}; it should be {wanted!r}."
        where = ", ".join(map(str, place))
        count = int((~same).sum())
        others = f" ({count} of {same.size} entries differ)" if count > 1 else ""
        return f"Entry [{where}] is {entry!r}; it should be {wanted!r}{others}."

    def __repr__(self) -> str:
        return show(self.values)


class number(array):  # noqa: N801  as above
    """One number: a Python or NumPy scalar, or an array without axes."""

    def __init__(self, value: float, *, tolerance: float = TOLERANCE) -> None:
        super().__init__(value, tolerance=tolerance)

    def __repr__(self) -> str:
        return repr(self.values.item())


class each(Expectation):  # noqa: N801  as above
    """A tuple (or a list) whose parts meet an expectation each.

    Args:
        names: what the parts are called in the sentences.
        parts: an expectation for each.
    """

    def __init__(self, names: Sequence[str], parts: Sequence[Expectation]) -> None:
        self.names = tuple(names)
        self.parts = tuple(parts)

    def why(self, answer: Any) -> str | None:
        try:
            parts = parts_of(answer, self.names)
        except AssertionError as error:
            return str(error)
        for name, part, expectation in zip(self.names, parts, self.parts, strict=True):
            if (reason := expectation.why(part)) is not None:
                return f"{name}: {reason}"
        return None

    def __repr__(self) -> str:
        return f"({', '.join(map(repr, self.parts))})"


class mapping(Expectation):  # noqa: N801  as above
    """A dict with these keys, whose numbers are close to these; dicts within it likewise."""

    def __init__(self, content: dict[Any, Any]) -> None:
        self.content = content

    def why(self, answer: Any) -> str | None:
        if not isinstance(answer, dict):
            return f"It is {kind_of(answer)}; return a dict."
        missing = [key for key in self.content if key not in answer]
        extra = [key for key in answer if key not in self.content]
        if missing:
            return f"The key {missing[0]!r} is missing; its keys are {', '.join(map(repr, answer))[:80]}."
        if extra:
            return f"The key {extra[0]!r} does not belong there."
        for key, wanted in self.content.items():
            expectation = mapping(wanted) if isinstance(wanted, dict) else number(wanted)
            if (reason := expectation.why(answer[key])) is not None:
                return f"{key!r}: {reason}"
        return None

    def __repr__(self) -> str:
        return show(self.content)


def numbers(answer: Any) -> np.ndarray:
    """`answer` as an array of numbers, whatever holds them.

    Raises:
        AssertionError: it holds something else, with a sentence.
    """
    if isinstance(answer, np.ndarray | np.generic):
        return np.asarray(answer)
    if isinstance(answer, bool | int | float):
        return np.asarray(answer, dtype=np.float64 if isinstance(answer, int) and abs(answer) >= 2**63 else None)
    if isinstance(answer, list | tuple):
        parts = [numbers(part) for part in answer]
        if len({part.shape for part in parts}) > 1:
            raise AssertionError("Its parts differ in length; return an array.")
        return np.array(parts) if parts else np.zeros(0, dtype=np.int64)
    if answer is None:
        raise AssertionError("It returned nothing. Does it end with `return`?")
    raise AssertionError(f"It is {kind_of(answer)}; return numbers.")


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
        raise AssertionError(f"It is {kind_of(answer)}; {wanted}.")
    if len(answer) != len(names):
        raise AssertionError(f"It has {len(answer)} parts instead of {len(names)}; {wanted}.")
    return tuple(answer)


def kind_of(answer: Any) -> str:
    """What kind of value it is, as a noun with its article."""
    if isinstance(answer, wire.Model | wire.Figure | wire.Foreign | np.ndarray):
        return show(answer)
    if answer is None:
        return "nothing (None)"
    if isinstance(answer, float) and not math.isfinite(answer):
        return f"{answer}"
    names = {"str": "a text", "dict": "a dict", "list": "a list", "tuple": "a tuple", "int": "an int"}
    return names.get(type(answer).__name__, f"a {type(answer).__name__}")
