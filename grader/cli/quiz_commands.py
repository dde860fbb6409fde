"""The command quiz: questions that have no code, answered one after the other or by a word."""

import signal
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from grader.cli.endings import stop
from grader.cli.options import COURSE, PATH, load_course
from grader.course.paths import words_of
from grader.course.syllabus import Exercise, Syllabus
from grader.util.exit_status import LEFT_TO_DO, PASSED, SIGNAL, WRONG_USAGE

if TYPE_CHECKING:
    from grader.learning.questions import Question

AGAIN = "nox -s quiz"
SEE_ALL = "To see all questions:"


@click.command("quiz")
@click.argument("what", metavar="[EXERCISE_OR_MODULE]", required=False)
@click.argument("answer", required=False)
@click.option("--all", "everything", is_flag=True, help="Also questions about exercises not yet passed.")
@click.option("--again", is_flag=True, help="Also questions that you have answered.")
@click.option("--submission", default="exercises", show_default=True, type=PATH)
@COURSE
def quiz_command(what: str | None, answer: str | None, everything: bool, again: bool, submission: Path) -> int:
    """Answer questions without code.

    A question opens when you have passed its exercise. Questions give no points. With ANSWER (the number of a choice,
    or a number), you answer the question of one exercise directly.

    Exit status: 0 when no open question is left, 4 when some are, 2 for wrong usage.
    """
    from grader.grading.pipeline import passed_in
    from grader.learning.quiz import standing_of

    course = load_course()
    exercises = course.select((what,) if what else ())
    if answer is not None and len(exercises) != 1:
        raise click.UsageError(f"Name one exercise before the answer: {AGAIN} -- {exercises[0].id} {answer}")
    passed = {each.id for each in exercises} if everything else passed_in(submission, exercises)
    console = Console(highlight=False)
    if answer is not None:
        return _answer_one(console, exercises[0], answer, submission, course, passed)
    standing = standing_of(submission, exercises, passed)
    asked = standing.open if again else standing.left
    if not standing.open:
        others = what is not None and standing_of(submission, course.exercises, passed_in(submission, course.exercises))
        about, more = (f" about {what}", f"Open ones: {AGAIN}") if others and others.open else ("", f"{SEE_ALL} --all")
        stop(f"No question{about} is open yet: each opens when its exercise has passed. {more}", LEFT_TO_DO)
    if asked and not sys.stdin.isatty():
        _show(console, asked[0], course)
        console.print(Text(f"Answer it: {AGAIN} -- {asked[0].after} ANSWER", style="dim"), soft_wrap=True)
        return LEFT_TO_DO
    try:
        for question in asked:
            if not _ask(console, question, submission, course):
                break
    except (click.Abort, KeyboardInterrupt):
        stop(f"Interrupted. Your answers are kept. To continue: {AGAIN}", SIGNAL + signal.SIGINT)
    standing = standing_of(submission, exercises, passed)
    console.print(Text(standing.sentence, style="bold"))
    return LEFT_TO_DO if standing.left else PASSED


def _answer_one(
    console: Console, exercise: Exercise, answer: str, submission: Path, course: Syllabus, passed: Collection[str]
) -> int:
    from grader.learning.questions import of_exercises
    from grader.learning.quiz import refusal_of

    found = of_exercises([exercise.id])
    if not found:
        stop(f"There is no question about {exercise.id}. Open ones: {AGAIN}", WRONG_USAGE)
    words = " ".join((*words_of(submission), "--only", exercise.id))
    if refusal := refusal_of(exercise, passed, f"nox -s grade -- {words}"):
        stop(f"{refusal} To answer it all the same: --all", LEFT_TO_DO)
    _show(console, found[0], course)
    return PASSED if _told(console, found[0], answer, submission) else LEFT_TO_DO


def _ask(console: Console, question: "Question", submission: Path, course: Syllabus) -> bool:
    """Ask until there is an answer; False where the student wants no more."""
    from grader.learning.questions import NotAnAnswer

    _show(console, question, course)
    while True:
        said = click.prompt(f"Your answer ({question.how}; Enter skips, q ends)", default="", show_default=False)
        if said.strip().lower() == "q":
            return False
        if not said.strip():
            console.print()
            return True
        try:
            _told(console, question, said, submission)
        except NotAnAnswer as error:
            console.print(Text(str(error), style="yellow"))
        else:
            return True


def _show(console: Console, question: "Question", course: Syllabus) -> None:
    from grader.cli.watch.quiz_panel import choices_of
    from grader.learning.quiz import title_of

    console.print(Text(title_of(question, course), style="bold"))
    console.print(Text(question.text))
    if question.choices:
        console.print(choices_of(question))


def _told(console: Console, question: "Question", said: str, submission: Path) -> bool:
    """Judge an answer and say what there is to say; whether it is right."""
    from grader.learning import quiz

    judged, (head, *rest) = quiz.answer(question, said, submission)
    console.print(Text(head, style="bold green" if judged.is_right else "bold yellow"))
    for sentence in rest:
        console.print(Text(sentence))
    console.print()
    return judged.is_right
