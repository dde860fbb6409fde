"""Attempts as students bring them from tutorials of 2015 to 2023: each gets the name of its mistake, or none, and help.

tests/attempts/MODULE.txt has those of a module. An attempt is a heading, which says what was done, and the text that
is put behind the reference's:

    === the share of false alarms
    exercise: metrics.precision
    name: counted_false_alarms          # or none
    said: TP / (TP + FP)                # what is said, the name's sentence included, has this in it
    alone: yes                          # it keeps its module from being imported
    def precision(tp, fp):
        return fp / (tp + fp)

A name that is missing is counted; a name that is wrong fails.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader.course import syllabus
from grader.grading import pipeline
from grader.report.report import Outcome
from grader.report.sentences import plain
from tests.conftest import SOLUTIONS
from tests.support import workers

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[1] / "attempts"
FIELDS = ("exercise", "name", "said", "alone")
FEWEST = 120
NUMPY = ("preprocessing", "metrics", "evaluation")  # those that wait for no Keras
FAILED = ("failed", "blocked")


@dataclass(frozen=True)
class Attempt:
    """A wrong answer, and what is to be said of it; the module's docstring explains each field."""

    title: str
    exercise: str
    name: str | None
    said: str
    alone: bool
    code: str

    def __str__(self) -> str:
        return f"{self.exercise}: {self.title}"

    @property
    def module(self) -> str:
        return self.exercise.partition(".")[0]

    @property
    def function(self) -> str:
        return self.exercise.partition(".")[2]


def read(text: str) -> list[Attempt]:
    """The attempts of a file."""
    found = []
    for block in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        title, *lines = block.rstrip().split("\n")
        fields: dict[str, str] = {}
        while lines and (match := re.match(rf"({'|'.join(FIELDS)}): (.*)", lines[0])):
            fields[match[1]] = match[2].strip()
            del lines[0]
        name = None if fields["name"] == "none" else fields["name"]
        alone = fields.get("alone") == "yes"
        found.append(Attempt(title, fields["exercise"], name, fields["said"], alone, "\n".join(lines) + "\n"))
    return found


ATTEMPTS = [one for file in sorted(FOLDER.glob("*.txt")) for one in read(file.read_text(encoding="utf-8"))]


@cache
def groups() -> tuple[tuple[Attempt, ...], ...]:
    """Attempts that are graded together: one of each exercise, and what fails an import without what imports it."""
    made: list[list[Attempt]] = []
    for one in sorted(ATTEMPTS, key=lambda attempt: attempt.alone):
        for group in made:
            # `training` imports `models`.
            related = [other for other in group if other.module == one.module or one.module not in NUMPY]
            mixed = (group[0].module in NUMPY) != (one.module in NUMPY)
            if mixed or any(one.alone or other.alone or other.exercise == one.exercise for other in related):
                continue
            group.append(one)
            break
        else:
            made.append([one])
    return tuple(map(tuple, made))


@cache
def outcomes(group: tuple[Attempt, ...]) -> dict[str, Outcome]:
    """What becomes of the reference with these in it, each in a module of its own unless it fails the import."""
    course = syllabus.load()
    with TemporaryDirectory() as name:
        folder = Path(name, "work")
        folder.mkdir()
        for file in SOLUTIONS.glob("*.py"):
            (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        for one in group:
            with (folder / f"{one.module}.py").open("a", encoding="utf-8") as module:
                if one.alone:
                    module.write(f"\n\n{one.code}")
                else:
                    own = f"attempt_{one.function}"
                    head = "import numpy as np\n" + ("" if one.module in NUMPY else "import keras\n")
                    head += "import matplotlib.pyplot as plt\n" if one.module == "evaluation" else ""
                    (folder / f"{own}.py").write_text(head + one.code, encoding="utf-8")
                    module.write(f"\n\nfrom .{own} import {one.function}\n")
        chosen = course.select([one.exercise for one in group])
        report = workers.graded(folder, course, chosen, pipeline.Settings(data="digits", use_cache=False, keep=False))
    return {found.exercise.id: found for found in report.outcomes}


def outcome(one: Attempt) -> Outcome:
    return outcomes(next(group for group in groups() if one in group))[one.exercise]


@pytest.mark.parametrize(
    "one", sorted(ATTEMPTS, key=lambda one: groups().index(next(g for g in groups() if one in g))), ids=str
)
def test_an_attempt_gets_its_name_and_its_help(one: Attempt) -> None:
    found = outcome(one)
    said = " ".join([*(plain(check.feedback) for check in found.checks), found.reason])

    assert found.status in FAILED
    assert found.misconception == one.name, said[:2_000]
    assert one.said in " ".join(said.split()), said[:2_000]
    assert "\x1b" not in said
    assert "x1b" not in said
    assert "grader/" not in said
    assert "site-packages" not in said


def test_there_are_enough_of_them() -> None:
    assert len(ATTEMPTS) >= FEWEST
    assert len({str(one) for one in ATTEMPTS}) == len(ATTEMPTS)
