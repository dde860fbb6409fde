"""Watch mode in lines instead of on a screen: for an editor, whose problem matcher reads them."""

from pathlib import Path

from rich.console import Console

from grader.cli.watch.view import View
from grader.report.failures import failures
from grader.util.text import counted

BEGINS = "Digit Kata: grading"


class ProblemLines:
    """Prints everything that fails after each grading, between a line where it begins and one where it has ended."""

    def __init__(self, console: Console, folder: Path) -> None:
        self.console = console
        self._folder = folder
        self._is_open = False
        self._printed = ""

    def __enter__(self) -> "ProblemLines":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def draw(self, view: View) -> None:
        """Print what has changed."""
        if view.busy:
            self._begin()
            return
        report = view.standing.report
        found = failures(report, self._folder)
        ends = f"Digit Kata: {report.score} of {report.points} points, {counted(len(found), 'problem')}"
        text = "\n".join([*(failure.line for failure in found), *filter(None, [view.notice]), ends])
        if self._is_open or text != self._printed:
            self._begin()
            self._write(text)
            self._printed, self._is_open = text, False

    def say_goodbye(self, _view: View) -> None:
        """Leave what was printed."""

    def _begin(self) -> None:
        if not self._is_open:
            self._write(BEGINS)
            self._is_open = True

    def _write(self, text: str) -> None:
        self.console.file.write(f"{text}\n")
        self.console.file.flush()
