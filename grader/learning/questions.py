"""Questions that have no code, one behind each exercise: read from `questions.toml`, and judged."""

import math
import random
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from grader.util.errors import Stopped

FILE = Path(__file__).with_name("questions.toml")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")  # as the texts write them


class NotAnAnswer(Stopped):
    """It is neither one of the choices nor a number, with the next thing to do."""


@dataclass(frozen=True)
class Answer:
    """What an answer is worth.

    Attributes:
        is_right: whether it is right.
        why: what is wrong about the choice, or nothing.
    """

    is_right: bool
    why: str = ""


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes:
        after: id of the exercise that opens it; it names the question, too.
        text: what is asked.
        right: the right choice, or a number.
        explanation: what to know, whatever was answered.
        wrong: the other choices, each with what is wrong about it; none where a number is asked.
        expression: of a number, Python that computes it.
        tolerance: of a number, how far an answer may be off.
    """

    after: str
    text: str
    right: str | float
    explanation: str
    wrong: dict[str, str] = field(default_factory=dict, hash=False)
    expression: str = ""
    tolerance: float = 0.0

    @property
    def choices(self) -> tuple[str, ...]:
        """All choices in the order in which they are shown, which is always the same; none where a number is asked."""
        if not isinstance(self.right, str):
            return ()
        found = [self.right, *self.wrong]
        random.Random(self.after).shuffle(found)  # noqa: S311  it hides nothing
        return tuple(found)

    @property
    def how(self) -> str:
        """How to answer it, as a phrase."""
        return f"1 to {len(self.choices)}" if self.choices else "a number"

    @property
    def right_shown(self) -> str:
        """The right answer as one reads it."""
        if isinstance(self.right, str):
            return f"{self.choices.index(self.right) + 1}. {self.right}"
        return f"{self.right:,}"

    def judge(self, answer: str) -> Answer:
        """Judge the number of a choice, or a number.

        Raises:
            NotAnAnswer: it is neither.
        """
        text = answer.strip()
        if self.choices:
            if not text.isdecimal() or not 1 <= int(text) <= len(self.choices):
                raise NotAnAnswer(f"{text or 'Nothing'!s} is not one of the choices. Answer with {self.how}.")
            chosen = self.choices[int(text) - 1]
            return Answer(chosen == self.right, self.wrong.get(chosen, ""))
        return Answer(abs(_number(text) - float(self.right)) <= self.tolerance)


def _number(text: str) -> float:
    plain = text.replace(",", "" if _THOUSANDS.fullmatch(text) else ".").replace("_", "")
    try:
        value = float(plain)
    except ValueError as error:
        raise NotAnAnswer(f"{text or 'Nothing'} is not a number. Answer with one such as 42 or 0.25.") from error
    if not math.isfinite(value):
        raise NotAnAnswer(f"{text} is not a number. Answer with one such as 42 or 0.25.")
    return value


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in the order of the course."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["questions"]
    return tuple(Question(**row) for row in rows)


def of_exercises(exercises: Collection[str]) -> tuple[Question, ...]:
    """The questions behind exercises of these ids."""
    return tuple(question for question in questions() if question.after in exercises)
