"""Watch mode: on every save, grade what the change concerns, and show it before the student has turned to look."""

import io
import sys
from pathlib import Path
from typing import TextIO

from rich.console import Console

from grader.course.syllabus import Syllabus
from grader.grading.pipeline import Settings


def run(folder: Path, syllabus: Syllabus, settings: Settings, *, poll: bool = False, problems: bool = False) -> int:
    """Watch the submission in `folder` until the user quits.

    Args:
        folder: the submission.
        syllabus: the course.
        settings: how to grade.
        poll: look for changes now and then instead of waiting for the system to tell of them.
        problems: print lines for an editor instead of drawing a screen.

    Returns:
        The exit status: 0, or 128 and the number of the signal that ended it.

    Raises:
        SubmissionError: there is nothing to grade at the start.
        CheckFailure: the checks did not run to their end.
    """
    from grader.cli.watch import loop
    from grader.cli.watch.problem_lines import ProblemLines
    from grader.cli.watch.screen import Screen
    from grader.sandbox.submission import read

    read(folder)  # raises before the screen is taken
    console = Console(highlight=False, file=_whole(sys.stdout))
    screen = ProblemLines(console, folder) if problems else Screen(console)
    return loop.run(loop.Watch(folder, syllabus, settings, screen, poll=poll))


def _whole(stream: TextIO) -> TextIO:
    """The stream, with a buffer if it has none: without one, a signal during a drawing takes away the rest of it.

    PYTHONUNBUFFERED makes such streams; each of their writings is one call of the system's, which may write a part.
    """
    if not isinstance(stream.buffer, io.RawIOBase):
        return stream
    return open(stream.fileno(), "w", encoding=stream.encoding, errors=stream.errors, closefd=False)
