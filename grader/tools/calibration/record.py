"""The record of a calibration: accuracies, versions and date, in a small JSON file in the repository."""

import ast
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader.course.paths import KIT
from grader.tools.calibration.contenders import DESIGNS
from grader.tools.calibration.plain_contenders import PLAIN
from grader.util.files import write_whole

RECORD = KIT / "docs" / "calibration.json"
SOURCES = (
    "solutions/preprocessing.py",
    "solutions/models.py",
    "solutions/training.py",
    "grader/tools/calibration/contenders.py",
)
PLAIN_SOURCES = (
    "solutions/preprocessing.py",
    "solutions/models.py",
    "solutions/training.py:compile_model",  # the only function that a plain recipe takes from there
    "grader/tools/calibration/plain_contenders.py",
)
ROWS = (*DESIGNS, *(row for plain in PLAIN.values() for row in plain.rows))
FORMAT = 1


class RecordError(Exception):
    """The file is not a record; the message ends with the next thing to do."""


@dataclass
class Distribution:
    """The measurements on one set of images.

    Attributes:
        dataset: SHA-256 of the images.
        sources: SHA-256 of the program that trained the designs.
        plain_sources: SHA-256 of the program that trained the plain recipes.
        versions: of Python and of each library.
        date: of the last training, as in 2026-01-31.
        accuracies: share of the test images, by row (a design, or a plain recipe with its epochs) and by seed.
    """

    dataset: str
    sources: str
    plain_sources: str
    versions: dict[str, str]
    date: str = ""
    accuracies: dict[str, dict[int, float]] = field(default_factory=lambda: {name: {} for name in ROWS})

    def take_over(self, earlier: "Distribution") -> None:
        """Take from an earlier one what the same program, on the same images, with the same versions, made."""
        if (self.dataset, self.versions) != (earlier.dataset, earlier.versions):
            return
        for row, found in earlier.accuracies.items():
            same = self.sources == earlier.sources if row in DESIGNS else self.plain_sources == earlier.plain_sources
            if same and row in self.accuracies and found:
                self.accuracies[row] = found
                self.date = earlier.date


def read(file: Path) -> dict[str, Distribution]:
    """The distributions by name of the images; none where there is no file.

    Raises:
        RecordError: it cannot be read, or is none.
    """
    if not file.exists():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"its format is {content['format']}, not {FORMAT}")
        return {name: _distribution(row) for name, row in content["datasets"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sentence = f"{file} is not a record of a calibration ({error}). Move it away, or name another with --record."
        raise RecordError(sentence) from error


def write(file: Path, distributions: dict[str, Distribution]) -> None:
    """Write them all, whole or not at all: a line per row.

    Raises:
        OSError: the file cannot be written.
    """
    rows = []
    for name, each in sorted(distributions.items()):
        facts: dict[str, object] = {"date": each.date, "dataset": each.dataset, "sources": each.sources}
        facts |= {"plain_sources": each.plain_sources, "versions": each.versions}
        lines = [f"      {json.dumps(key)}: {json.dumps(value)}" for key, value in facts.items()]
        designs = ",\n".join(
            f"        {json.dumps(design)}: {json.dumps({str(seed): found[seed] for seed in sorted(found)})}"
            for design, found in each.accuracies.items()
        )
        lines.append(f'      "accuracies": {{\n{designs}\n      }}')
        rows.append(f"    {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n    }")
    body = ",\n".join(rows)
    write_whole(file, f'{{\n  "format": {FORMAT},\n  "datasets": {{\n{body}\n  }}\n}}\n')


@cache
def digest_of_sources(sources: tuple[str, ...] = SOURCES) -> str:
    """SHA-256 over a program that trains: comments and docstrings do not count, every other change does.

    Args:
        sources: files, or one function of a file after a colon.
    """
    total = hashlib.sha256()
    for name in sources:
        file, _, function = name.partition(":")
        tree: ast.AST = ast.parse((KIT / file).read_text(encoding="utf-8"))
        if function:
            tree = next(node for node in ast.walk(tree) if getattr(node, "name", "") == function)
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
                del node.body[0]
        total.update(f"{name}:{_said(tree)}\n".encode())
    return total.hexdigest()


def _said(node: Any) -> Any:
    """Write a syntax tree as text, in the same words for every version of Python: the fields that are empty differ."""
    if isinstance(node, list):
        return [_said(each) for each in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [(name, _said(value)) for name, value in ast.iter_fields(node) if value not in (None, [])]
    return type(node).__name__, fields


def _distribution(row: dict[str, Any]) -> Distribution:
    accuracies = {
        str(design): {int(seed): float(accuracy) for seed, accuracy in found.items()}
        for design, found in row["accuracies"].items()
    }
    return Distribution(
        dataset=str(row["dataset"]),
        sources=str(row["sources"]),
        plain_sources=str(row.get("plain_sources", "")),
        versions=dict(row["versions"]),
        date=str(row["date"]),
        accuracies={name: {} for name in ROWS} | accuracies,
    )
