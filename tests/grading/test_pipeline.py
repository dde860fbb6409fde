"""A grading gives every exercise its outcome, whatever the others do."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.datasets import DataError
from grader.course.syllabus import Exercise, Syllabus
from grader.grading import pipeline, pytest_plugin
from grader.grading.listener import Listener
from grader.report.report import Report
from grader.report.sentences import plain
from grader.sandbox import levels
from grader.util import cache
from grader.util.errors import Interrupted
from grader.util.exit_status import LEFT_TO_DO
from tests.conftest import ROOT, STUBS

Make = Callable[..., Path]
Grade = Callable[..., Report]


def statuses(report: Report) -> dict[str, str]:
    return {outcome.exercise.id: outcome.status for outcome in report.outcomes}


def test_stubs_are_todo_and_nothing_else(grade: Grade) -> None:
    report = grade(STUBS)

    assert set(statuses(report).values()) == {"todo"}
    assert (report.score, report.points, report.bonus, report.exit_status) == (0, 100, 0, LEFT_TO_DO)
    assert all(outcome.checks for outcome in report.outcomes)
    assert report.dataset is None


def test_the_reference_passes_what_needs_no_training(grade: Grade, submission: Make) -> None:
    report = grade(submission(), "preprocessing", "metrics", "evaluation")

    assert set(statuses(report).values()) == {"passed"}
    assert report.exit_status == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("def broken(:", "invalid syntax", id="a syntax error"),
        pytest.param("raise RuntimeError('at import')", "RuntimeError: at import", id="an error at import"),
        pytest.param("import sys; sys.exit()", "SystemExit", id="an exit at import"),
        pytest.param("import os; os._exit(0)", "ended the process", id="an end at import"),
    ],
)
def test_a_broken_module_costs_no_other_module_anything(
    submission: Make, grade: Grade, text: str, sentence: str
) -> None:
    report = grade(submission(preprocessing=text), "preprocessing", "metrics")

    for outcome in report.outcomes:
        if outcome.exercise.module == "preprocessing":
            assert outcome.status == "failed"
            assert sentence in plain(outcome.feedback)
        else:
            assert outcome.status == "passed"


def test_a_missing_module_and_one_that_is_not_utf8_are_named(submission: Make, grade: Grade) -> None:
    folder = submission()
    (folder / "preprocessing.py").unlink()
    (folder / "metrics.py").write_bytes(b"# \xff\n")

    report = grade(folder, "scale_pixels", "recall", "misclassified")

    feedback = {outcome.exercise.function: plain(outcome.feedback) for outcome in report.outcomes}
    assert "There is no submission/preprocessing.py" in feedback["scale_pixels"]
    assert "this is not UTF-8 text" in feedback["recall"]
    assert feedback["misclassified"] == ""


def test_a_function_that_fails_costs_its_own_points(submission: Make, grade: Grade) -> None:
    text = "def recall(tp, fn):\n    print('here')\n    return tp / 0\n\n\ndef precision(tp):\n    return tp"

    report = grade(submission(metrics=text), "precision", "recall", "specificity")

    precision, recall, specificity = report.outcomes
    assert (precision.status, recall.status, specificity.status) == ("failed", "failed", "passed")
    assert "raised ZeroDivisionError: " in plain(recall.feedback)
    assert "metrics.py" in plain(recall.feedback)
    assert "here" in recall.checks[0].printed
    assert "It is defined as precision(tp)" in plain(precision.feedback)


def test_a_failure_behind_something_unfinished_is_blocked(submission: Make, grade: Grade) -> None:
    text = "def recall(tp, fn):\n    raise NotImplementedError"

    folder = submission(metrics=text)

    found = statuses(grade(folder, "metrics"))

    assert found["metrics.recall"] == "todo"
    assert found["metrics.classification_report"] == "blocked"
    assert found["metrics.precision"] == "passed"
    alone = grade(folder, "classification_report")  # the need is not among what is graded, and is looked up
    assert statuses(alone) == {"metrics.classification_report": "blocked"}


def test_what_hangs_is_stopped_and_the_next_goes_on(submission: Make, course: Syllabus) -> None:
    folder = submission(metrics="def recall(tp, fn):\n    while True:\n        pass")
    hurried = Syllabus(
        course.modules,
        tuple(
            replace(exercise, seconds=1.0 if exercise.function == "recall" else 10.0) for exercise in course.exercises
        ),
    )

    report = pipeline.grade(folder, hurried, hurried.select(["recall", "specificity"]))

    assert [outcome.status for outcome in report.outcomes] == ["failed", "passed"]
    assert "used more than 1 s of processor time" in plain(report.outcomes[0].feedback)


def test_images_that_cannot_be_had_stop_before_anything_is_run(
    submission: Make, course: Syllabus, tmp_path: Path
) -> None:
    settings = pipeline.Settings(data=str(tmp_path / "nothing.npz"), use_cache=False)

    with pytest.raises(DataError):
        pipeline.grade(submission(), course, course.select(["train_dense"]), settings)


def test_the_manifest_explains_the_grade(submission: Make, grade: Grade) -> None:
    report = grade(submission(), "recall")

    manifest = report.manifest
    assert len(manifest["submission"]) == len(manifest["checks"]) == 64
    assert {"python", "numpy", "keras", "tensorflow"} <= set(manifest["versions"])
    assert manifest["isolation"]["level"] == levels.strongest()
    assert manifest["dataset"] is None


def test_models_come_from_the_cache_until_their_text_changes(submission: Make, grade: Grade) -> None:
    folder = submission()
    first = grade(folder, "build_dense", "recall", use_cache=True)
    again = grade(folder, "build_dense", "recall", use_cache=True)
    without = cache.folder() / "results"

    assert [outcome.cached for outcome in first.outcomes] == [False, False]
    assert {outcome.exercise.function: outcome.cached for outcome in again.outcomes} == {
        "recall": False,
        "build_dense": True,
    }
    assert [o.status for o in again.outcomes] == [o.status for o in first.outcomes] == ["passed", "passed"]

    for kept in without.iterdir():
        kept.write_text("damaged")
    assert not any(outcome.cached for outcome in grade(folder, "build_dense", use_cache=True).outcomes)

    submission(models="def build_dense():\n    return None")
    changed = grade(folder, "build_dense", use_cache=True).outcomes[0]
    assert (changed.cached, changed.status) == (False, "failed")


MODELS = """
import keras

UNITS = 10


def build_dense():
    return keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(UNITS)])


def build_cnn():
    return None
"""


def cached(report: Report) -> dict[str, bool]:
    return {outcome.exercise.function: outcome.cached for outcome in report.outcomes}


def test_a_change_of_one_function_runs_again_only_what_uses_it(submission: Make, grade: Grade) -> None:
    names = ("build_dense", "build_cnn")
    folder = submission()
    module = folder / "models.py"

    def graded(text: str) -> dict[str, bool]:
        module.write_text(text, encoding="utf-8")
        return cached(grade(folder, *names, use_cache=True))

    graded(MODELS)
    assert graded(MODELS) == {"build_dense": True, "build_cnn": True}
    assert graded(MODELS.replace("return None", "return 1")) == {"build_dense": True, "build_cnn": False}
    assert graded(MODELS.replace("UNITS = 10", "UNITS = 11")) == {"build_dense": False, "build_cnn": True}
    assert graded(MODELS + "\nprint('here')\n") == {"build_dense": False, "build_cnn": False}
    assert graded(MODELS) == {"build_dense": True, "build_cnn": True}


def test_lines_that_feedback_quotes_are_those_of_today(submission: Make, grade: Grade) -> None:
    folder = submission()
    module = folder / "models.py"
    text = "import keras\n\n\ndef build_dense():\n    return 1 / 0\n\n\ndef build_cnn():\n    return keras.None_\n"
    module.write_text(text, encoding="utf-8")
    first = grade(folder, "build_dense", use_cache=True).outcomes[0]
    module.write_text(text.replace("keras.None_", "None"), encoding="utf-8")
    elsewhere = grade(folder, "build_dense", use_cache=True).outcomes[0]
    module.write_text(f"# moved\n{text}", encoding="utf-8")
    moved = grade(folder, "build_dense", use_cache=True).outcomes[0]

    assert "models.py:5: return 1 / 0" in plain(first.feedback)
    assert elsewhere.cached
    assert not moved.cached
    assert "models.py:6: return 1 / 0" in plain(moved.feedback)


def test_a_failure_ends_with_its_reason(submission: Make, grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library was missing, and is there now."""
    folder = submission()
    (folder / "models.py").write_text(f"import seaborn\n{MODELS}", encoding="utf-8")
    versions = {"seaborn": "missing"}
    monkeypatch.setattr("grader.grading.outcome_key.versions_of", lambda names: versions if "seaborn" in names else {})

    first = cached(grade(folder, "build_cnn", use_cache=True))
    again = cached(grade(folder, "build_cnn", use_cache=True))
    versions["seaborn"] = "0.13.2"
    there = cached(grade(folder, "build_cnn", use_cache=True))

    assert (first, again, there) == ({"build_cnn": False}, {"build_cnn": True}, {"build_cnn": False})


@pytest.mark.slow
def test_what_was_found_before_an_interrupt_is_kept(submission: Make, course: Syllabus) -> None:
    folder = submission()
    text = MODELS.replace("UNITS = 10", "UNITS = 12").replace("return None", "return 12")
    (folder / "models.py").write_text(text, encoding="utf-8")
    chosen = course.select(["build_dense", "build_cnn"])

    class Impatient(Listener):
        def checking(self, exercise: Exercise) -> None:
            if exercise.function == "build_cnn":
                raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        pipeline.grade(folder, course, chosen, listener=Impatient())

    assert cached(pipeline.grade(folder, course, chosen)) == {"build_dense": True, "build_cnn": False}


def test_numpy_exercises_wait_for_nothing() -> None:
    """Neither TensorFlow, scikit-learn nor Matplotlib is imported on this side before it is needed."""
    code = """
import sys
from pathlib import Path
from grader.grading import pipeline as grading; from grader.course import syllabus
course = syllabus.load()
report = grading.grade(Path("solutions"), course, course.select(["preprocessing", "metrics"]))
assert report.score == report.points == 47, report
print({"tensorflow", "keras", "sklearn", "matplotlib", "scipy"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stdout.splitlines()[-1] == "set()", done.stderr


def test_a_search_for_the_mistake_that_fails_costs_nothing_but_its_name(
    submission: Callable[..., Path], grade: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    def recognised(*_: object) -> None:
        raise RuntimeError("nobody thought of it")

    monkeypatch.setattr("grader.misconceptions.recognition.recognised", recognised)
    report = grade(submission(metrics="def precision(tp, fp):\n    return fp"), "precision")

    assert report.outcomes[0].status == "failed"
    assert report.outcomes[0].misconception is None
    assert report.outcomes[0].search_fault == "RuntimeError: nobody thought of it"
    assert any("mistake in metrics.precision failed (RuntimeError: nobody thought of it)" in n for n in report.notes)


def test_an_exercise_without_checks_is_an_error_and_nothing_else_is_run(
    submission: Make, grade: Grade, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "check_mine.py").write_text("open('written', 'w')\n\ndef check_it(): pass\n", encoding="utf-8")
    monkeypatch.setattr(pytest_plugin, "checks_of", lambda _exercise: tmp_path / "missing.py")
    monkeypatch.chdir(tmp_path)

    (outcome,) = grade(submission(), "metrics.precision").outcomes

    assert outcome.status == "error"
    assert not (tmp_path / "written").exists()
