"""Similar submissions: passages that two share but the class does not, as evidence for a person to look at.

The method is winnowing (Schleimer, Wilkerson and Aiken 2003): fingerprints are hashes of K tokens in a row, and of
WINDOW neighbouring ones the smallest is looked up, so that a passage of K + WINDOW - 1 tokens is never missed. Names
that one can change at will are all the same token; comments, docstrings and the layout are none.

Sources are strangers': they are split into tokens under limits, and neither parsed nor run.
"""

import builtins
import hashlib
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, combinations, compress
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

K = 16  # tokens of a fingerprint: a line and a half, which is longer than an idiom
WINDOW = 5  # neighbouring fingerprints, one of which is looked up
SHORTEST = 50  # tokens of its own that a function needs to count: below, there are not many ways to write it
THRESHOLD = 0.7  # share of one of two functions that is also in the other
COMMON, COMMON_SHARE = (
    10,
    0.1,
)  # submissions, at least, and share of the class, beyond which sharing proves nothing
MOST_PAIRS = 50  # that are shown
MOST_MATCHES = 6  # of a pair that are shown
MOST_LINES = 60  # of a function that are shown
MOST_TOKENS = 60_000  # of a submission; the reference has 3,500
LONGEST_LINE = 500  # characters; `tokenize` takes a time that grows with its square
MOST_ALIKE = 3  # functions of one submission with the same fingerprint that are looked at

_KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))
# Odd numbers, one for each place in a fingerprint; the same in every run, so that a page can be made again.
_FACTORS = np.random.default_rng(2003).integers(1 << 63, size=K, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_TEXTS = frozenset({tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)})  # the latter from 3.12 on
_ANY_NAME, _ANY_TEXT = "name", "text"  # which Python has not as words of its own


@dataclass(frozen=True)
class PassageLine:
    """A line of a passage, and whether it is part of what is shared."""

    number: int
    text: str
    shared: bool


@dataclass(frozen=True)
class Passage:
    """A function as it stands in a submission, without its docstring.

    Attributes:
        name: module and function; the module alone for what stands outside of functions.
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
        limit: submissions beyond which what they share is no evidence.
        common: names of functions in which more than `limit` submissions have the same passage, and how many they are.
        missing: folders that were not there, so that what stands in them was not subtracted.
        notes: what was not compared and why, a sentence each, by student id.
    """

    pairs: tuple[Pair, ...] = ()
    cut: int = 0
    compared: int = 0
    limit: int = COMMON
    common: tuple[tuple[str, int], ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def compare(sources: Mapping[str, Mapping[str, str]], bases: Sequence[Path] = ()) -> Similarity:
    """Find the pairs of submissions that have functions in common.

    Args:
        sources: text by module name, by student id.
        bases: folders with what was handed out, or is the reference; what stands in them is no evidence.
    """
    reader = _FunctionReader()
    codes: list[tuple[str, str, _Code]] = []
    notes: list[tuple[str, str]] = []
    for owner, modules in sources.items():
        found, faults = reader.read(modules)
        codes += [(owner, module, code) for module, code in found]
        notes += [(owner, fault) for fault in faults]
    limit = max(COMMON, int(COMMON_SHARE * len(sources)))
    known = _known(reader, bases)
    common = _common(codes, limit) - known
    functions = [_Function(owner, module, code, known, common) for owner, module, code in codes]
    pairs = _pairs(functions)
    lines = {
        owner: {module: text.split("\n") for module, text in modules.items()} for owner, modules in sources.items()
    }
    return Similarity(
        pairs=tuple(_shown(pair, lines) for pair in pairs[:MOST_PAIRS]),
        cut=max(0, len(pairs) - MOST_PAIRS),
        compared=len(sources),
        limit=limit,
        common=_commonly(functions),
        missing=tuple(base.name for base in bases if not any(base.glob("*.py"))),
        notes=tuple(notes),
    )


# From text to tokens.


def bodies(text: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """Name, first line and tokens of each function, its head left out; none of a text that is not read.

    Names that one can change at will stand for the order in which they come first, so that renaming hides nothing and
    another use of the same names is another body; texts are all the same.
    """
    if "\0" in text or max(map(len, text.split("\n"))) > LONGEST_LINE:
        return []
    found: list[tuple[str, int, list[str]]] = []
    try:
        inside = False
        for line in _logical_lines(text):
            words = [token.string for token in line.tokens[:2]]
            if line.depth == 0:
                inside = words[0] == "def" or words == ["async", "def"]
                if inside:
                    found.append((_name(line.tokens), line.first, []))
            if inside and not all(token.type == tokenize.STRING for token in line.tokens):
                given = line.tokens if line.depth else _after_head(line.tokens)
                found[-1][2].extend(_plain(given))
    except (_TooMany, tokenize.TokenError, SyntaxError, ValueError):
        return []
    return [(name, first, _in_order(tokens)) for name, first, tokens in found]


_RENAMED = "name "  # before a name that can be changed; no token has a blank in it


def _plain(tokens: list[tokenize.TokenInfo]) -> Iterator[str]:
    before = ""
    for token in tokens:
        if token.type == tokenize.NAME and before != "." and token.string not in _KEPT:
            yield _RENAMED + token.string
        else:
            yield _ANY_TEXT if token.type in _TEXTS else token.string
        before = token.string


def _in_order(tokens: list[str]) -> tuple[str, ...]:
    places: dict[str, str] = {}
    return tuple(
        places.setdefault(token, f"{_RENAMED}{len(places)}") if token.startswith(_RENAMED) else token
        for token in tokens
    )


@dataclass(frozen=True, eq=False)
class _Code:
    """The tokens of a function.

    Attributes:
        name: nothing for what stands outside of functions.
        first, last: its lines, the head included.
        docstring: lines that are a docstring's.
        rows: the line of each token.
        grams: a hash of each K tokens in a row.
    """

    name: str
    first: int
    last: int
    docstring: frozenset[int]
    rows: tuple[int, ...]
    grams: tuple[int, ...]


class _TooMany(Exception):
    """A source has more tokens than anybody will read."""


class _FunctionReader:
    """Splits sources into functions; a text that it has seen it does not read again."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[list[_Code], str, int]] = {}
        self._hashes: dict[str, int] = {}
        self._grams: dict[tuple[int, ...], tuple[int, ...]] = {}

    def read(self, modules: Mapping[str, str]) -> tuple[list[tuple[str, _Code]], list[str]]:
        """The functions of a submission with their modules, and what was not read, a sentence each."""
        found: list[tuple[str, _Code]] = []
        faults = []
        room = MOST_TOKENS
        for module, text in sorted(modules.items(), key=lambda item: len(item[1])):  # a large one hides no other
            codes, fault, cost = self._codes(text) if room > 0 else ([], "the other files are large.", 0)
            room -= cost
            if fault:
                faults.append(f"{module}.py was not compared: {fault}")
            found += [(module, code) for code in codes]
        return found, faults

    def _codes(self, text: str) -> tuple[list[_Code], str, int]:
        """The functions of a module, why there are none, and about how many tokens were read."""
        if text not in self._seen:
            self._seen[text] = self._read(text)
        return self._seen[text]

    def _read(self, text: str) -> tuple[list[_Code], str, int]:
        if "\0" in text:  # which only some versions of tokenize refuse
            return [], "it is no Python.", 0
        if max(map(len, text.split("\n"))) > LONGEST_LINE:
            return [], f"it has a line of more than {LONGEST_LINE} characters.", 0
        try:
            codes = list(self._split(text))
        except _TooMany:
            return [], f"it has more than {MOST_TOKENS:,} words and signs.", MOST_TOKENS
        except (tokenize.TokenError, SyntaxError, ValueError):
            return [], "it is no Python.", len(text) // 3
        return codes, "", sum(len(code.rows) for code in codes)

    def _split(self, text: str) -> Iterator[_Code]:
        """The functions and classes of a module; what stands outside of them is one more, without a name."""
        outside = _Draft("", 0)
        current = outside
        decorators = 0  # the line of the first
        for line in _logical_lines(text):
            words = [token.string for token in line.tokens[:2]]
            if line.depth > 0:
                current.add(line.tokens)
            elif words[0] == "@":
                decorators = decorators or line.first
            elif words[0] in ("def", "class", "async"):
                if current is not outside:
                    yield self._code(current)
                current = _Draft(_name(line.tokens), decorators or line.first)
                decorators = 0
                current.add(_after_head(line.tokens))
            else:
                if current is not outside:
                    yield self._code(current)
                current = outside
                if words[0] not in ("import", "from"):
                    current.add(line.tokens)
            current.last = line.last
        if current is not outside:
            yield self._code(current)
        yield self._code(outside)

    def _code(self, draft: "_Draft") -> _Code:
        hashes = np.array([self._hash(token) for token in draft.tokens], dtype=np.uint64)
        grams = sliding_window_view(hashes, K) @ _FACTORS if len(hashes) >= K else hashes[:0]
        first = draft.first or min(draft.rows, default=1)
        same = self._grams.setdefault(tuple(grams.tolist()), tuple(grams.tolist()))  # one object for all copies
        return _Code(draft.name, first, draft.last, frozenset(draft.docstring), tuple(draft.rows), same)

    def _hash(self, token: str) -> int:
        if token not in self._hashes:
            digest = hashlib.blake2b(token.encode(errors="backslashreplace"), digest_size=8).digest()
            self._hashes[token] = int.from_bytes(digest, "big")
        return self._hashes[token]


@dataclass(frozen=True)
class _LogicalLine:
    """The tokens of a statement's line, and how deeply it is indented."""

    depth: int
    tokens: list[tokenize.TokenInfo]

    @property
    def first(self) -> int:
        return self.tokens[0].start[0]

    @property
    def last(self) -> int:
        return self.tokens[-1].end[0]


def _logical_lines(text: str) -> Iterator[_LogicalLine]:
    tokens: list[tokenize.TokenInfo] = []
    depth = 0
    for count, token in enumerate(tokenize.generate_tokens(io.StringIO(text).readline)):
        if count > MOST_TOKENS:
            raise _TooMany
        depth += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
        if token.type == tokenize.NEWLINE:
            if tokens:
                yield _LogicalLine(depth, tokens)
            tokens = []
        elif token.type not in _LAYOUT and not token.string.isspace():
            tokens.append(token)
    if tokens:
        yield _LogicalLine(depth, tokens)


def _name(tokens: list[tokenize.TokenInfo]) -> str:
    """The name that a `def` or `class` gives."""
    words = [token.string for token in tokens[:3] if token.string != "async"]
    return words[1] if len(words) > 1 else "?"


def _after_head(tokens: list[tokenize.TokenInfo]) -> list[tokenize.TokenInfo]:
    """What follows the colon of a `def` or `class` in the same line: the head itself is the stub's."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
        if depth == 0 and token.string == ":":
            return tokens[place + 1 :]
    return []


class _Draft:
    """A function that is being read."""

    def __init__(self, name: str, first: int) -> None:
        self.name, self.first, self.last = name, first, first
        self.tokens: list[str] = []
        self.rows: list[int] = []
        self.docstring: set[int] = set()

    def add(self, tokens: list[tokenize.TokenInfo]) -> None:
        """Take the tokens of a line, made alike where they differ by names and texts alone."""
        if tokens and all(token.type == tokenize.STRING for token in tokens):
            self.docstring |= set(range(tokens[0].start[0], tokens[-1].end[0] + 1))
            return
        before = ""
        for token in tokens:
            word = token.string
            if token.type == tokenize.NAME and before != "." and word not in _KEPT:
                word = _ANY_NAME
            elif token.type in _TEXTS:
                word = _ANY_TEXT
            self.tokens.append(word)
            self.rows.append(token.start[0])
            before = token.string


# From tokens to pairs.


class _Function:
    """A function of a submission, and what in it is evidence: neither known to all nor common.

    Attributes:
        evidence: bool, of each gram.
        own: how many tokens are part of evidence.
        common: how many are part of what too many have.
    """

    def __init__(self, owner: str, module: str, code: _Code, known: Set[int], common: Set[int]) -> None:
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

    def shared_with(self, other: "_Function") -> list[bool]:
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
class _Match:
    """Two functions, and which tokens of each they share."""

    first: _Function
    second: _Function
    in_first: list[bool]
    in_second: list[bool]

    @property
    def tokens(self) -> int:
        return min(sum(self.in_first), sum(self.in_second))

    @property
    def share(self) -> float:
        return max(sum(self.in_first) / len(self.in_first), sum(self.in_second) / len(self.in_second))


@dataclass(frozen=True)
class _Pair:
    """Two submissions; the matches count each function of either once."""

    matches: tuple[_Match, ...]
    tokens: int
    first_share: float
    second_share: float


def _known(reader: _FunctionReader, bases: Sequence[Path]) -> frozenset[int]:
    """What stands in folders of ours."""
    files = [file for base in bases for file in sorted(base.glob("*.py")) if file.is_file()]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    return frozenset(gram for text in texts for _module, code in reader.read({"": text})[0] for gram in code.grams)


def _common(codes: Sequence[tuple[str, str, _Code]], limit: int) -> frozenset[int]:
    """What more submissions have than `limit`."""
    of_owner: dict[str, set[int]] = defaultdict(set)
    for owner, _module, code in codes:
        of_owner[owner].update(code.grams)
    counts = Counter(chain.from_iterable(of_owner.values()))
    return frozenset(gram for gram, count in counts.items() if count > limit)


def _commonly(functions: Sequence[_Function]) -> tuple[tuple[str, int], ...]:
    """Functions by name that share too much with too many, and how many these are."""
    owners: dict[str, set[str]] = defaultdict(set)
    for function in functions:
        if function.common >= SHORTEST:
            owners[function.name].add(function.owner)
    return tuple(sorted(((name, len(found)) for name, found in owners.items()), key=lambda item: (-item[1], item[0])))


def _pairs(functions: Sequence[_Function]) -> list[_Pair]:
    """All pairs of submissions with a match, those with the most in common first."""
    counting = [function for function in functions if function.counts]
    total: Counter[str] = Counter()
    for function in counting:
        total[function.owner] += len(function.code.rows)
    matches: dict[tuple[str, str], list[_Match]] = defaultdict(list)
    known: dict[tuple[int, int], tuple[list[bool], list[bool]]] = {}  # what copies share is found out once
    for first, second in _candidates(counting):
        key = id(first.code.grams), id(second.code.grams)
        if key not in known:
            known[key] = first.shared_with(second), second.shared_with(first)
        match = _Match(first, second, *known[key])
        if match.tokens >= SHORTEST and match.share >= THRESHOLD:
            matches[first.owner, second.owner].append(match)
    pairs = [_pair(found, total) for found in matches.values()]
    return sorted(pairs, key=lambda pair: (-pair.tokens, pair.matches[0].first.owner, pair.matches[0].second.owner))


def _candidates(functions: Sequence[_Function]) -> list[tuple[_Function, _Function]]:
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


def _pair(found: list[_Match], total: Counter[str]) -> _Pair:
    """The best match of each function: what one copied twice is one passage."""
    matches: list[_Match] = []
    used: set[int] = set()
    for match in sorted(found, key=lambda match: (-match.tokens, match.first.name, match.second.name)):
        if id(match.first) not in used and id(match.second) not in used:
            used |= {id(match.first), id(match.second)}
            matches.append(match)
    return _Pair(
        matches=tuple(matches),
        tokens=sum(match.tokens for match in matches),
        first_share=sum(sum(match.in_first) for match in matches) / total[matches[0].first.owner],
        second_share=sum(sum(match.in_second) for match in matches) / total[matches[0].second.owner],
    )


# From pairs to what is shown.


def _shown(pair: _Pair, lines: Mapping[str, Mapping[str, Sequence[str]]]) -> Pair:
    shown = [
        Match(_passage(match.first, match.in_first, lines), _passage(match.second, match.in_second, lines))
        for match in pair.matches[:MOST_MATCHES]
    ]
    first, second = pair.matches[0].first.owner, pair.matches[0].second.owner
    cut = len(pair.matches) - len(shown)
    return Pair(first, second, pair.first_share, pair.second_share, pair.tokens, tuple(shown), cut)


def _passage(function: _Function, shared: list[bool], lines: Mapping[str, Mapping[str, Sequence[str]]]) -> Passage:
    code = function.code
    text = lines[function.owner][function.module]
    marked = set(compress(code.rows, shared))
    numbers = range(code.first, code.last + 1) if code.name else sorted(set(code.rows))
    wanted = [number for number in numbers if number not in code.docstring and number <= len(text)]
    kept = wanted[:MOST_LINES]
    return Passage(
        name=function.name,
        lines=tuple(PassageLine(number, text[number - 1], number in marked) for number in kept),
        cut=len(wanted) - len(kept),
        tokens=len(code.rows),
        shared=sum(shared),
    )
