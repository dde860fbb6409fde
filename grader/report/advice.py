"""Advice: what a student is to do next, decided once; every view of a report says it in these words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course.syllabus import Exercise, Syllabus
from grader.report.report import Outcome, Report
from grader.report.source_place import SourcePlace, definition_of

NOT_YOURS = "That is the grader's fault, not yours: tell your instructor."
UNJUDGED = f"It could not be judged: some of its checks did not run. {NOT_YOURS}"
# What failed comes before what is not started; to what could not be judged, or is blocked, one turns last.
_ORDER = {"failed": 0, "todo": 1, "error": 2, "blocked": 3}


@dataclass(frozen=True)
class Advice:
    """What to do next about one exercise.

    Attributes:
        sentence: as the student reads it; empty where the feedback says it, or nothing is left to do.
        first: ids of the exercises to turn to before.
        place: that the sentence names, where the student's files are at hand.
    """

    sentence: str = ""
    first: tuple[str, ...] = ()
    place: SourcePlace | None = None


def next_step(outcome: Outcome, unmet: Sequence[str] = (), folder: Path | None = None) -> Advice:
    """The advice on an outcome.

    Args:
        outcome: of the exercise.
        unmet: ids of what has to pass before it can, if it is blocked.
        folder: of the submission, where that is at hand.
    """
    exercise = outcome.exercise
    if outcome.status == "todo":
        place = definition_of(exercise.module, exercise.function, folder) if folder else None
        where = str(place or f"{exercise.module}.py")
        return Advice(f"Write {exercise.function} in {where}; its docstring says what it must do.", place=place)
    if outcome.status == "blocked" and unmet:
        names = ", ".join(need.rpartition(".")[2] for need in unmet)
        fix = names if len(unmet) == 1 else "those"
        return Advice(f"Blocked: it depends on {names}. Fix {fix} first.", tuple(unmet))
    if outcome.status == "error":
        return Advice(UNJUDGED if outcome.first_wrong is None else NOT_YOURS)
    return Advice()


def onwards(syllabus: Syllabus) -> str:
    """What to do when everything has passed; the published systems need all of the kit's exercises."""
    further = "" if syllabus.left_out else " Now train five published systems: nox -s reproduce"
    return f"Everything has passed.{further}"


def next_to_do(report: Report) -> Outcome | None:
    """The outcome of the exercise to turn to; None where everything that was graded has passed."""
    chosen = first_to_do((outcome.exercise, outcome.status) for outcome in report.outcomes)
    return next((outcome for outcome in report.outcomes if outcome.exercise == chosen), None)


def first_to_do(states: Iterable[tuple[Exercise, str]]) -> Exercise | None:
    """The exercise to turn to, of some in the order of the course with their statuses; bonus exercises come last."""
    left = [(exercise, status) for exercise, status in states if status in _ORDER]
    return min(left, key=lambda each: (_ORDER[each[1]], each[0].bonus))[0] if left else None
