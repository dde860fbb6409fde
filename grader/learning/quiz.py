"""The quiz of one student: which questions are open, which are answered, and what is said to an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.course.syllabus import Exercise, Syllabus
from grader.learning import history
from grader.learning.history import ANSWERED, Event
from grader.learning.questions import Answer, Question, of_exercises

RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True)
class Standing:
    """How far a student is.

    Attributes:
        open: questions whose exercise has passed, or that were asked for.
        answered: ids of those that were answered correctly at least once.
        closed: how many wait for their exercise.
    """

    open: tuple[Question, ...]
    answered: frozenset[str]
    closed: int = 0

    @property
    def left(self) -> tuple[Question, ...]:
        """What is open and not answered yet."""
        return tuple(question for question in self.open if question.after not in self.answered)

    @property
    def sentence(self) -> str:
        """The same in words."""
        count = len(self.open) - len(self.left)
        waiting = f"; {self.closed} more open as you pass exercises" if self.closed else ""
        return f"{count} of {len(self.open)} open questions answered correctly{waiting}."


def standing_of(submission: Path, exercises: Collection[Exercise], passed: Collection[str]) -> Standing:
    """How far the student with this folder is with the questions behind some exercises.

    Args:
        submission: the folder.
        exercises: whose questions are meant.
        passed: ids of the exercises that have passed.
    """
    found = of_exercises([exercise.id for exercise in exercises])
    open_ones = tuple(question for question in found if question.after in passed)
    events = history.read(submission).of_kind(ANSWERED)
    answered = frozenset(event.subject for event in events if event.status == RIGHT)
    return Standing(open_ones, answered, len(found) - len(open_ones))


def answer(question: Question, text: str, submission: Path) -> tuple[Answer, tuple[str, ...]]:
    """Judge an answer and keep it; what to say about it, a sentence or paragraph each.

    Raises:
        NotAnAnswer: it is neither a choice nor a number; nothing is kept.
    """
    judged = question.judge(text)
    event = Event(history.now(), ANSWERED, question.after, RIGHT if judged.is_right else WRONG)
    history.append(submission, [event])
    head = "Right." if judged.is_right else f"No. {judged.why}".rstrip()
    shown = () if judged.is_right else (f"Right is: {question.right_shown}",)
    return judged, (head, *shown, question.explanation)


def refusal_of(exercise: Exercise, passed: Collection[str], grading: str) -> str:
    """Why the question of an exercise can neither be read nor answered yet; nothing, if it is open.

    Args:
        exercise: whose question.
        passed: ids of the exercises that have passed.
        grading: the command that grades the exercise.
    """
    if exercise.id in passed:
        return ""
    return f"The question about {exercise.id} opens when the exercise has passed: {grading}"


def title_of(question: Question, course: Syllabus) -> str:
    """A heading: what the question is about."""
    return f"{question.after}: {course.by_id[question.after].title}"
