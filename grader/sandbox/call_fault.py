"""A fault is why a function cannot be called or its answer cannot be used: a record, of which others make sentences."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    """A line of the student's on the way to an error.

    Attributes:
        file, line, function: where it is.
        text: the line.
        statement: all lines of the call, the import or whatever it is.
    """

    file: str
    line: int
    function: str
    text: str
    statement: str = ""


@dataclass(frozen=True)
class CallFault:
    """Why a function cannot be called, or its answer cannot be used.

    Attributes:
        kind: one of `grader.report.feedback.KINDS`.
        reason: what is wrong and what to do about it, in sentences; without the place in the file.
        file: of the module, behind the name of its folder, or the folder's name alone.
        line: of the file, or 0.
        raised: type and message of what was raised when the module was imported, or nothing.
        frames: the student's own lines on the way to it.
    """

    kind: str
    reason: str
    file: str = ""
    line: int = 0
    raised: str = ""
    frames: tuple[Frame, ...] = ()

    def __str__(self) -> str:
        """The reason behind its place, on one line."""
        if self.raised:
            return f"Importing {self.file} raised {' '.join(self.raised.split())}. {self.reason}".rstrip()
        if self.kind != "not_read" or not self.file:
            return self.reason
        return f"{self.file}, line {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class Unusable(Exception):
    """The function cannot be called, or its answer cannot be used; the fault says why."""

    def __init__(self, fault: CallFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class NeverCalled(Unusable):
    """There is nothing to be called: the module cannot be imported, or has no such function."""
