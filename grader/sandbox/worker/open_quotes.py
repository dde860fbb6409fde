"""Finds triple quotes that are not closed where they should be: Python reports them far below, at untouched text."""

import re

# A comment or a text of one line, which may have quotes in it; or the quotes that are looked for.
_PIECE = re.compile(r"#[^\n]*|\"\"\"|'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
_DEFINITION = re.compile(r"^([ \t]*)(?:def \w+\(|class \w+[(:])", re.MULTILINE)


def not_closed(source: str) -> tuple[str, int, int] | None:
    """The first triple quotes whose text swallows a definition: the quotes, their line and that of the definition.

    A definition that is further to the right than the quotes' own line is an example in a docstring.
    """
    place = 0
    while (piece := _PIECE.search(source, place)) is not None:
        quotes, place = piece[0], piece.end()
        if quotes not in ('"""', "'''"):
            continue
        end = source.find(quotes, place)
        end = len(source) if end < 0 else end
        line = source[source.rfind("\n", 0, piece.start()) + 1 : piece.start()]
        indent = len(line) - len(line.lstrip())
        for found in _DEFINITION.finditer(source, place, end):
            if len(found[1]) < indent or not found[1]:
                return quotes, _line_of(source, piece.start()), _line_of(source, found.start())
        place = end + len(quotes)
    return None


def _line_of(source: str, place: int) -> int:
    return source.count("\n", 0, place) + 1
