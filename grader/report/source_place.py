"""The place in a submission that an outcome is about: the student's own line where there is one, else the function."""

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from grader.report.feedback import Feedback
from grader.report.report import Outcome

LARGEST = 1 << 20  # bytes; a module that is graded has fewer


@dataclass(frozen=True)
class SourcePlace:
    """A line of a student's module; as text, `exercises/metrics.py:12`, which terminals and editors open.

    Attributes:
        file: behind the folder as the user has named it.
        line: counted from 1.
    """

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def address(self) -> str:
        """The address of a link; terminals and editors that know lines find it behind the #."""
        return f"{self.file.resolve().as_uri()}#{self.line}"


def place_of(outcome: Outcome, folder: Path) -> SourcePlace | None:
    """The line to look at: the last of the student's on the way to an exception, else that of the function.

    It is None where the folder has no file of the module's name.

    Args:
        outcome: of any status.
        folder: of the submission.
    """
    file, line = _line_of_exception(outcome.feedback)
    raised = folder / Path(file).name  # the worker says so: it may say any name
    if file and raised.is_file() and 0 < line <= len(_lines(raised)):
        return SourcePlace(raised, line)
    return definition_of(outcome.exercise.module, outcome.exercise.function, folder)


def definition_of(module: str, function: str, folder: Path) -> SourcePlace | None:
    """The line of a function in its module, the last one of its name; line 1 where there is none, None without file."""
    file = folder / f"{module}.py"
    begins = re.compile(rf"(?:async\s+)?def\s+{function}\b|{function}\s*[:=]")
    found = [number for number, line in enumerate(_lines(file), start=1) if begins.match(line)]
    return SourcePlace(file, found[-1] if found else 1) if file.is_file() else None


def linked(text: str, place: SourcePlace | None) -> Text:
    """The text, the place in it as a link where the terminal knows links."""
    shown = Text(text)
    start = text.find(str(place))
    if place is not None and start >= 0:
        shown.stylize(f"link {place.address}", start, start + len(str(place)))
    return shown


def _line_of_exception(feedback: Feedback | None) -> tuple[str, int]:
    """The file and the line that feedback names last, or nothing and 0."""
    if feedback is None:
        return "", 0
    return (feedback.frames[-1].file, feedback.frames[-1].line) if feedback.frames else (feedback.file, feedback.line)


def _lines(file: Path) -> list[str]:
    """The lines of a module as Python counts them; none where it cannot be read, or is no module that is graded."""
    try:
        about = file.lstat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            return []
        return re.split("\r\n|\r|\n", file.read_bytes().decode("utf-8", errors="replace"))
    except OSError:
        return []
