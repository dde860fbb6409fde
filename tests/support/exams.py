"""Exams of planted bugs as students hand them in: solved, copied, spoilt."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from grader.course import syllabus
from grader.course.bug_exam import BugExam
from grader.course.syllabus import Exercise
from grader.learning.hunt.bug_catalogue import Bug
from grader.learning.hunt.exam import bugs_of
from grader.learning.hunt.planted_module import plant
from grader.tools.selfcheck import hunt_proof

KIT = syllabus.load()
EXAM = BugExam(points=2, count=2, seed=7, exercises=("metrics.precision", "metrics.specificity"))
TOML = '[find_the_bug]\npoints = 2\ncount = 2\nseed = 7\nexercises = ["metrics.precision", "metrics.specificity"]\n'


def bug(number: int = 1, exam: BugExam = EXAM) -> Bug:
    return bugs_of(exam, KIT)[number - 1]


def exercise(number: int = 1, exam: BugExam = EXAM) -> Exercise:
    return KIT.by_id[bug(number, exam).exercise]


def planted(number: int = 1) -> str:
    """The module with the mistake."""
    return plant(bug(number).mistake, exercise(number), repaired(number)).text


def repaired(number: int = 1) -> str:
    """The module without it."""
    return hunt_proof.right()[exercise(number).module]


@cache
def evidence(number: int = 1) -> str:
    """A file with an input that shows the mistake."""
    given = hunt_proof.shown_by(exercise(number), plant(bug(number).mistake, exercise(number), repaired(number)))
    assert given is not None
    return f"import numpy as np\n\n\ndef failing_input():\n    return {hunt_proof._python(given)}\n"


def files(number: int = 1, /, **texts: str) -> dict[str, str]:
    """The files of a solved bug by their names, or with other texts in place of these; an empty one is left out."""
    made = {"evidence": evidence(number), exercise(number).module: repaired(number)} | texts
    return {f"{name}.py": text for name, text in made.items() if text}


def hand_in(folder: Path, bugs: Mapping[int, Mapping[str, str]] | None = None, exam: BugExam = EXAM) -> Path:
    """Write what a student hands in: all bugs solved, or these files of these bugs."""
    for number, texts in (bugs or {1: files(1), 2: files(2)}).items():
        place = folder / "bugs" / exam.place(number)
        place.mkdir(parents=True)
        for name, text in texts.items():
            (place / name).write_text(text, encoding="utf-8")
    return folder
