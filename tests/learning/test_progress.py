"""The way so far: the facts are true, the terminal has 80 columns, and a certificate is earned and fits one sheet."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from grader.course.syllabus import Syllabus
from grader.learning.history import ANSWERED, GRADED, SOLVED, Event, append
from grader.learning.pages import write_bugs, write_progress
from grader.learning.progress_terminal import show_progress
from grader.learning.student_progress import Progress, progress_of
from grader.util.exit_status import LEFT_TO_DO, PASSED, WRONG_USAGE
from tests.support.commands import copy_of_kit, run

DAY_1, DAY_2 = "2026-03-01T12:00:00+00:00", "2026-03-02T12:00:00+00:00"
EVENTS = [
    Event(DAY_1, GRADED, "metrics.precision", "failed", "counted_false_alarms"),
    Event(DAY_1, GRADED, "metrics.precision", "failed", "in_percent"),
    Event(DAY_1, GRADED, "metrics.recall", "failed", "in_percent"),
    Event(DAY_2, GRADED, "metrics.precision", "passed"),
    Event(DAY_2, GRADED, "metrics.precision", "failed", "counted_false_alarms"),
    Event(DAY_2, GRADED, "metrics.precision", "passed"),
    Event(DAY_2, GRADED, "training.train_dense", "failed", "", 0.961),
    Event(DAY_2, GRADED, "training.train_dense", "passed", "", 0.979),
    Event(DAY_2, GRADED, "training.train_dense", "passed", "", 0.975),
    Event(DAY_2, ANSWERED, "metrics.precision", "wrong"),
    Event(DAY_2, ANSWERED, "metrics.precision", "right"),
    Event(DAY_2, ANSWERED, "metrics.precision", "right"),
    Event(DAY_2, SOLVED, "metrics.precision", "level 2", "rounded"),
    Event(DAY_2, GRADED, "metrics.left_out", "failed", "of_another_course"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    append(tmp_path / "ada", EVENTS)
    return tmp_path / "ada"


@pytest.fixture
def progress(folder: Path, course: Syllabus) -> Progress:
    return progress_of(folder, course, {"metrics.precision", "training.train_dense"})


@pytest.fixture
def complete(folder: Path, course: Syllabus) -> Progress:
    return progress_of(folder, course, {exercise.id for exercise in course.exercises})


def test_points_are_of_what_passes_now(progress: Progress) -> None:
    assert (progress.score, progress.points, progress.bonus) == (13, 100, 0)
    assert not progress.is_complete


def test_a_day_has_what_happened_for_the_first_time(progress: Progress) -> None:
    first, second = progress.days

    assert first.parts == ("3 mistakes met",)
    assert second.parts == (
        "passed precision, train_dense", "1 mistake met", "1 question answered", "1 bug repaired",
    )  # fmt: skip


def test_a_mistake_is_overcome_once_its_exercise_passes(progress: Progress) -> None:
    assert [(each.exercise, each.name, each.overcome) for each in progress.mistakes] == [
        ("metrics.precision", "counted_false_alarms", True),
        ("metrics.precision", "in_percent", True),
        ("metrics.recall", "in_percent", False),
    ]
    assert "false alarms" in progress.mistakes[0].sentence


def test_the_best_model_counts(progress: Progress) -> None:
    assert [(each.exercise.id, each.accuracy) for each in progress.accuracies] == [("training.train_dense", 0.979)]


def test_all_required_points_complete_it_without_any_bonus(folder: Path, course: Syllabus) -> None:
    required = {exercise.id for exercise in course.exercises if not exercise.bonus}

    assert progress_of(folder, course, required).is_complete
    assert not progress_of(folder, course, required - {"metrics.recall"}).is_complete


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_terminal_needs_80_columns(encoding: str, progress: Progress) -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    show_progress(Console(file=file, width=80, highlight=False), progress)
    file.seek(0)
    lines = file.read().splitlines()

    assert all(len(line.rstrip()) <= 80 for line in lines)
    assert any("13 of 100 points" in line for line in lines)
    assert any("Known mistakes: 3 met, 2 overcome" in line for line in lines)
    assert any("train_dense" in line and "97.90%" in line for line in lines)
    assert any("Bugs: 1 repaired (1 of level 2)" in line for line in lines)


def test_the_page_escapes_what_it_is_told(complete: Progress, tmp_path: Path) -> None:
    page, certificate = write_progress(complete, tmp_path / "page", "<b>Ada</b>")

    assert certificate is not None
    assert "&lt;b&gt;Ada&lt;/b&gt;" in certificate.read_text(encoding="utf-8")
    assert 'href="certificate.html"' in page.read_text(encoding="utf-8")


def test_a_certificate_that_is_not_earned_any_more_goes(complete: Progress, progress: Progress, tmp_path: Path) -> None:
    write_progress(complete, tmp_path / "page")
    page, certificate = write_progress(progress, tmp_path / "page")

    assert certificate is None
    assert not (tmp_path / "page" / "certificate.html").exists()
    assert "certificate" not in page.read_text(encoding="utf-8").partition("</style>")[2]


def test_somebody_elses_certificate_stays(complete: Progress, tmp_path: Path) -> None:
    (tmp_path / "certificate.html").write_text("mine", encoding="utf-8")

    with pytest.raises(FileExistsError):
        write_progress(complete, tmp_path)
    assert (tmp_path / "certificate.html").read_text(encoding="utf-8") == "mine"


def test_the_page_of_a_round_says_what_it_was(tmp_path: Path) -> None:
    row = {"number": 3, "exercise": "metrics.recall", "level": 2, "planted_into": "yours", "found": True,
           "repaired": True, "tries": 1, "name": "in_percent", "sentence": "A share is <1>."}  # fmt: skip
    round_of_one = {"seed": None, "count": 1, "found": 1, "repaired": 1, "exam": False, "points": None, "bugs": [row]}
    exam = {**round_of_one, "seed": 7, "exam": True, "points": {"each": 2, "earned": 2, "possible": 2}}
    page, of_exam = (write_bugs(each, tmp_path).read_text(encoding="utf-8") for each in (round_of_one, exam))

    assert "in percent" in page
    assert "A share is &lt;1&gt;." in page
    assert "A round counts for no points." in page
    assert "found and repaired: 2 of 2 points" in of_exam
    assert "What counts is what the instructor finds" in of_exam


# The command.


@pytest.mark.slow
def test_the_command_shows_what_a_grading_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    kit = copy_of_kit(tmp_path)
    nothing = run("progress", folder=kit)
    assert nothing.returncode == LEFT_TO_DO
    assert b"Nothing yet. It starts with the next grading: nox -s grade" in nothing.stdout

    (kit / "exercises" / "metrics.py").write_bytes((kit / "solutions" / "metrics.py").read_bytes())
    run("grade", "--only", "metrics", "--html", "report", folder=kit)
    done = run("progress", "--html", "page", folder=kit)

    assert done.returncode == LEFT_TO_DO
    assert b"32 of 100 points" in done.stdout
    assert "11 of 11" in (kit / "page" / "index.html").read_text(encoding="utf-8")
    assert "Your progress" in (kit / "report" / "index.html").read_text(encoding="utf-8")
    assert not (kit / "report" / "certificate.html").exists()


@pytest.mark.slow
def test_a_certificate_comes_with_the_last_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    kit = copy_of_kit(tmp_path)
    (kit / "course.toml").write_text('exercises = ["metrics.precision"]\nrequired_points = 3\n', encoding="utf-8")
    (kit / "exercises" / "metrics.py").write_bytes((kit / "solutions" / "metrics.py").read_bytes())
    graded = run("grade", "--html", "report", folder=kit)
    done = run("progress", "--html", "page", "--name", "Ada", folder=kit)

    assert graded.returncode == PASSED, graded.stderr
    assert (kit / "report" / "certificate.html").is_file()
    assert done.returncode == PASSED
    assert b"Your certificate: " in done.stdout
    assert "Ada" in (kit / "page" / "certificate.html").read_text(encoding="utf-8")


def test_a_damaged_line_gets_a_sentence(folder: Path, course: Syllabus) -> None:
    from grader.learning.history import file_of

    with file_of(folder).open("ab") as stream:
        stream.write(b"damaged\n")

    assert progress_of(folder, course, ()).note.startswith("1 line of the history could not be read")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["nowhere"], b"there is no such folder", id="no submission"),
        pytest.param(["--name", "Ada"], b"Add --html FOLDER.", id="a name without a page"),
        pytest.param(["--html", "noxfile.py"], b"it is a file", id="a file for a folder"),
    ],
)
def test_wrong_usage_gets_a_sentence(options: list[str], words: bytes) -> None:
    done = run("progress", *options)

    assert done.returncode == WRONG_USAGE
    assert words in done.stderr
