"""What was found similar in a class, for a person to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.classroom.copied_answers import Copied

# Submissions, at least, and share of the class, beyond which common text is not evidence.
COMMON, COMMON_SHARE = 10, 0.1


@dataclass(frozen=True)
class PassageLine:
    """A line of a passage, and whether it is part of what is shared."""

    number: int
    text: str
    shared: bool


@dataclass(frozen=True)
class Passage:
    """A function as it is in a submission, without its docstring.

    Attributes:
        name: module and function; the module alone for what is outside of functions.
        lines: the first MOST_LINES of them.
        cut: how many more there are.
        tokens: how many it has.
        shared: how many of these stand in the other submission's, the reference's and common ones not counted.
    """

    name: str
    lines: tuple[PassageLine, ...]
    cut: int
    tokens: int
    shared: int

    @property
    def share(self) -> float:
        """Of the function, 0 to 1."""
        return self.shared / self.tokens


@dataclass(frozen=True)
class Match:
    """Two functions that have much in common."""

    first: Passage
    second: Passage

    @property
    def share(self) -> float:
        return max(self.first.share, self.second.share)


@dataclass(frozen=True)
class Pair:
    """Two submissions that have similar functions.

    Attributes:
        first, second: whose they are, by student id.
        first_share, second_share: share of all that counts in the submission, 0 to 1.
        tokens: that the matches have in common.
        matches: the largest first, at most MOST_MATCHES.
        cut: how many more there are.
    """

    first: str
    second: str
    first_share: float
    second_share: float
    tokens: int
    matches: tuple[Match, ...]
    cut: int = 0


@dataclass(frozen=True)
class Similarity:
    """What was found in a class.

    Attributes:
        pairs: those with the most in common first, at most MOST_PAIRS.
        cut: how many more there are.
        compared: how many submissions were.
        limit: submissions beyond which what they share is not evidence.
        common: names of functions in which more than `limit` submissions have the same passage, and how many they are.
        missing: folders that were not there, so that what is in them was not subtracted.
        notes: what was not compared and why, a sentence each, by student id.
        models: functions that are word for word the reference's, by student id.
    """

    pairs: tuple[Pair, ...] = ()
    cut: int = 0
    compared: int = 0
    limit: int = COMMON
    common: tuple[tuple[str, int], ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    models: Mapping[str, tuple[Copied, ...]] = field(default_factory=dict)
