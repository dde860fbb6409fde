"""Feedback: what a check has found, as a record. `sentences` makes words of it, and nothing else does."""

from dataclasses import dataclass
from typing import Any

# kind: what has happened
KINDS = {
    "wrong_value": "an answer, or what became of an argument, is not what was expected",
    "not_refused": "a ValueError was expected",
    "raised": "the function raised an exception",
    "wrong_parameters": "it cannot be called so",
    "unusable": "its answer, or what it made of an argument, cannot cross to the grader",
    "timed_out": "it took longer than it may",
    "ended": "it ended its process, or used more than it may",
    "missing_function": "the module has no such function",
    "not_a_function": "the name is there, and is not a function",
    "missing_module": "the module is not there",
    "not_read": "the module cannot be read",
    "not_imported": "the module cannot be imported",
    "unjudged": "the machine or the grader is the reason; it costs no point",
    "check_failed": "the check itself failed; it costs no point",
    "text": "an older version has kept the words alone, as `reason`",
}
OF_MODULE = frozenset({"missing_module", "not_read", "not_imported"})  # nothing of the module can be called
NEVER_CALLED = OF_MODULE | {"missing_function", "not_a_function"}  # whatever a check asks


@dataclass(frozen=True)
class SourceLine:
    """A line of the student's on the way to an exception: where it is, in which function, and its text."""

    file: str
    line: int
    function: str
    text: str


@dataclass(frozen=True)
class Feedback:
    """What a check has found.

    Attributes:
        kind: one of KINDS.
        call: the call as one would write it, or nothing where none was made.
        returned: what came back, as text; nothing if nothing came back.
        raised: type and message of the exception, where there is one.
        frames: the student's own lines on the way to it, the innermost last.
        expected: what the check expected, where that can be said in a line.
        got: what was compared with that, where it is not what came back.
        reason: what is wrong, or what to do about it, in sentences.
        file: of the module that the fault is about, behind the name of its folder.
        line: of the file, or 0.
        fresh: whether the input was drawn for this grading, and all examples pass.
    """

    kind: str
    call: str = ""
    returned: str = ""
    raised: str = ""
    frames: tuple[SourceLine, ...] = ()
    expected: str = ""
    got: str = ""
    reason: str = ""
    file: str = ""
    line: int = 0
    fresh: bool = False

    @property
    def quotes_source(self) -> bool:
        """Whether it names lines of the student's, which are others once the text above them is changed."""
        return bool(self.frames or self.line) or self.kind == "text" or ".py" in self.raised


def from_plain(kept: dict[str, Any]) -> Feedback:
    """The record whose values, as `asdict` gives them, were kept as JSON.

    Raises:
        ValueError, KeyError, TypeError: these are not its values.
    """
    feedback = Feedback(**{**kept, "frames": tuple(SourceLine(**frame) for frame in kept["frames"])})
    if feedback.kind not in KINDS:
        raise ValueError(f"{feedback.kind!r} is not a kind of feedback")
    return feedback
