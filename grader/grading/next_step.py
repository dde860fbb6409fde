"""The next step to take: one exercise, found in the text of the submission and in the results of earlier gradings."""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from grader.course.paths import words_of
from grader.course.syllabus import Exercise, Syllabus, worth
from grader.grading.pipeline import passed_of
from grader.report.advice import NOT_YOURS, first_to_do, next_step, onwards
from grader.report.report import Outcome
from grader.report.source_place import definition_of, linked
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
        fault: why its module is missing or cannot be read, and what to do about it.
        is_unjudged: whether the grader could not judge it, and nothing else is left.
    """

    exercise: Exercise
    is_begun: bool
    passed: int
    of: int
    worth: str = ""
    fault: str = ""
    is_unjudged: bool = False


def find_next_step(folder: Path, syllabus: Syllabus, unjudged: Collection[str] = ()) -> NextStep | None:
    """The next step, or None where everything has passed; nothing is run.

    Started exercises come before others, and bonus exercises come last, as in a report.

    Args:
        folder: of the submission.
        syllabus: the course.
        unjudged: ids of exercises that the grader could not judge the last time.

    Raises:
        SubmissionError: there is nothing in the folder.
    """
    with closing(Runner(read(folder))) as runner:
        passed = passed_of(runner, syllabus.exercises)
        left = [exercise for exercise in syllabus.exercises if exercise.id not in passed]
        todo = {exercise.id for exercise in left if runner.state(exercise) == "todo"}
        unjudged = {*unjudged} - todo
        statuses = dict.fromkeys(unjudged, "error") | dict.fromkeys(todo, "todo")
        chosen = first_to_do((exercise, statuses.get(exercise.id, "failed")) for exercise in left)
        if chosen is None:
            return None
        fault = runner.fault_of(chosen.module)
    required = [exercise for exercise in syllabus.exercises if not exercise.bonus]
    done = sum(each.id in passed for each in required)
    return NextStep(
        chosen,
        is_begun=chosen.id not in todo,
        passed=done,
        of=len(required),
        worth=worth(chosen, syllabus),
        fault=str(fault or ""),
        is_unjudged=chosen.id in unjudged,
    )


def told(step: NextStep | None, folder: Path, syllabus: Syllabus) -> Sequence[Text]:
    """The step as sentences: what it is, and the command for it; the function's line is a link."""
    if step is None:
        return (Text(onwards(syllabus)),)
    exercise = step.exercise
    words = " ".join((*words_of(folder), "--only", exercise.id))
    place = definition_of(exercise.module, exercise.function, folder)
    what = next_step(Outcome(exercise, "todo", ()), folder=folder).sentence
    if step.fault:
        what = step.fault
    elif step.is_unjudged:
        what = f"{exercise.function} could not be judged the last time. {NOT_YOURS}"
    elif step.is_begun:
        what = f"{exercise.function} in {place or folder} is started, but has not passed yet."
    return (
        Text(f"{step.passed} of {step.of} exercises passed."),
        Text(f"Next: {exercise.id}, {exercise.title}{step.worth}"),
        linked(what, place),
        Text(f"Grade it: nox -s grade -- {words}"),
        *([Text(f"A hint:   nox -s hint -- {exercise.id}")] if exercise.hints and not step.is_unjudged else []),
    )
