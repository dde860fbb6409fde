"""The question of watch mode: shown by a key, answered by keys."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from grader.course.syllabus import Syllabus
from grader.learning import quiz
from grader.learning.questions import NotAnAnswer, Question

KEY = "?"
ENTER, BACKSPACE = ("\r", "\n"), ("\x7f", "\x08")
LONGEST = 12  # characters of a number


@dataclass
class QuizPanel:
    """A question, and what was answered.

    Attributes:
        folder: of the submission.
        question: that is shown, or None.
        typed: of a number, so far.
        said: what there was to say to the answer; empty until there is one.
        note: why a key was no answer.
    """

    folder: Path
    question: Question | None = None
    typed: str = ""
    said: tuple[str, ...] = ()
    is_right: bool = False
    note: str = ""

    def turn(self, standing: quiz.Standing) -> str:
        """Show the next question that is open; a sentence where there is none."""
        self.typed, self.said, self.note = "", (), ""
        last = self.question
        left = [question for question in standing.left if question != last] or list(standing.left)
        self.question = left[0] if left else None
        return "" if left else standing.sentence

    def press(self, key: str) -> bool:
        """Take a key; whether it belongs to an answer."""
        if self.question is None or self.said:
            return False
        self.note = ""
        if self.question.choices:
            return key.isdecimal() and self._answer(key)
        if key in ENTER:
            return self._answer(self.typed)
        if key in BACKSPACE:
            self.typed = self.typed[:-1]
            return True
        if key.isdecimal() or key in ("-", ".", ","):
            self.typed = (self.typed + key)[:LONGEST]
            return True
        return False

    def _answer(self, text: str) -> bool:
        if self.question is None:
            return False
        try:
            judged, self.said = quiz.answer(self.question, text, self.folder)
            self.is_right = judged.is_right
        except NotAnAnswer as error:
            self.note = str(error)
        return True

    def parts(self, course: Syllabus) -> list[RenderableType]:
        """The question and the answer, part by part."""
        if self.question is None:
            return []
        parts: list[RenderableType] = [
            Text(quiz.title_of(self.question, course), style="dim"),
            Text(self.question.text),
        ]
        if self.question.choices:
            parts.append(choices_of(self.question))
        if self.said:
            head, *rest = self.said
            parts += [Text(head, style="bold green" if self.is_right else "bold yellow"), *map(Text, rest)]
            parts.append(Text(f"Press {KEY} for the next question, n for the next exercise.", style="dim"))
        elif self.question.choices:
            parts.append(Text(self.note or f"Press {self.question.how}.", style="bold"))
        else:
            parts.append(Text(self.note or f"Type a number, then Enter: {self.typed}_", style="bold"))
        return parts


def choices_of(question: Question) -> RenderableType:
    """The choices of a question, numbered from 1."""
    table = Table.grid(padding=(0, 1, 0, 0))
    for number, choice in enumerate(question.choices, start=1):
        table.add_row(f"{number}.", Text(choice))
    return table
