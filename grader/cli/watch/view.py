"""What is to be seen besides the standing itself: which screen, which hint, what is being done, what was said."""

import time
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from grader.cli.progress import ProgressLine
from grader.cli.watch.progress_state import ProgressState
from grader.cli.watch.quiz_panel import QuizPanel


class Showing(Enum):
    """The screens."""

    EXERCISE = auto()
    LIST = auto()
    SOLUTION = auto()
    QUESTION = auto()


@dataclass
class View:
    """What the screen is drawn from.

    Attributes:
        standing: what is known of the exercises.
        showing: which screen.
        levels: by exercise, the hint that was asked for last, from 1.
        doing: what is being done.
        busy: whether something is.
        keys: whether there are keys.
        polling: why changes are looked for instead of being told; empty where they are told.
        notice: a sentence about what cannot be done; empty most of the time.
        verdict: when the current exercise was graded last, and how long it took.
        solution: the model answer to the current exercise, if it was asked for.
        has_solutions: whether there are any.
        folder: of the submission.
        on_drawings: by training, how its model does on the student's own drawings.
        quiz: the question, if one was asked for.
    """

    standing: ProgressState
    folder: Path
    showing: Showing = Showing.EXERCISE
    levels: dict[str, int] = field(default_factory=dict)
    doing: ProgressLine = field(default_factory=ProgressLine)
    busy: bool = True
    keys: bool = False
    has_solutions: bool = False
    polling: str = ""
    notice: str = ""
    verdict: str = ""
    solution: str = ""
    on_drawings: dict[str, str] = field(default_factory=dict)
    quiz: QuizPanel = field(init=False)

    def __post_init__(self) -> None:
        self.quiz = QuizPanel(self.folder)

    @property
    def hints(self) -> list[tuple[int, str]]:
        """The hints to show, with their levels: the one that was asked for, or all once the exercise is passed."""
        exercise = self.standing.current
        level = self.levels.get(exercise.id, 0)
        if not level:
            return []
        numbered = list(enumerate(exercise.hints, start=1))
        return numbered if self.standing.passed(exercise) else numbered[level - 1 : level]

    def hint(self) -> None:
        """Show the next hint; after the last, none, and then the first again."""
        exercise = self.standing.current
        most = min(1, len(exercise.hints)) if self.standing.passed(exercise) else len(exercise.hints)
        level = self.levels.get(exercise.id, 0) + 1 if self.showing == Showing.EXERCISE else 1
        self.levels[exercise.id] = level if level <= most else 0
        self.showing = Showing.EXERCISE

    def show_or_leave(self, showing: Showing) -> None:
        """Show another screen, or the exercise again where that is shown already."""
        self.showing = Showing.EXERCISE if self.showing == showing else showing

    def turned(self) -> None:
        """Another exercise is current."""
        self.solution = ""
        self.showing = Showing.EXERCISE
        self.verdict = ""

    def judged(self, seconds: float | None) -> None:
        """A verdict on the current exercise came in, so many seconds after the save that asked for it."""
        after = "" if seconds is None else f", {seconds:.2f} s after the save"
        self.verdict = f"graded {time.strftime('%H:%M:%S')}{after}"
        if self.standing.passed(self.standing.current):
            self.levels.pop(self.standing.current.id, None)
