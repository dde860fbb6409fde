"""A complaint is a mistake of an exercise's author: where it is, what it is, and what to do about it."""

from dataclasses import dataclass

from grader.util.text import cut

LONGEST = 300  # characters of a message: three lines of a terminal


@dataclass(frozen=True)
class Problem:
    """Something that does not hold.

    Attributes:
        path: of the file, from the top of the repository, with slashes.
        line: in it, counted from 1.
        message: what does not hold, a sentence or a part of one; what is longer than LONGEST is shortened.
        remedy: what to do next, a sentence.
    """

    path: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        message = cut(" ".join(self.message.split()).removesuffix("."), LONGEST)
        return f"{self.path}:{self.line}: {message}. {self.remedy}"


@dataclass(frozen=True)
class Claim:
    """Something that holds of the whole kit, or does not.

    Attributes:
        words: what holds.
        count: of what it holds, or would.
        complaints: where it does not.
        blocks: whether nothing can be graded unless it holds.
    """

    words: str
    count: int
    complaints: tuple[Problem, ...] = ()
    blocks: bool = False

    @property
    def holds(self) -> bool:
        return not self.complaints
