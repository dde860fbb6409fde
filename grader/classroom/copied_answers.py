"""Model answers: functions of a submission that equal the reference's word for word except names, as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.source_tokens import bodies
from grader.course.paths import EXERCISES, SOLUTIONS

# Words and signs that a body has to have. Of the 197 functions in tests/styles, which are right answers written in
# other ways, 3 are the reference's, all of 20 words and signs; the reference itself has 14 of 50 and more.
SHORTEST = 50


@dataclass(frozen=True)
class Copied:
    """A function of a student's that is one of the reference's.

    Attributes:
        name: module and function, as the student calls them.
        line: where it begins.
        model: module and function of the reference.
        tokens: words and signs that it has.
    """

    name: str
    line: int
    model: str
    tokens: int


def as_the_model(sources: Mapping[str, Mapping[str, str]], folder: Path = SOLUTIONS) -> dict[str, tuple[Copied, ...]]:
    """Who has functions of the reference, by student id; nobody where the reference is not on this disk.

    Args:
        sources: text by module name, by student id.
        folder: the reference.
    """
    given = {body for text in _texts(EXERCISES).values() for _, _, body in bodies(text)}  # which everybody has
    known = {
        body: f"{module}.{name}"
        for module, text in _texts(folder).items()
        for name, _, body in bodies(text)
        if len(body) >= SHORTEST and body not in given
    }
    if not known:
        return {}
    found: dict[str, tuple[Copied, ...]] = {}
    for student, modules in sources.items():
        copied = tuple(
            Copied(f"{module}.{name}", line, known[body], len(body))
            for module, text in sorted(modules.items())
            for name, line, body in bodies(text)
            if body in known
        )
        if copied:
            found[student] = copied
    return found


def _texts(folder: Path) -> dict[str, str]:
    return {file.stem: file.read_text(encoding="utf-8", errors="replace") for file in sorted(folder.glob("*.py"))}
