"""The page says what the report says, whatever a submission puts into it, and its files are whole or not there."""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from grader.course.syllabus import Syllabus
from grader.report import html
from grader.report.feedback import Feedback, SourceLine
from grader.report.html.feedback_parts import parts_of
from grader.report.html.rendering import duration, rendered, times
from grader.report.html.report_files import NAMES
from grader.report.model_evaluation import ModelEvaluation
from grader.report.report import Report, judge
from grader.report.sentences import RIGHT_FOR_EXAMPLES
from grader.util.exit_status import LEFT_TO_DO
from tests.conftest import ROOT
from tests.support import reports

VOID = {"meta", "img", "br", "use"}


class Reading(HTMLParser):
    """What a browser would find in a page: elements with their attributes, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, name: str) -> list[str]:
        """The values of an attribute, of whatever element."""
        return [str(attributes[name]) for _, attributes in self.elements if name in attributes]

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def read(report: Report, course: Syllabus) -> Reading:
    return Reading(rendered(report, course))


# What the page says.


def test_the_stubs_show_what_to_do_first(course: Syllabus) -> None:
    words = read(reports.stubs(course), course).words

    assert "0 of 100 points and 0 of 8 bonus points" in words
    assert "30 · todo" in words
    assert (
        "Next preprocessing.scale_pixels Scale pixels to 0..1 3 points Write scale_pixels in preprocessing.py" in words
    )
    assert "Trained models" not in words


def test_every_exercise_stands_there_with_its_status_points_and_hints(course: Syllabus) -> None:
    report = reports.mixed(course)
    reading = read(report, course)

    ids = reading.all("id")
    assert len(set(ids)) == len(ids)
    assert {outcome.exercise.id for outcome in report.outcomes} <= set(ids)
    for status, sign in {"passed": "✔", "failed": "✘", "todo": "·", "blocked": "↷", "error": "!"}.items():
        count = sum(outcome.status == status for outcome in report.outcomes)
        assert count
        assert f"{count} {sign} {status}" in reading.words
    assert reading.words.count("Hint 3: nearly the code") == 6  # of those that are not passed
    assert reading.words.count("The hints, now that you have passed") == 24


def test_what_was_called_returned_and_expected_is_set_out(course: Syllabus) -> None:
    words = read(reports.mixed(course), course).words

    assert "called add_channel(<script>" in words
    assert "expected 2" in words
    assert "2 more checks found something" in words
    assert "The likeliest mistake: divided by 256 You divided." in words
    assert "raised ValueError: <script>" in words
    assert "It divides by everything that is positive." in words  # what stood in backticks is code
    assert "some of its checks did not run" in words


def test_of_what_a_blocked_exercise_needs_only_what_is_not_passed_stands_there(course: Syllabus) -> None:
    names = ("precision", "recall", "f_score", "average_scores", "classification_report")
    made = {exercise.function: judge(exercise, [reports.PASSED], 1) for exercise in course.select(names)}
    made["precision"] = judge(made["precision"].exercise, [reports.failing("No.")], 1)
    made["classification_report"] = replace(
        judge(made["classification_report"].exercise, [reports.failing("No.")], 1), status="blocked"
    )

    words = read(Report("mine", tuple(made.values())), course).words

    assert "Blocked: it depends on precision. Fix precision first. See metrics.precision. It fails." in words


def test_nothing_left_to_do_is_said(course: Syllabus) -> None:
    outcomes = tuple(judge(exercise, [reports.PASSED], 1) for exercise in course.exercises)
    words = read(Report("mine", outcomes), course).words

    assert "100 of 100 points and 8 of 8 bonus points" in words
    assert "Nothing is left to do" in words


def test_a_part_of_the_course_is_a_page_too(course: Syllabus) -> None:
    report = Report("mine", tuple(judge(exercise, [reports.PASSED], 1) for exercise in course.select(["recall"])))

    assert "3 of 3 points" in read(report, course).words


LINES = (SourceLine("a.py", 3, "f", "x = 1"), SourceLine("b.py", 4, "g", "y"), SourceLine("b.py", 4, "g", "y"))
FEEDBACK: dict[str, tuple[Feedback | None, list[tuple[str, str]]]] = {
    "a comparison": (
        Feedback("wrong_value", "f(1)", "2", expected="3", reason="Entry 0 is 2."),
        [("called", "f(1)"), ("returned", "2"), ("expected", "3"), ("", "Entry 0 is 2.")],
    ),
    "of something else than the answer": (
        Feedback("wrong_value", "f(1)", "2", expected="3", got="4"),
        [("called", "f(1)"), ("returned", "2"), ("expected", "3, got 4")],
    ),
    "an exception": (
        Feedback("raised", "f(1)", raised="ValueError: no\n  yes", frames=LINES, reason="Do it."),
        [("called", "f(1)"), ("raised", "ValueError: no\n  yes\na.py:3: x = 1\nb.py:4: y"), ("", "Do it.")],
    ),
    "an exception at import": (
        Feedback("not_imported", raised="ValueError", frames=LINES[:1], reason="Do it.", file="mine/a.py"),
        [("", "Importing mine/a.py failed."), ("raised", "ValueError\na.py:3: x = 1"), ("", "Do it.")],
    ),
    "a file that cannot be read": (
        Feedback("not_read", reason="this is not Python.", file="mine/a.py", line=7),
        [("", "mine/a.py, line 7: this is not Python.")],
    ),
    "a sentence": (Feedback("ended", "f(1)", reason="It ended."), [("called", "f(1)"), ("", "It ended.")]),
    "fresh inputs": (
        Feedback("wrong_value", "f(1)", "2", reason="It is 2.", fresh=True),
        [("called", "f(1)"), ("returned", "2"), ("", "It is 2."), ("", RIGHT_FOR_EXAMPLES)],
    ),
    "nothing": (None, []),
}


@pytest.mark.parametrize("phrase", FEEDBACK)
def test_feedback_has_facts_and_sentences(phrase: str) -> None:
    feedback, parts = FEEDBACK[phrase]

    assert [(part.label, part.text) for part in parts_of(feedback)] == parts


# Hostile text.


@pytest.mark.hostile
def test_text_of_a_submission_stays_text(course: Syllabus) -> None:
    text = rendered(reports.mixed(course), course)
    reading = Reading(text)

    assert "script" not in {tag for tag, _ in reading.elements}
    assert reading.text.count("<script>hacked = 1</script>") > 10
    assert not [name for _, attributes in reading.elements for name in attributes if name.startswith("on")]
    assert all(source.startswith("data:image/png;base64,") for source in reading.all("src"))
    assert all(re.fullmatch(r"#[\w.-]+|training\.\w+/\w+\.(png|json)", link) for link in reading.all("href"))
    assert all(link.startswith("#") for link in reading.all("xlink:href"))


@pytest.mark.hostile
def test_nothing_steers_the_direction_of_writing(course: Syllabus) -> None:
    shown = rendered(reports.mixed(course), course)
    categories = {unicodedata.category(character) for character in shown if character != "\n"}

    assert not categories & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def test_the_page_asks_for_nothing_and_runs_nothing(course: Syllabus) -> None:
    reading = read(reports.mixed(course), course)
    policies = [attributes for tag, attributes in reading.elements if tag == "meta" and "http-equiv" in attributes]

    assert [policy["http-equiv"] for policy in policies] == ["Content-Security-Policy"]
    assert str(policies[0]["content"]).startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "url(" not in (ROOT / "grader" / "report" / "html" / "page.css").read_text(encoding="utf-8")
    assert ("html", {"lang": "en"}) in reading.elements


# Trained models.


def test_a_model_is_shown_with_all_that_was_measured(course: Syllabus) -> None:
    model = reports.measured()
    words = read(reports.mixed(course, {"training.train_cnn": model}), course).words

    assert f"Test accuracy {model.accuracy * 100:.2f} % 97.0 % needed: passed by 0.12 points" in words
    assert "Parameters 12,345 0.16 times the reference's 79,510" in words
    assert "Training time 1 min 15 s 2.5 times the reference's 30.0 s on this machine" in words
    assert f"Mistakes {model.mistakes} of 500 test images" in words
    assert f"ROC AUC {model.roc_auc:.5f}" in words
    assert "Accuracy rose from 85.00 % to 97.00 % in 3 epochs; on the validation images it ended at 96.00" in words
    assert "Loss fell from 0.5 to 0.1 in 3 epochs" in words
    for digit, counts in enumerate(model.confusion):
        assert " ".join(map(str, (digit, *counts))) in words
    score = model.scores[4]
    shares = (score.precision, score.recall, score.specificity, score.f1)
    assert f"4 {' '.join(f'{100 * share:.2f}' for share in shares)} {score.support}" in words
    worst = model.worst[0]
    assert f"✘ {worst.true}, read as {worst.predicted} {worst.confidence * 100:.2f} % sure" in words


def test_a_page_without_a_known_reference_says_how_to_get_one(course: Syllabus) -> None:
    words = read(reports.mixed(course, {"training.train_cnn": reports.measured().beside(None)}), course).words

    assert "to compare, grade the reference here once: nox -s solutions" in words


LABELS = np.arange(500) % 10
ODD_MODELS: dict[str, tuple[Callable[[], ModelEvaluation], str]] = {
    "NaN": (lambda: reports.measured(np.full((500, 10), np.nan, dtype=np.float32)), "500 answers are NaN"),
    "one class": (lambda: reports.measured(np.eye(10, dtype=np.float32)[np.zeros(500, dtype=int)]), "0, read as 0"),
    "no mistake": (lambda: reports.measured(np.eye(10, dtype=np.float32)[LABELS]), "None: every test image"),
    "one mistake": (
        lambda: reports.measured(np.eye(10, dtype=np.float32)[np.where(LABELS + np.arange(500) == 0, 1, LABELS)]),
        "All its mistakes, the most confident first.",
    ),
    "infinities": (lambda: reports.measured(np.full((500, 10), np.inf, dtype=np.float32)), "are not probabilities"),
    "no history": (lambda: reports.measured(history=None), "There are no curves"),
    "one epoch": (lambda: reports.measured(history={"loss": [1], "accuracy": [0.5]}), "after the only epoch: 50.00"),
    "no validation": (lambda: reports.measured(history={"loss": [1, 1], "accuracy": [0.5, 0.4]}), "were set aside"),
    "a thousand epochs": (
        lambda: reports.measured(history={"loss": [1e29] * 1000, "accuracy": [0.5] * 1000}),
        "in 1000 epochs",
    ),
    "few images": (lambda: reports.measured(reports.answers(np.arange(3)), images=3), "The first 3 predictions"),
}


@pytest.mark.hostile
@pytest.mark.parametrize("phrase", ODD_MODELS)
def test_odd_models_are_shown_too(phrase: str, course: Syllabus, tmp_path: Path) -> None:
    make, sentence = ODD_MODELS[phrase]
    report = reports.mixed(course, {"training.train_dense": make()})

    assert sentence in read(report, course).words
    html.write(report, course, tmp_path)
    files = {file.name for file in (tmp_path / "training.train_dense").iterdir()}
    assert files >= set(NAMES) - {"accuracy.png", "loss.png"}


# Its files.


def test_the_files_stand_beside_the_page(course: Syllabus, tmp_path: Path) -> None:
    report = reports.mixed(course)
    folder = tmp_path / "new" / "report"
    written = html.write(report, course, folder)

    assert written == folder / "index.html"
    assert written.read_text(encoding="utf-8") == rendered(report, course)
    assert sorted(file.name for file in folder.iterdir()) == ["index.html", "training.train_dense"]
    assert sorted(file.name for file in (folder / "training.train_dense").iterdir()) == sorted(NAMES)
    for name in NAMES[1:]:
        assert imread(folder / "training.train_dense" / name).std() > 0.01
    metrics: dict[str, Any] = json.loads((folder / "training.train_dense" / "metrics.json").read_text(encoding="utf-8"))
    model = report.outcomes[[o.exercise.id for o in report.outcomes].index("training.train_dense")].measured
    assert model is not None
    assert metrics["accuracy"] == metrics["classification_report"]["accuracy"] == model.accuracy
    assert metrics["classification_report"]["weighted avg"]["support"] == 500
    assert "pixels" not in metrics["first"][0]


def test_an_older_report_is_replaced_and_nothing_else(course: Syllabus, tmp_path: Path) -> None:
    html.write(reports.mixed(course, {"training.train_dense": reports.measured()}), course, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "training.train_dense" / "mine.txt").write_text("mine")
    html.write(reports.mixed(course, {"training.train_cnn": reports.measured(history=None)}), course, tmp_path)

    found = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert found == [
        "index.html",
        "notes.txt",
        *(f"training.train_cnn/{name}" for name in sorted(set(NAMES) - {"accuracy.png", "loss.png"})),
        "training.train_dense/mine.txt",
    ]


def test_what_cannot_be_drawn_leaves_the_older_report(
    course: Syllabus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html.write(reports.stubs(course), course, tmp_path)
    before = (tmp_path / "index.html").read_bytes()
    monkeypatch.setattr("grader.report.html.plots.grid", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        html.write(reports.mixed(course), course, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_bytes() == before


def test_a_folder_that_cannot_take_a_report_is_refused(course: Syllabus, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<p>mine")
    (tmp_path / "odd" / "index.html").mkdir(parents=True)

    for folder in (file, file / "below", tmp_path / "site", tmp_path / "odd"):
        with pytest.raises(OSError, match=r"is a file|not a report of this grader|is a folder"):
            html.refuse_unwritable(folder)
    html.write(reports.stubs(course), course, tmp_path / "report")
    html.refuse_unwritable(tmp_path / "report")
    html.refuse_unwritable(tmp_path / "not" / "there" / "yet")
    assert not (tmp_path / "not").exists()


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", "grade", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)


def test_the_command_line_writes_it_and_says_where(tmp_path: Path) -> None:
    done = run("exercises", "--only", "metrics.recall", "--html", tmp_path / "report")

    assert done.returncode == LEFT_TO_DO, done.stdout + done.stderr
    assert f"The report as a page: {tmp_path / 'report' / 'index.html'}" in done.stdout
    assert "metrics.recall" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_the_command_line_refuses_a_file_before_it_grades(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("exercises", "--html", tmp_path / "file")

    assert done.returncode == 2
    assert "cannot take a report: it is a file. Name another folder." in " ".join(done.stderr.split())
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0, "under 1 s"), (0.99, "under 1 s"), (1.0, "1.0 s"), (59.9, "59.9 s"), (61, "1 min 1 s")]
)
def test_a_time_reads_as_one_would_say_it(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(100, "about the same"), (104, "about the same"), (110, "1.1 times"), (50, "0.50 times")]
)
def test_a_number_is_compared_with_the_reference(number: float, shown: str) -> None:
    assert times(number, 100) == shown


# A module that cannot be run.


def broken(course: Syllabus) -> Report:
    """A report on two modules: one that cannot be imported, and one with a check that fails."""
    fault = Feedback(
        "not_imported",
        raised="ModuleNotFoundError: No module named 'theano'",
        frames=(SourceLine("mine/metrics.py", 1, "<module>", "import theano"),),
        reason="theano is not installed here.",
        file="mine/metrics.py",
    )
    unrun = [judge(exercise, [reports.failing(fault)] * 3, 3) for exercise in course.of_module("metrics")]
    other = judge(course.of_module("evaluation")[0], [reports.failing("No.")], 1)
    return Report("mine", (*unrun, other))


def test_what_keeps_a_module_from_running_is_said_once(course: Syllabus) -> None:
    report = broken(course)
    words = read(report, course).words

    assert words.count("No module named") == 1
    assert words.count("for the same reason as metrics.predicted_labels") == len(report.outcomes) - 2
    assert "more checks found something" not in words
