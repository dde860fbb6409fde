"""Pairs of submissions that have functions in common which the class has not."""

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from grader.classroom.token_hashes import FunctionCode, K

WINDOW = 5  # neighbouring fingerprints, one of which is looked up
SHORTEST = 50  # tokens of its own that a function needs to count: below, there are not many ways to write it
THRESHOLD = 0.7  # share of one of two functions that is also in the other
MOST_ALIKE = 3  # functions of one submission with the same fingerprint that are looked at


class OwnedFunction:
    """A function of a submission, and what in it is evidence: neither known to all nor common.

    Attributes:
        evidence: bool, of each gram.
        own: how many tokens are part of evidence.
        common: how many are part of what too many have.
    """

    def __init__(self, owner: str, module: str, code: FunctionCode, known: Set[int], common: Set[int]) -> None:
        self.owner, self.module, self.code = owner, module, code
        self.name = f"{module}.{code.name}" if code.name else module
        self._evidence = frozenset(code.grams) - known - common
        self.own = sum(self._covered(self._evidence))
        self.common = sum(self._covered(common))

    @property
    def counts(self) -> bool:
        return self.own >= SHORTEST

    def fingerprints(self) -> set[int]:
        """The grams by which it is looked up."""
        grams = self.code.grams
        windows = range(max(1, len(grams) - WINDOW + 1))
        return {min(grams[place : place + WINDOW]) for place in windows} & self._evidence

    def shared_with(self, other: "OwnedFunction") -> list[bool]:
        """Of each token, whether it is in a passage that the other has too."""
        return self._covered(self._evidence & other._evidence)

    def _covered(self, wanted: Set[int]) -> list[bool]:
        """Of each token, whether it is in one of these grams."""
        covered = [False] * len(self.code.rows)
        end = 0
        for place, gram in enumerate(self.code.grams):
            if gram in wanted:
                for token in range(max(end, place), place + K):
                    covered[token] = True
                end = place + K
        return covered


@dataclass(frozen=True)
class FunctionMatch:
    """Two functions, and which tokens of each they share."""

    first: OwnedFunction
    second: OwnedFunction
    in_first: list[bool]
    in_second: list[bool]

    @property
    def tokens(self) -> int:
        return min(sum(self.in_first), sum(self.in_second))

    @property
    def share(self) -> float:
        return max(sum(self.in_first) / len(self.in_first), sum(self.in_second) / len(self.in_second))


@dataclass(frozen=True)
class SubmissionPair:
    """Two submissions; the matches count each function of either once."""

    matches: tuple[FunctionMatch, ...]
    tokens: int
    first_share: float
    second_share: float


def pairs_of(functions: Sequence[OwnedFunction]) -> list[SubmissionPair]:
    """All pairs of submissions with a match, those with the most in common first."""
    counting = [function for function in functions if function.counts]
    total: Counter[str] = Counter()
    for function in counting:
        total[function.owner] += len(function.code.rows)
    matches: dict[tuple[str, str], list[FunctionMatch]] = defaultdict(list)
    known: dict[tuple[int, int], tuple[list[bool], list[bool]]] = {}  # what copies share is found out once
    for first, second in _candidates(counting):
        key = id(first.code.grams), id(second.code.grams)
        if key not in known:
            known[key] = first.shared_with(second), second.shared_with(first)
        match = FunctionMatch(first, second, *known[key])
        if match.tokens >= SHORTEST and match.share >= THRESHOLD:
            matches[first.owner, second.owner].append(match)
    pairs = [_pair(found, total) for found in matches.values()]
    return sorted(pairs, key=lambda pair: (-pair.tokens, pair.matches[0].first.owner, pair.matches[0].second.owner))


def _candidates(functions: Sequence[OwnedFunction]) -> list[tuple[OwnedFunction, OwnedFunction]]:
    """Pairs of functions of different submissions that have fingerprints in common."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, function in enumerate(functions):
        for fingerprint in function.fingerprints():
            same = places[fingerprint]
            if sum(functions[other].owner == function.owner for other in same[-MOST_ALIKE:]) < MOST_ALIKE:
                same.append(place)
    hits: Counter[tuple[int, int]] = Counter()
    for same in places.values():
        hits.update(combinations(same, 2))
    # A passage of SHORTEST tokens, even in pieces that are just long enough to be found, has two fingerprints.
    return [
        (functions[first], functions[second])
        for (first, second), count in sorted(hits.items())
        if count >= 2 and functions[first].owner != functions[second].owner
    ]


def _pair(found: list[FunctionMatch], total: Counter[str]) -> SubmissionPair:
    """The best match of each function: what one copied twice is one passage."""
    matches: list[FunctionMatch] = []
    used: set[int] = set()
    for match in sorted(found, key=lambda match: (-match.tokens, match.first.name, match.second.name)):
        if id(match.first) not in used and id(match.second) not in used:
            used |= {id(match.first), id(match.second)}
            matches.append(match)
    return SubmissionPair(
        matches=tuple(matches),
        tokens=sum(match.tokens for match in matches),
        first_share=sum(sum(match.in_first) for match in matches) / total[matches[0].first.owner],
        second_share=sum(sum(match.in_second) for match in matches) / total[matches[0].second.owner],
    )
