"""Tokens of sources: strangers' texts, split under limits into logical lines and functions, neither parsed nor run."""

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

MOST_TOKENS = 60_000  # of a submission; the reference has 3,500
LONGEST_LINE = 500  # characters that are read; `tokenize` takes a time that grows with the square of a line's

_KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))
_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_TEXTS = frozenset({tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)})  # the latter from 3.12 on
_ANY_TEXT = "text"  # which Python has not as a word of its own


def bodies(text: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """Name, first line and tokens of each function, its head left out; none of a text that is not read.

    Names that one can change at will stand for the order in which they come first, so that renaming hides nothing and
    another use of the same names is another body; texts are all the same.
    """
    if "\0" in text:
        return []
    found: list[tuple[str, int, list[str]]] = []
    try:
        inside = False
        for line in logical_lines(without_long_lines(text)):
            words = [token.string for token in line.tokens[:2]]
            if line.depth == 0:
                inside = words[0] == "def" or words == ["async", "def"]
                if inside:
                    found.append((name_of(line.tokens), line.first, []))
            if inside and not all(token.type == tokenize.STRING for token in line.tokens):
                given = line.tokens if line.depth else after_head(line.tokens)
                found[-1][2].extend(words_of(given))
    except (TooManyTokens, tokenize.TokenError, SyntaxError, ValueError):
        return []
    return [(name, first, _in_order(tokens)) for name, first, tokens in found]


def without_long_lines(text: str) -> str:
    """The text with as many lines, of which none is longer than LONGEST_LINE: a long comment hides no other line.

    Of a longer one there is what stands before its comment, if it has one, else nothing.
    """
    lines = text.split("\n")
    return "\n".join(line if len(line) <= LONGEST_LINE else _before_comment(line) for line in lines)


def _before_comment(line: str) -> str:
    code, sign, _ = line[:LONGEST_LINE].partition("#")
    return code if sign else ""


RENAMED = "name "  # before a name that can be changed; no token has a blank in it


def words_of(tokens: list[tokenize.TokenInfo]) -> Iterator[str]:
    """The word of each token: a name that can be changed is marked as such, and texts are all the same."""
    before = ""
    for token in tokens:
        if token.type == tokenize.NAME and before != "." and token.string not in _KEPT:
            yield RENAMED + token.string
        else:
            yield _ANY_TEXT if token.type in _TEXTS else token.string
        before = token.string


def _in_order(tokens: list[str]) -> tuple[str, ...]:
    places: dict[str, str] = {}
    return tuple(
        places.setdefault(token, f"{RENAMED}{len(places)}") if token.startswith(RENAMED) else token for token in tokens
    )


class TooManyTokens(Exception):
    """A source has more tokens than anybody will read."""


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


def logical_lines(text: str) -> Iterator[_LogicalLine]:
    """The lines of statements, with their tokens; comments and the layout are none.

    Raises:
        TooManyTokens: nobody will read as many.
        tokenize.TokenError, SyntaxError, ValueError: it is not Python.
    """
    tokens: list[tokenize.TokenInfo] = []
    depth = 0
    for count, token in enumerate(tokenize.generate_tokens(io.StringIO(text).readline)):
        if count > MOST_TOKENS:
            raise TooManyTokens
        depth += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
        if token.type == tokenize.NEWLINE:
            if tokens:
                yield _LogicalLine(depth, tokens)
            tokens = []
        elif token.type not in _LAYOUT and not token.string.isspace():
            tokens.append(token)
    if tokens:
        yield _LogicalLine(depth, tokens)


def name_of(tokens: list[tokenize.TokenInfo]) -> str:
    """The name that a `def` or `class` gives."""
    words = [token.string for token in tokens[:3] if token.string != "async"]
    return words[1] if len(words) > 1 else "?"


def after_head(tokens: list[tokenize.TokenInfo]) -> list[tokenize.TokenInfo]:
    """What follows the colon of a `def` or `class` in the same line: the head itself is the stub's."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
        if depth == 0 and token.string == ":":
            return tokens[place + 1 :]
    return []
