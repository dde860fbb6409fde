"""The proof of the bugs: a sample of them holds, and what does not hold is noticed. `nox -s prove-bugs` proves all."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.syllabus import Syllabus
from grader.learning.hunt.bug_catalogue import LEVELS, Bug, bugs, by_key
from grader.learning.hunt.contract_inputs import CONTRACTS
from grader.learning.hunt.planted_module import plant
from grader.learning.hunt.training_bugs import TRAINING_BUGS
from grader.misconceptions.registry import of_exercise
from grader.tools.selfcheck import hunt_proof
from tests.conftest import SOLUTIONS

pytestmark = pytest.mark.slow

QUICK = [bug for bug in bugs() if bug.exercise not in TRAINING_BUGS]
EVERY = 40


def silent(_words: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize("bug", QUICK[::EVERY], ids=lambda bug: f"{bug.exercise} {bug.mistake.name}")
def test_a_bug_is_there_can_be_found_and_repaired(bug: Bug, course: Syllabus) -> None:
    assert list(map(str, hunt_proof.prove(course, [bug], silent))) == []


def test_a_bug_that_is_noticed_by_other_checks_is_a_complaint(course: Syllabus) -> None:
    bug = next(bug for bug in QUICK if bug.exercise == "metrics.precision")
    (problem,) = hunt_proof.prove(course, [replace(bug, noticed=0.01)], silent)

    assert "the list says 1%" in str(problem)


def test_a_bug_that_no_small_input_shows_is_not_in_the_list(course: Syllabus) -> None:
    name = "metrics.confusion_matrix"
    (mistake,) = (one for one in of_exercise(name) if one.name == "overflowed_in_the_cells")  # it takes 256 images
    source = (SOLUTIONS / "metrics.py").read_text(encoding="utf-8")
    planted = plant(mistake, course.by_id[name], source)

    assert hunt_proof.shown_by(course.by_id[name], planted) is None
    assert mistake.name not in {bug.mistake.name for bug in QUICK if bug.exercise == name}


def test_every_exercise_has_bugs_and_every_level_too() -> None:
    assert {bug.exercise for bug in QUICK} == CONTRACTS.keys()
    assert {bug.level for bug in QUICK} == LEVELS.keys()
    assert len(by_key()) == len(bugs()) > 200


def test_the_list_is_written_anew_as_it_is(course: Syllabus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "evaluation.misclassified"
    monkeypatch.setattr(hunt_proof, "CONTRACTS", {name: CONTRACTS[name]})
    hunt_proof.write_list(course, silent, tmp_path / "bugs.toml")
    rows = [bug for bug in QUICK if bug.exercise == name]
    written = (tmp_path / "bugs.toml").read_text(encoding="utf-8")

    assert [line.partition(" ")[0] for line in written.splitlines() if " = " in line] == [
        bug.mistake.name for bug in rows
    ]
