"""The next step to take: one exercise, found in the text of the submission and in the results of earlier gradings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course.current import current
from grader.course.syllabus import Exercise, Syllabus, worth
from grader.grading.pipeline import passed_of
from grader.sandbox.runner import Runner
from grader.sandbox.submission import read


@dataclass(frozen=True)
class NextStep:
    """The next step.

    Attributes:
        exercise: to turn to.
        is_begun: whether something is written there.
        passed, of: how many exercises have passed, and how many there are, without bonus ones.
        worth: what the exercise is worth, in brackets.
    """

    exercise: Exercise
    is_begun: bool
    passed: int
    of: int
    worth: str = ""


def next_step(folder: Path, syllabus: Syllabus) -> NextStep | None:
    """The next step, or None where everything has passed; nothing is run.

    Started exercises come before others, and bonus exercises come last, as in a report.

    Raises:
        SubmissionError: there is nothing in the folder.
    """
    runner = Runner(read(folder))
    try:
        passed = passed_of(runner, syllabus.exercises)
        left = [exercise for exercise in syllabus.exercises if exercise.id not in passed]
        todo = {exercise.id for exercise in left if runner.state(exercise) == "todo"}
    finally:
        runner.close()
    if not left:
        return None
    chosen = min(left, key=lambda exercise: (exercise.id in todo, exercise.bonus))
    required = [exercise for exercise in syllabus.exercises if not exercise.bonus]
    done = sum(each.id in passed for each in required)
    return NextStep(chosen, chosen.id not in todo, done, len(required), worth(chosen, syllabus))


def told(step: NextStep | None, folder: Path) -> Sequence[str]:
    """The step as sentences: what it is, and the command for it."""
    if step is None and current().syllabus.left_out:  # the published systems need all of the kit's exercises
        return ("Everything has passed.",)
    if step is None:
        return ("Everything has passed. Now train five published systems: nox -s reproduce",)
    exercise = step.exercise
    where = "" if folder == Path("exercises") else f"{folder} "
    what = (
        f"{exercise.function} in {folder / exercise.module}.py is started, and no grading has seen it pass yet."
        if step.is_begun
        else f"Write {exercise.function} in {folder / exercise.module}.py: its docstring says what it does."
    )
    return (
        f"{step.passed} of {step.of} exercises have passed.",
        f"Next: {exercise.id}, {exercise.title}{step.worth}",
        what,
        f"Grade it: nox -s grade -- {where}--only {exercise.id}",
        *([f"A hint:   nox -s hint -- {exercise.id}"] if exercise.hints else []),
    )
