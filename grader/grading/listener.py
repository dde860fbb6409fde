"""What hears of the progress of a grading: a progress bar, watch mode, a notebook."""

from typing import TYPE_CHECKING, Any

from grader.course.syllabus import Exercise

if TYPE_CHECKING:
    from grader.sandbox.calls import Call


class Listener:
    """Hears of the progress of a grading; this one says nothing."""

    def checking(self, exercise: Exercise) -> None:
        """The checks of an exercise go on."""

    def training(self, exercise: str, seed: int) -> None:
        """A training begins."""

    def epoch(self, figures: dict[str, Any]) -> None:
        """An epoch has ended: `epoch` of `epochs`, and Keras' own figures; the worker says so, nobody checks it."""

    def failed(self, exercise: Exercise, call: "Call | None") -> None:
        """An exercise has failed, and this is the call that its feedback is about; None: there was none."""

    def note(self, sentence: str) -> None:
        """Something that the user is to know."""

    def tried_on_drawings(self, sentence: str) -> None:
        """How the models do on the student's own drawings; it is among the notes of the report, too."""
