"""A CSV whose cells are replaced one by one: everything that is not replaced stays as it came, to the byte."""

import re
from dataclasses import dataclass, replace

BOM = "\ufeff"
DELIMITERS = ",;\t"


class TableError(ValueError):
    """The text is not a table: a line and what is wrong there."""


@dataclass(frozen=True)
class RawCell:
    """A cell.

    Attributes:
        raw: as it stands in the file, quotes and all.
        end: what comes after it: a delimiter, the end of the line, or nothing.
    """

    raw: str
    end: str

    @property
    def text(self) -> str:
        quoted = len(self.raw) > 1 and self.raw.startswith('"') and self.raw.endswith('"')
        return self.raw[1:-1].replace('""', '"') if quoted else self.raw


@dataclass(frozen=True)
class RawTable:
    """The cells of a table, row by row; rows of blank lines have one empty cell."""

    bom: str
    delimiter: str
    rows: tuple[tuple[RawCell, ...], ...]

    def put(self, changes: dict[tuple[int, int], str]) -> "RawTable":
        """The table with other texts in some cells.

        Args:
            changes: text by row and column.
        """
        rows = [list(row) for row in self.rows]
        for (row, column), text in changes.items():
            rows[row][column] = replace(rows[row][column], raw=self._quoted(text))
        return replace(self, rows=tuple(map(tuple, rows)))

    def to_text(self) -> str:
        """The whole file."""
        return self.bom + "".join(cell.raw + cell.end for row in self.rows for cell in row)

    def _quoted(self, text: str) -> str:
        """A text as Moodle writes it: in quotes wherever there is more than a word."""
        return f'"{text.replace(chr(34), 2 * chr(34))}"' if re.search(rf"[\s\"{self.delimiter}\\]", text) else text


def parse(text: str) -> RawTable:
    """Take a CSV apart.

    Raises:
        TableError: a quote is not closed, or text follows one that is.
    """
    bom = BOM if text.startswith(BOM) else ""
    text = text[len(bom) :]
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    pattern = re.compile(rf'("(?:[^"]|"")*"|[^{delimiter}"\r\n]*)({delimiter}|\r\n|\n|\r|\Z)')
    rows: list[tuple[RawCell, ...]] = []
    row: list[RawCell] = []
    place = 0
    while place < len(text) or row:
        found = pattern.match(text, place)
        if found is None:
            line = text.count("\n", 0, place) + 1
            raise TableError(f"line {line}: a quote is not closed, or text stands next to it")
        row.append(RawCell(found[1], found[2]))
        place = found.end()
        if found[2] != delimiter:
            rows.append(tuple(row))
            row = []
    return RawTable(bom, delimiter, tuple(rows))
