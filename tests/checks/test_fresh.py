"""Fresh inputs: drawn within the contract, the same for the same seed, reduced when they fail, and beyond any table."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import generators
from grader.checks.fresh import Draws, Fresh, FreshSeed, make, reduce
from grader.course import syllabus
from grader.grading import pipeline
from grader.grading.fresh_run import FailingInputs
from grader.report.report import Outcome, Report
from grader.report.sentences import RIGHT_FOR_EXAMPLES, plain
from tests.support.submitted import FAILED, Wrong, each, outcome
from tests.support.workers import graded

GENERATORS: dict[str, Callable[[Draws], Any]] = {
    "images": generators.images(),
    "labels": generators.labels(),
    "encodings": generators.encodings(),
    "outside_labels": generators.outside_labels(),
    "predictions": generators.predictions(),
    "probabilities": generators.probabilities(),
    "confusion_matrices": generators.confusion_matrices(),
    "counts": generators.counts("tp", "fp"),
    "score_pairs": generators.score_pairs("precision", "recall"),
    "averages": generators.averages(),
    "rankings": generators.rankings(),
    "splits": generators.splits(),
    "reports": generators.reports(),
    "histories": generators.histories(),
    "answered_images": generators.answered_images(),
    "classifiers": generators.classifiers(),
}

# Each is right for the examples that ship with the kit, and wrong for a few inputs that the contract allows.
ALMOST: Wrong = {
    "scale_pixels": {
        "more than two images": ("x = images.astype(np.float32) / 255\nx[2:] = 0\nreturn x", ""),
        "column-major images": (
            "x = images.astype(np.float32) / 255\nreturn x if images.flags.c_contiguous else x.T.copy().T * 0", ""),
    },
    "add_channel": {"more than two images": ("x = images[..., np.newaxis].copy()\nx[2:] = 0\nreturn x", "")},
    "flatten_images": {
        "in the order of memory": ("return images.ravel(order='K').reshape(len(images), 784)", ""),
    },
    "one_hot": {
        "up to 20 classes": (
            "if np.any((labels < 0) | (labels >= num_classes)):\n    raise ValueError\n"
            "out = np.zeros((len(labels), num_classes), dtype=np.float32)\n"
            "out[np.arange(len(labels)), np.minimum(labels, 20)] = 1\nreturn out", ""),
    },
    "split_validation": {
        "pairs broken for odd seeds": (
            "order = np.random.default_rng(seed).permutation(len(images))\nsize = round(len(images) * fraction)\n"
            "v, t = order[:size], order[size:]\n"
            "return images[t], labels[t[::-1]] if seed % 2 and seed > 7 else labels[t], images[v], labels[v]",
            ""),
    },
    "augment_images": {
        "for seeds below 100": (
            "rng = np.random.default_rng(seed)\nout = np.zeros_like(images)\n"
            "for i, image in enumerate(images):\n"
            "    down, right = rng.integers(-2, 3, 2) * (seed < 100)\n"
            "    padded = np.pad(image, 2)\n"
            "    out[i] = padded[2 - down : 30 - down, 2 - right : 30 - right]\nreturn out", ""),
    },
    "predicted_labels": {
        "up to ten classes": ("return (y_pred if y_pred.ndim == 1 else y_pred[:, :10].argmax(axis=1)).astype(int)", ""),
    },
    "confusion_matrix": {
        "up to ten classes": (
            "cm = np.zeros((num_classes, num_classes), dtype=int)\n"
            "for t, p in zip(y_true, y_pred):\n"
            "    if num_classes != 11:\n        cm[t, p] += 1\n"
            "return cm", ""),
    },
    "one_vs_rest_counts": {
        "unless two counts are equal": (
            "tp = np.diag(cm).copy()\nfp, fn = cm.sum(axis=0) - tp, cm.sum(axis=1) - tp\n"
            "tn = cm.sum() - tp - fp - fn\n"
            "return tp, fp, fn, tn + (len(cm) not in (2, 3, 10) and len(set(tp)) < len(tp))", ""),
    },
    "accuracy": {
        "below 256": (
            "total = tp + fp + fn + tn\n"
            "r = np.divide(tp + tn, total, out=np.zeros(np.shape(total)), where=np.not_equal(total, 0))\n"
            "r = np.where(total > 256, 1.0, r)\nreturn r if r.ndim else float(r)", ""),
    },
    "precision": {
        "unless two counts are equal": (
            "total = tp + fp\n"
            "r = np.divide(tp, total, out=np.zeros(np.shape(total)), where=np.not_equal(total, 0))\n"
            "r = np.where((tp == fp) & (tp > 1), 1.0, r)\nreturn r if r.ndim else float(r)", ""),
    },
    "recall": {
        "up to nine classes": (
            "total = tp + fn\n"
            "r = np.divide(tp, total, out=np.zeros(np.shape(total)), where=np.not_equal(total, 0))\n"
            "r = r[:9] if r.ndim and r.any() else r\nreturn r if r.ndim else float(r)", ""),
    },
    "specificity": {
        "up to 500": (
            "total = tn + fp\n"
            "r = np.divide(tn, total, out=np.zeros(np.shape(total)), where=np.not_equal(total, 0))\n"
            "r = np.where(total > 500, 0.5, r)\nreturn r if r.ndim else float(r)", ""),
    },
    "f_score": {
        "unless they are equal": (
            "total = precision + recall\n"
            "r = np.divide(2 * precision * recall, total, out=np.zeros(np.shape(total)), "
            "where=np.not_equal(total, 0))\n"
            "same = (np.asarray(precision) == recall) & (np.asarray(recall) < 0.6)\n"
            "r = np.where(same & (np.asarray(recall) > 0), 1.0, r)\n"
            "return r if r.ndim else float(r)", ""),
    },
    "average_scores": {
        "up to three classes": (
            "if kind not in ('macro', 'weighted'):\n    raise ValueError\n"
            "w = support if kind == 'weighted' else np.ones(len(scores))\n"
            "w = w[:3]\nreturn float((scores[:3] * w).sum() / w.sum()) if w.sum() else 0.0", ""),
    },
    "classification_report": {
        "the largest class counts twice": (
            "tp, fp, fn, _ = one_vs_rest_counts(cm)\nsupport = tp + fn\n"
            "p, r = precision(tp, fp), recall(tp, fn)\nf = f_score(p, r)\n"
            "out = {str(j): {'precision': float(p[j]), 'recall': float(r[j]), 'f1-score': float(f[j]), "
            "'support': float(support[j])} for j in range(len(cm))}\n"
            "out['accuracy'] = float(tp.sum() / cm.sum()) if cm.sum() else 0.0\n"
            "for kind in ('macro', 'weighted'):\n"
            "    w = support if len(cm) in (2, 3, 10) else support ** 2\n"
            "    out[f'{kind} avg'] = {'precision': average_scores(p, w, kind), 'recall': average_scores(r, w, kind), "
            "'f1-score': average_scores(f, w, kind), 'support': float(support.sum())}\nreturn out", ""),
    },
    "roc_auc": {
        "without the last class of five": (
            "areas = []\n"
            "for j in range(scores.shape[1]):\n"
            "    own, others = scores[y_true == j, j][:, None], scores[y_true != j, j]\n"
            "    if not own.size or not others.size:\n        raise ValueError\n"
            "    areas.append(np.mean((own > others) + 0.5 * (own == others)))\n"
            "return float(np.mean(areas[:4] if len(areas) == 5 else areas))", ""),
    },
    "misclassified": {
        "up to 15 wrong ones": (
            "found = np.flatnonzero(y_true != y_pred)\nreturn found[:-1] if 15 < len(found) < 30 else found", ""),
    },
    "metrics_json": {
        "up to ten classes": (
            "import json as j\n"
            "def plain(v):\n"
            "    if isinstance(v, dict):\n        return {k: plain(x) for k, x in v.items() if k != '10'}\n"
            "    if isinstance(v, (list, tuple)):\n        return [plain(x) for x in v]\n"
            "    return v.tolist() if isinstance(v, (np.ndarray, np.generic)) else v\n"
            "return j.dumps(plain(report), allow_nan=False)", ""),
    },
}  # fmt: skip
MODULE_OF = {exercise.function: exercise.module for exercise in syllabus.load().exercises}


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
    drawn = make({"it": Fresh(generators.rankings(), 1)}, np.random.default_rng(seed)).values["it"]
    times = np.bincount(drawn["y_true"], minlength=drawn["scores"].shape[1])

    assert (times > 0).all()
    assert len(times) == drawn["scores"].shape[1] >= 2


def test_reducing_finds_the_smallest_input_that_fails() -> None:
    parameters = {"cm": Fresh(generators.confusion_matrices(), 1)}
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


@each(ALMOST)
def test_what_is_right_for_the_examples_alone_fails(function: str, phrase: str) -> None:
    answers = {function: ALMOST[function]}
    found = outcome(MODULE_OF[function], answers, function, phrase)
    examples = [check for check in found.checks if "[fresh inputs" not in check.id and "-fresh inputs" not in check.id]

    assert {check.status for check in examples} == {"passed"}, plain(found.feedback)
    assert found.status in FAILED
    assert RIGHT_FOR_EXAMPLES in plain(found.feedback)


def test_an_input_that_failed_is_asked_first_until_it_passes(tmp_path: Path, course: syllabus.Syllabus) -> None:
    kept = FailingInputs(tmp_path / "failing")
    folder = _submission(tmp_path, "def recall(tp, fn):\n    return np.divide(tp, tp + fn) * (np.max(tp) < 300)\n")

    def grade(seed: int) -> Outcome:
        settings = pipeline.Settings(fresh=FreshSeed.of_number(seed), failing_inputs=kept.folder, use_cache=False)
        return graded(folder, course, course.select(["metrics.recall"]), settings).outcomes[0]

    first, second = grade(1), grade(2)
    assert kept.folder is not None
    assert list(kept.folder.iterdir())
    assert RIGHT_FOR_EXAMPLES in plain(first.checks[-1].feedback) or first.status == "failed"
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
