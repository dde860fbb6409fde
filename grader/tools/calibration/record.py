"""The record of a calibration: accuracies, versions and date, in a small JSON file in the repository."""

import ast
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader.course.paths import KIT
from grader.sandbox.worker.syntax import bound
from grader.tools.calibration.contenders import DESIGNS
from grader.tools.calibration.plain_contenders import PLAIN
from grader.util.errors import Stopped
from grader.util.files import write_whole

RECORD = KIT / "docs" / "calibration.json"
ROWS = (*DESIGNS, *(row for plain in PLAIN.values() for row in plain.rows))
FORMAT = 2


class RecordError(Stopped):
    """The file is not a record; the message ends with the next thing to do."""


@dataclass
class Distribution:
    """The measurements on one set of test images.

    Attributes:
        dataset: SHA-256 of the images that were trained on, and of the test images.
        versions: of Python and of each library.
        programs: SHA-256 of the program that trained it, by design or plain recipe.
        date: of the last training, as in 2026-01-31.
        accuracies: share of the test images, by row (a design, or a plain recipe with its epochs) and by seed.
    """

    dataset: str
    versions: dict[str, str]
    programs: dict[str, str]
    date: str = ""
    accuracies: dict[str, dict[int, float]] = field(default_factory=lambda: {name: {} for name in ROWS})

    def take_over(self, earlier: "Distribution") -> None:
        """Take from an earlier one what the same program, on the same images, with the same versions, made."""
        if (self.dataset, self.versions) != (earlier.dataset, earlier.versions):
            return
        for name, program in self.programs.items():
            if program == earlier.programs.get(name):
                self.accuracies |= {row: earlier.accuracies[row] for row in rows_of(name) if earlier.accuracies[row]}
                self.date = earlier.date


def rows_of(name: str) -> tuple[str, ...]:
    """The rows that a training gives: one of a design, one for each number of epochs of a plain recipe."""
    return (name,) if name in DESIGNS else tuple(PLAIN[name].rows)


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
        facts: dict[str, object] = {"date": each.date, "dataset": each.dataset, "versions": each.versions}
        lines = [f"      {json.dumps(key)}: {json.dumps(value)}" for key, value in facts.items()]
        programs = ",\n".join(f"        {json.dumps(key)}: {json.dumps(value)}" for key, value in each.programs.items())
        lines.append(f'      "programs": {{\n{programs}\n      }}')
        designs = ",\n".join(
            f"        {json.dumps(design)}: {json.dumps({str(seed): found[seed] for seed in sorted(found)})}"
            for design, found in each.accuracies.items()
        )
        lines.append(f'      "accuracies": {{\n{designs}\n      }}')
        rows.append(f"    {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n    }")
    body = ",\n".join(rows)
    write_whole(file, f'{{\n  "format": {FORMAT},\n  "datasets": {{\n{body}\n  }}\n}}\n')


@cache
def programs() -> dict[str, str]:
    """SHA-256 of the program of today that trains each design and each plain recipe."""
    return {name: digest_of(contender.sources) for name, contender in (DESIGNS | PLAIN).items()}


def digest_of(sources: Iterable[str]) -> str:
    """SHA-256 over a program that trains: comments and docstrings do not count, every other change does.

    Args:
        sources: files, or after a colon one name of a file, with whatever of the file it leads to.
    """
    total = hashlib.sha256()
    for source in sources:
        file, _, name = source.partition(":")
        tree = ast.parse((KIT / file).read_text(encoding="utf-8"))
        if name:
            tree.body = _reached(tree.body, name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
                del node.body[0]
        total.update(f"{source}:{_said(tree)}\n".encode())
    return total.hexdigest()


def _reached(statements: list[ast.stmt], name: str) -> list[ast.stmt]:
    """The statements at the top of a file that a name leads to, in their order."""
    waiting, reached = {name}, set[str]()
    while waiting:
        reached |= waiting
        used = (node for each in statements if bound(each) & waiting for node in ast.walk(each))
        waiting = {node.id for node in used if isinstance(node, ast.Name)} - reached
    return [each for each in statements if bound(each) & reached]


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
        versions=dict(row["versions"]),
        programs=dict(row["programs"]),
        date=str(row["date"]),
        accuracies={name: {} for name in ROWS} | accuracies,
    )
