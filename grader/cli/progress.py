"""What a grading is doing at the moment, as one line."""

import time
from typing import Any

from grader.course.syllabus import Exercise
from grader.grading.listener import Listener
from grader.util.duration import about

MOST_EPOCHS = 1_000_000  # that progress is shown of


class ProgressLine(Listener):
    """Makes a line of what it hears; subclasses show it.

    Attributes:
        subject: the exercise, and the seed of its training.
        more: how far the training has come, but for the time that is left.
        ends: when it may end, on the monotonic clock, as far as its epochs tell.
        trains: whether it is a training.
        on_drawings: how the models do on the student's own drawings; empty where nothing was said of that.
    """

    def __init__(self) -> None:
        self.subject = self.more = self.on_drawings = ""
        self.trains = False
        self.ends: float | None = None
        self._began = 0.0

    @property
    def line(self) -> str:
        """What goes on now; the time that is left counts down, and is left out once it is over."""
        left = 0.0 if self.ends is None else self.ends - time.monotonic()
        return f"{self.subject}{': ' if self.more else ''}{self.more}" + (f", {about(left)} left" if left >= 1 else "")

    def show(self) -> None:
        """Show the line; it has changed."""

    def checking(self, exercise: Exercise) -> None:
        self.subject, self.more, self.trains, self.ends = exercise.id, "", False, None
        self.show()

    def training(self, exercise: str, seed: int) -> None:
        self.subject, self.more, self.trains, self.ends = f"{exercise}, seed {seed}", "", True, None
        self._began = time.monotonic()
        self.show()

    def tried_on_drawings(self, sentence: str) -> None:
        self.on_drawings = sentence

    def epoch(self, figures: dict[str, Any]) -> None:
        done, of, accuracy = (figures.get(name) for name in ("epoch", "epochs", "accuracy"))
        if type(done) is not int or type(of) is not int or not 0 <= done <= of <= MOST_EPOCHS:
            return  # the worker says so, and may say anything
        shown = [f"epoch {done} of {of}"]
        if isinstance(accuracy, float):
            shown.append(f"accuracy {accuracy:.2%}")
        now = time.monotonic()
        if not done:  # until now, Keras was imported
            self._began = now
        self.ends = now + (now - self._began) / done * (of - done) if done else None
        self.more = ", ".join(shown)
        self.show()
