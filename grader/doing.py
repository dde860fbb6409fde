"""What a grading is doing at the moment, as one line."""

import time
from typing import Any

from grader.grading import Listener
from grader.syllabus import Exercise

MOST_EPOCHS = 1_000_000  # that progress is shown of


class Doing(Listener):
    """Makes a line of what it hears; subclasses show it.

    Attributes:
        subject: the exercise, and the seed of its training.
        more: how far the training has come.
        trains: whether it is a training.
    """

    def __init__(self) -> None:
        self.subject = self.more = ""
        self.trains = False
        self._began = 0.0

    @property
    def line(self) -> str:
        return f"{self.subject}{': ' if self.more else ''}{self.more}"

    def show(self) -> None:
        """Show the line; it has changed."""

    def checking(self, exercise: Exercise) -> None:
        self.subject, self.more, self.trains = exercise.id, "", False
        self.show()

    def training(self, exercise: str, seed: int) -> None:
        self.subject, self.more, self.trains = f"{exercise}, seed {seed}", "", True
        self._began = time.monotonic()
        self.show()

    def epoch(self, figures: dict[str, Any]) -> None:
        done, of, accuracy = (figures.get(name) for name in ("epoch", "epochs", "accuracy"))
        if type(done) is not int or type(of) is not int or not 0 <= done <= of <= MOST_EPOCHS:
            return  # the worker says so, and may say anything
        shown = [f"epoch {done} of {of}"]
        if isinstance(accuracy, float):
            shown.append(f"accuracy {accuracy:.2%}")
        if done:
            shown.append(f"{(time.monotonic() - self._began) / done * (of - done):.0f} s left")
        self.more = ", ".join(shown)
        self.show()
