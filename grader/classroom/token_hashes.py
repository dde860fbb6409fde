"""Hashes of the tokens of functions, K in a row, by which passages are found again."""

import hashlib
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from grader.classroom.source_tokens import (
    LONGEST_LINE,
    MOST_TOKENS,
    RENAMED,
    TooManyTokens,
    after_head,
    logical_lines,
    name_of,
    without_long_lines,
    words_of,
)

K = 16  # tokens of a fingerprint: a line and a half, which is longer than an idiom
# Odd numbers, one for each place in a fingerprint; the same in every run, so that a page can be made again.
_FACTORS = np.random.default_rng(2003).integers(1 << 63, size=K, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


@dataclass(frozen=True, eq=False)
class FunctionCode:
    """The tokens of a function.

    Attributes:
        name: nothing for what is outside of functions.
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


class FunctionReader:
    """Splits sources into functions; a text that it has seen it does not read again."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[list[FunctionCode], str, int]] = {}
        self._hashes: dict[str, int] = {}
        self._grams: dict[tuple[int, ...], tuple[int, ...]] = {}

    def read(self, modules: Mapping[str, str]) -> tuple[list[tuple[str, FunctionCode]], list[str]]:
        """The functions of a submission with their modules, and what was not read, a sentence each."""
        found: list[tuple[str, FunctionCode]] = []
        faults = []
        room = MOST_TOKENS
        for module, text in sorted(modules.items(), key=lambda item: len(item[1])):  # a large one hides no other
            codes, fault, cost = self._codes(text) if room > 0 else ([], "the other files are large.", 0)
            room -= cost
            if fault:
                faults.append(f"{module}.py was {'compared in part' if codes else 'not compared'}: {fault}")
            found += [(module, code) for code in codes]
        return found, faults

    def _codes(self, text: str) -> tuple[list[FunctionCode], str, int]:
        """The functions of a module, why there are none, and about how many tokens were read."""
        if text not in self._seen:
            self._seen[text] = self._read(text)
        return self._seen[text]

    def _read(self, text: str) -> tuple[list[FunctionCode], str, int]:
        if "\0" in text:  # which only some versions of tokenize refuse
            return [], "it is not Python.", 0
        read = without_long_lines(text)
        long = f"it has a line of more than {LONGEST_LINE} characters." if read != text else ""
        try:
            codes = list(self._split(read))
        except TooManyTokens:
            return [], f"it has more than {MOST_TOKENS:,} tokens (words and signs).", MOST_TOKENS
        except (tokenize.TokenError, SyntaxError, ValueError):
            return [], long or "it is not Python.", len(text) // 3
        return codes, long, sum(len(code.rows) for code in codes)

    def _split(self, text: str) -> Iterator[FunctionCode]:
        """The functions and classes of a module; what is outside of them is one more, without a name."""
        outside = _Draft("", 0)
        current = outside
        decorators = 0  # the line of the first
        for line in logical_lines(text):
            words = [token.string for token in line.tokens[:2]]
            if line.depth > 0:
                current.add(line.tokens)
            elif words[0] == "@":
                decorators = decorators or line.first
            elif words[0] in ("def", "class", "async"):
                if current is not outside:
                    yield self._code(current)
                current = _Draft(name_of(line.tokens), decorators or line.first)
                decorators = 0
                current.add(after_head(line.tokens))
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

    def _code(self, draft: "_Draft") -> FunctionCode:
        hashes = np.array([self._hash(token) for token in draft.tokens], dtype=np.uint64)
        grams = sliding_window_view(hashes, K) @ _FACTORS if len(hashes) >= K else hashes[:0]
        first = draft.first or min(draft.rows, default=1)
        same = self._grams.setdefault(tuple(grams.tolist()), tuple(grams.tolist()))  # one object for all copies
        return FunctionCode(draft.name, first, draft.last, frozenset(draft.docstring), tuple(draft.rows), same)

    def _hash(self, token: str) -> int:
        if token not in self._hashes:
            digest = hashlib.blake2b(token.encode(errors="backslashreplace"), digest_size=8).digest()
            self._hashes[token] = int.from_bytes(digest, "big")
        return self._hashes[token]


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
        self.tokens += ["name" if word.startswith(RENAMED) else word for word in words_of(tokens)]
        self.rows += [token.start[0] for token in tokens]
