"""Fresh inputs: drawn within the contract, the same for the same seed, reduced when they fail, and beyond any table."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import generators
from grader.checks.fresh import Draws, Fresh, make, reduce
from grader.checks.fresh_seed import FreshSeed
from grader.course import syllabus
from grader.grading import pipeline
from grader.grading.fresh_run import FailingInputs
from grader.report.report import Outcome, Report
from grader.report.sentences import RIGHT_FOR_EXAMPLES, plain
from grader.tools.selfcheck.almost_right import ALMOST_RIGHT
from grader.tools.selfcheck.graded_claims import almost_right_at
from grader.tools.selfcheck.kit import Kit
from tests.support.submitted import FAILED
from tests.support.workers import graded

GENERATORS: dict[str, Callable[[Draws], Any]] = {
    "images": generators.images(),
    "labels": generators.labels,
    "encodings": generators.encodings,
    "outside_labels": generators.outside_labels,
    "predictions": generators.predictions(),
    "probabilities": generators.probabilities,
    "confusion_matrices": generators.confusion_matrices(),
    "counts": generators.counts("tp", "fp"),
    "score_pairs": generators.score_pairs("precision", "recall"),
    "averages": generators.averages,
    "rankings": generators.rankings,
    "splits": generators.splits,
    "reports": generators.reports,
    "histories": generators.histories,
    "answered_images": generators.answered_images,
    "classifiers": generators.classifiers,
}

ROWS = [(exercise, phrase) for exercise, phrases in ALMOST_RIGHT.items() for phrase in phrases]


@cache
def almost_right(module: str, at: int) -> dict[tuple[str, str], Outcome]:
    """The outcomes of those answers in this place, by exercise and phrase: all of a module are graded together."""
    kit = Kit([module])
    chosen = [exercise for exercise in kit.exercises if len(ALMOST_RIGHT.get(exercise.id, ())) > at]
    return {(outcome.exercise.id, phrase): outcome for phrase, outcome in almost_right_at(kit, chosen, at)}


@pytest.mark.parametrize("name", GENERATORS)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_recipe_makes_its_input_again(name: str, seed: int) -> None:
    parameters = {"it": Fresh(GENERATORS[name], 1)}
    drawn = make(parameters, np.random.default_rng(seed))
    again = make(parameters, drawn.recipe)

    assert repr(again.values) == repr(drawn.values)


@given(seed=st.integers(0, 2**32 - 1))
def test_a_confusion_matrix_has_an_image_and_no_negative_count(seed: int) -> None:
    cm = make({"cm": Fresh(generators.confusion_matrices(), 1)}, np.random.default_rng(seed)).values["cm"]

    assert cm.sum() > 0
    assert (cm >= 0).all()
    assert 2 <= len(cm) <= 12


@given(seed=st.integers(0, 2**32 - 1))
def test_every_class_of_a_ranking_has_an_image_and_another_class_too(seed: int) -> None:
    drawn = make({"it": Fresh(generators.rankings, 1)}, np.random.default_rng(seed)).values["it"]
    times = np.bincount(drawn["y_true"], minlength=drawn["scores"].shape[1])

    assert (times > 0).all()
    assert len(times) == drawn["scores"].shape[1] >= 2


def test_reducing_finds_the_smallest_input_that_fails() -> None:
    parameters = {"cm": Fresh(generators.confusion_matrices(), 50)}
    source = np.random.default_rng(5)
    drawn = next(each for _ in range(99) if (each := make(parameters, source)).values["cm"].max() > 300)
    found = reduce(parameters, drawn, lambda candidate: candidate.values["cm"].max() > 7)

    assert found.values["cm"].shape == (2, 2)
    assert sorted(found.values["cm"].ravel()) == [0, 0, 0, 8]


def test_seeds_of_parts_differ_and_tell_nothing() -> None:
    course = FreshSeed(b"secret")
    keys = {course.of(name).key for name in ("ada", "grace", "ada metrics.recall")} | {course.key}

    assert len(keys) == 4
    assert course.of("ada") == FreshSeed(b"secret").of("ada")
    assert course.of("ada").number is None


@pytest.mark.parametrize(("exercise", "phrase"), ROWS, ids=[": ".join(row) for row in ROWS])
def test_what_is_right_for_the_examples_alone_fails(exercise: str, phrase: str) -> None:
    at = list(ALMOST_RIGHT[exercise]).index(phrase)
    found = almost_right(exercise.partition(".")[0], at)[exercise, phrase]
    examples = [check for check in found.checks if "fresh inputs" not in check.id]

    assert {check.status for check in examples} == {"passed"}, plain(found.feedback)
    assert found.status in FAILED
    assert RIGHT_FOR_EXAMPLES in plain(found.feedback)


def test_an_input_that_failed_is_asked_first_until_it_passes(tmp_path: Path, course: syllabus.Syllabus) -> None:
    kept = FailingInputs(tmp_path / "failing")
    wrong = "_recall = recall\n\n\ndef recall(tp, fn):\n    return _recall(tp, fn) * (np.max(tp) < 400)\n"
    folder = _submission(tmp_path, wrong)

    def grade(seed: int) -> Outcome:
        settings = pipeline.Settings(fresh=FreshSeed.of_number(seed), failing_inputs=kept.folder, use_cache=False)
        return graded(folder, course, course.select(["metrics.recall"]), settings).outcomes[0]

    first, second = grade(1), grade(2)
    assert kept.folder is not None
    assert list(kept.folder.iterdir())
    assert RIGHT_FOR_EXAMPLES in plain(first.feedback)
    assert plain(first.checks[-1].feedback) == plain(second.checks[-1].feedback)
    _submission(tmp_path, "")
    assert grade(3).status == "passed"
    assert not list(kept.folder.iterdir())


def test_a_manifest_has_the_seed_of_its_fresh_inputs(tmp_path: Path, course: syllabus.Syllabus) -> None:
    folder = _submission(tmp_path, "")

    def report(fresh: FreshSeed) -> Report:
        return graded(
            folder, course, course.select(["metrics.recall"]), pipeline.Settings(fresh=fresh, use_cache=False)
        )

    assert report(FreshSeed.of_number(17)).manifest["fresh_seed"] == 17
    assert report(FreshSeed(b"secret").of("ada")).manifest["fresh_seed"] is None
    assert "secret" not in json.dumps(report(FreshSeed(b"secret")).manifest)


def _submission(tmp_path: Path, text: str) -> Path:
    """The reference's metrics with something at their end."""
    folder = tmp_path / "submission"
    folder.mkdir(exist_ok=True)
    solved = (Path(__file__).parents[2] / "solutions" / "metrics.py").read_text(encoding="utf-8")
    (folder / "metrics.py").write_text(f"{solved}\n\n{text}", encoding="utf-8")
    return folder
