"""Digests: of texts, and of the grader, over everything in it that can change a grade, and nothing else."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

GRADER = Path(__file__).parents[1]
# A chart, a command or an export changes no grade, so that a change of one grades nobody again.
PACKAGES = ("course", "sandbox", "checks", "misconceptions", "grading")
FURTHER = ("report/report.py",)  # what it makes of the checks of an exercise is its status


def digest_of_texts(texts: Mapping[str, str]) -> str:
    """SHA-256 over names and texts, whatever their order."""
    total = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            content = part.encode()
            total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


@cache
def digest_of_checks() -> str:
    """SHA-256 over the grader's own files that can change a grade."""
    return digest_of(GRADER)


def digest_of(grader: Path) -> str:
    """SHA-256 over the files that can change a grade, of a grader in this folder."""
    files = [file for package in PACKAGES for kind in ("py", "toml") for file in (grader / package).rglob(f"*.{kind}")]
    return digest_of_files([*files, *(grader / name for name in FURTHER)], grader)


def digest_of_files(files: Iterable[Path], folder: Path) -> str:
    """SHA-256 over text files by their paths in a folder, whatever their order and the ends of their lines."""
    total = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.relative_to(folder).as_posix()}:{len(content)}:".encode() + content)
    return total.hexdigest()
