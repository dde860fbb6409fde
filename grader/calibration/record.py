"""The record of a calibration: which accuracies came out, with what, when; a small JSON file in the repository."""

import ast
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader.calibration.designs import DESIGNS
from grader.files import write_whole

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "calibration.json"
SOURCES = (
    "solutions/preprocessing.py",
    "solutions/models.py",
    "solutions/training.py",
    "grader/calibration/designs.py",
)
FORMAT = 1


class RecordError(Exception):
    """The file is no record; the message ends with the next thing to do."""


@dataclass
class Distribution:
    """What was measured on one set of images.

    Attributes:
        dataset: SHA-256 of the images.
        sources: SHA-256 of the program that trained.
        versions: of Python and of each library.
        date: of the last training, as in 2026-01-31.
        accuracies: share of the test images, by design and by seed.
    """

    dataset: str
    sources: str
    versions: dict[str, str]
    date: str = ""
    accuracies: dict[str, dict[int, float]] = field(default_factory=lambda: {name: {} for name in DESIGNS})

    def goes_on_from(self, earlier: "Distribution") -> bool:
        """Whether the same program, on the same images, with the same versions, made the earlier one."""
        return (self.dataset, self.sources, self.versions) == (earlier.dataset, earlier.sources, earlier.versions)


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
        sentence = f"{file} is no record of a calibration ({error}). Move it away, or name another with --record."
        raise RecordError(sentence) from error


def write(file: Path, distributions: dict[str, Distribution]) -> None:
    """Write them all, whole or not at all: a line per design.

    Raises:
        OSError: the file cannot be written.
    """
    rows = []
    for name, each in sorted(distributions.items()):
        facts = {"date": each.date, "dataset": each.dataset, "sources": each.sources, "versions": each.versions}
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
def digest_of_sources() -> str:
    """SHA-256 over the program that trains: comments and docstrings do not count, every other change does."""
    total = hashlib.sha256()
    for name in SOURCES:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
                del node.body[0]
        total.update(f"{name}:{_said(tree)}\n".encode())
    return total.hexdigest()


def _said(node: Any) -> Any:
    """What a syntax tree says, in the same words for every version of Python: the fields that are empty differ."""
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
        versions=dict(row["versions"]),
        date=str(row["date"]),
        accuracies={name: {} for name in DESIGNS} | accuracies,
    )
