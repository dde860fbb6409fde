"""Calls of a student's functions: the record of each, and what can come of it but a value."""

from dataclasses import dataclass, field, fields
from typing import Any, Protocol

import numpy as np

from grader.sandbox.call_fault import CallFault, Frame, Unusable
from grader.sandbox.exceptions import remedy
from grader.sandbox.formatting import show_call


class Callee(Protocol):
    """What is called: a function of a module, within its limit. Exercises are such."""

    @property
    def module(self) -> str:
        """The module that has it."""

    @property
    def function(self) -> str:
        """Its name."""

    @property
    def id(self) -> str:
        """Module and function, with a dot between them."""

    @property
    def seconds(self) -> float:
        """The limit of a call."""

    @property
    def images(self) -> bool:
        """Whether it is given whole sets of images, of which no record can keep a copy."""


@dataclass(frozen=True)
class ModuleFunction:
    """A function that is no exercise, to be called by a runner.

    Attributes:
        module, function: its names.
        seconds: the limit of a call.
        images: see `Callee`.
    """

    module: str
    function: str
    seconds: float
    images: bool = False

    @property
    def id(self) -> str:
        return f"{self.module}.{self.function}"


class Todo(Exception):
    """The function is still a stub."""


class StudentError(Exception):
    """What the student's function raised: where it was raised as a built-in exception, it is one of that kind too."""

    types: tuple[str, ...]
    frames: tuple[Frame, ...]
    modules: tuple[str, ...] = ()  # of the course, and others that the submission has

    @property
    def message(self) -> str:
        return str(self.args[0])  # str() of a KeyError puts quotation marks around it

    @property
    def raised(self) -> str:
        """Type and message."""
        nothing = self.message == "None" and self.types[0] == "SystemExit"  # as exit() gives
        return f"{self.types[0]}: {self.message}" if self.message and not nothing else self.types[0]

    @property
    def remedy(self) -> str:
        """What to do about it, as a sentence, or nothing where that is not known."""
        code, function = (self.frames[-1].statement, self.frames[-1].function) if self.frames else ("", "")
        return remedy(self.types, self.message, code, self.modules, function)


@dataclass(eq=False)  # each is itself alone: two calls may look alike, and arrays do not compare to one truth
class Call:
    """What was called and what came of it.

    Attributes:
        function: that was called.
        args, kwargs: what it was called with, as that was before; empty where it is too large to be kept.
        returned: what came back, if it was `answered`.
        error: what was raised instead.
        changed: the arguments that the function changed, by place or name, as they are now.
        warned: whether it was answered with a warning, which is among what was printed.
        printed: what the student's code printed meanwhile.
        seconds: that it took, imports left out.
        computed: seconds of processor time that were seen meanwhile; what takes less than a fifth of one may be missed.
        shown: the call as text where its arguments are too large to be kept.
    """

    function: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    returned: Any = None
    answered: bool = False
    error: Exception | None = None
    changed: dict[int | str, Any] = field(default_factory=dict)
    warned: bool = False
    printed: str = ""
    seconds: float = 0.0
    computed: float = 0.0
    shown: str = ""

    @property
    def text(self) -> str:
        """The call as one would write it; made when it is asked for, which is of few calls."""
        return self.shown or show_call(self.function, self.args, self.kwargs)


def by_place_or_name(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[int | str, Any]:
    """The arguments of a call, those with a name last; `Call.changed` has the same keys."""
    return dict[int | str, Any](enumerate(args)) | kwargs


def request_of(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """What the worker is told of a call; arrays cross row by row, so it is told which lie otherwise."""
    given = by_place_or_name(args, kwargs)
    column_major = [
        name for name, value in given.items() if isinstance(value, np.ndarray) and not value.flags.c_contiguous
    ]
    return {"args": args, "kwargs": kwargs, "column_major": column_major}


# Of an error: the worker tells no more, so more of it was made up, and would only have to be searched and kept.
MOST_TYPES, MOST_FRAMES, LONGEST_TEXT = 20, 10, 2_000
_FRAME = tuple(field.name for field in fields(Frame))
_BUILT_IN = (ValueError, TypeError, IndexError, KeyError, ZeroDivisionError, NotImplementedError)


def _frame(told: dict[str, Any]) -> Frame:
    texts = {name: text[:LONGEST_TEXT] for name, text in told.items() if name != "line"}
    return Frame(line=told["line"], **texts)


def _is_frame(frame: object) -> bool:
    if not isinstance(frame, dict) or set(frame) != set(_FRAME):
        return False
    return type(frame["line"]) is int and all(isinstance(frame[name], str) for name in _FRAME if name != "line")


def exception_of(error: object) -> Exception:
    """The exception that says on this side what was raised on the other."""
    match error:
        case {"types": [str(), *_] as types, "message": str(message), "frames": list(frames)}:
            types, message = [str(kind)[:LONGEST_TEXT] for kind in types[:MOST_TYPES]], message[:LONGEST_TEXT]
            frames = [_frame(frame) for frame in frames[-MOST_FRAMES:] if _is_frame(frame)]
        case _:
            said = "Its answer could not be read. Return only what the contract asks for."
            return Unusable(CallFault("unusable", said))
    kinds = [kind for kind in _BUILT_IN if kind.__name__ in types]
    exception = _kind(kinds[0] if kinds else None)(message)
    exception.types, exception.frames = tuple(types), tuple(frames)
    return exception


def _kind(built_in: type[Exception] | None) -> type[StudentError]:
    """StudentError, so extended that `pytest.raises(ValueError)` knows it where the student raised one."""
    if built_in is None:
        return StudentError
    return type(f"Student{built_in.__name__}", (StudentError, built_in), {})
