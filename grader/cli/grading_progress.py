"""Show what is being graded."""

from typing import TYPE_CHECKING

from grader.cli.output import say
from grader.cli.progress import ProgressLine
from grader.util.statusline import StatusLine

if TYPE_CHECKING:
    from rich.text import Text


class GradingProgress(ProgressLine):
    """Shows what is being graded: a line that changes where there is a terminal, a line per training elsewhere."""

    def __init__(self, line: StatusLine) -> None:
        super().__init__()
        self._line = line

    def __rich__(self) -> "Text":
        from rich.text import Text

        return Text(self.line)

    def training(self, exercise: str, seed: int) -> None:
        super().training(exercise, seed)
        if not self._line.show(self):
            say(f"training {self.subject}")

    def show(self) -> None:
        self._line.show(self)
