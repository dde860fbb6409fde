"""`grade-bugs` from hand-ins to points: judged in processes of its own, given once, and said at 80 columns."""

import io
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from grader.checks.fresh_seed import FreshSeed
from grader.classroom import exam_run
from grader.classroom.exam_hand_ins import ExamHandIn
from grader.classroom.exam_job import JudgedExam, JudgeExam
from grader.classroom.exam_results import ExamResult, as_json, show_exam, status_of
from grader.classroom.exam_run import Wanted, grade_exam
from grader.classroom.executor import Executor, Lost, PoolError, Turn
from grader.classroom.gradebook import Gradebook
from grader.classroom.job_workers import JobWorkers
from grader.classroom.received import Received
from grader.classroom.records import Student
from grader.cli import exam_commands
from grader.course import current
from grader.course.current import Course
from grader.course.datasets import DataError
from grader.course.syllabus import Syllabus
from grader.learning.hunt import exam_judging
from grader.learning.hunt.exam_judging import HandedBug
from grader.sandbox.probe import Findings
from grader.sandbox.submission import Submission
from grader.tools.selfcheck import hunt_proof
from grader.util.errors import Stopped, Unjudged
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, WRONG_USAGE
from tests.conftest import STUBS
from tests.support import exams
from tests.support.commands import run

pytestmark = pytest.mark.slow


@pytest.fixture
def with_exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course with an exam, for this process and those that it starts."""
    file = tmp_path / "exam.toml"
    file.write_text(exams.TOML, encoding="utf-8")
    monkeypatch.setenv(current.NAMED_BY, str(file))
    return current.current()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ada has solved all, Ben one, and Cleo has handed in only exercises."""
    folder = tmp_path / "class"
    exams.hand_in(folder / "ada")
    (folder / "ada" / "bugs").rename(folder / "ada" / "Bugs")  # as some systems write it
    exams.hand_in(folder / "ben", {1: exams.files(1), 2: exams.files(2, metrics=exams.planted(2))})
    shutil.copytree(STUBS, folder / "cleo" / "exercises")
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "class.gradebook"
    with Gradebook(file) as opened:
        opened.take_in(
            [Received(Student(name, name), name, Submission(name, {}, {})) for name in ("ada", "ben", "cleo")]
        )
    return file


def points(file: Path, course: Syllabus) -> dict[str, list[float]]:
    with Gradebook(file, create=False) as opened:
        return {each.student.id: [one.points for one in each.adjustments] for each in opened.records(course)}


def graded(wanted: Wanted, course: Course) -> dict[str, ExamResult]:
    results, _notes = grade_exam(wanted, course, Console(file=io.StringIO()), sandboxed=False)
    return {each.student.id: each for each in results}


def test_points_are_given_once_and_follow_the_hand_ins(folder: Path, book: Path, with_exam: Course) -> None:
    wanted = Wanted(folder, book, data="digits", workers=2)
    first = graded(wanted, with_exam)
    assert {name: len(each.judged.solved) for name, each in first.items() if each.judged} == {
        "ada": 2,
        "ben": 1,
        "cleo": 0,
    }
    assert points(book, with_exam.syllabus) == {"ada": [4], "ben": [2], "cleo": []}

    again = graded(wanted, with_exam)
    assert not any(each.changed for each in again.values())
    assert points(book, with_exam.syllabus) == {"ada": [4], "ben": [2], "cleo": []}

    shutil.rmtree(folder / "ada" / "Bugs" / "exam_7_2")
    shutil.rmtree(folder / "ben")  # who keeps what was given
    exams.hand_in(folder / "dora")
    last = graded(wanted, with_exam)
    assert last["dora"].is_stranger
    assert status_of(list(last.values())) == LEFT_TO_DO
    assert points(book, with_exam.syllabus) == {"ada": [4, -4, 2], "ben": [2], "cleo": []}


def test_two_hand_ins_of_one_student_change_no_points(folder: Path, book: Path, with_exam: Course) -> None:
    """Without a roster, a system's name and a plain one are two: both would give points, and take them back."""
    with Gradebook(book) as opened:
        student = Student("123", "Ada Lovelace")
        opened.take_in([Received(student, "x", Submission("x", {}, {}))])
    exams.hand_in(folder / "Ada Lovelace_123_assignsubmission_file_")
    exams.hand_in(folder / "Ada Lovelace", {1: exams.files(1)})
    results, _notes = grade_exam(
        Wanted(folder, book, data="digits", workers=2), with_exam, Console(file=io.StringIO()), sandboxed=False
    )
    refused = [each.hand_in.refused for each in results if each.known and each.known.id == "123"]

    assert len(refused) == 2
    assert all(each.endswith(" are the same student's. Leave one of them there.") for each in refused)
    assert points(book, with_exam.syllabus)["123"] == []
    assert points(book, with_exam.syllabus)["ben"] == [2]


@pytest.mark.usefixtures("with_exam")
def test_the_command_prints_a_table_and_writes_json(folder: Path, book: Path, tmp_path: Path) -> None:
    exams.hand_in(folder / "dora" / "a")
    exams.hand_in(folder / "dora" / "b")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    done = run(
        "grade-bugs", folder, "--gradebook", book, "--data", "digits", "--json", tmp_path / "bugs.json",
        environment={"COLUMNS": "80", "NO_COLOR": "1"},
    )  # fmt: skip
    told = done.stdout.decode()
    result = json.loads((tmp_path / "bugs.json").read_text(encoding="utf-8"))

    assert done.returncode == LEFT_TO_DO, done.stderr
    assert "of 4" in told
    assert "+4 now" in told
    assert "no folder of the exam" in told
    assert "repair: " in told
    assert "dora: exam_7_1 is there several times" in told
    assert "4 students. Solved, by bug: 1: 2, 2: 1." in told
    assert "Points of 2 students changed." in told
    assert "notes.txt is neither a folder nor a zip of a student and was ignored." in told
    assert [each["points"] for each in result["students"]] == [4, 2, 0, None]
    assert result["students"][0]["bugs"][0]["evidence"]["status"] == "passed"
    assert result["students"][1]["bugs"][1]["repair"]["status"] == "failed"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["nowhere"], "there is no such folder", id="no hand-ins"),
        pytest.param(["class", "--gradebook", "no.gradebook"], "there is no such gradebook", id="no gradebook"),
        pytest.param(["class", "--gradebook", "exam.toml"], "is not a gradebook", id="another file"),
        pytest.param(["class", "--roster", "no.csv"], "no.csv", id="no roster"),
        pytest.param(["class/ada"], "this is the hand-in of one student.", id="one student"),
        pytest.param(["class", "--json", "class.gradebook"], "is the gradebook", id="over the gradebook"),
    ],
)
def test_wrong_usage_gets_a_sentence(
    options: list[str], words: str, folder: Path, book: Path, with_exam: Course, tmp_path: Path
) -> None:
    places = [str(tmp_path / each) if not each.startswith("--") else each for each in options]
    if "--json" in places:
        places += ["--gradebook", str(book)]
    done = run("grade-bugs", *places)

    assert done.returncode == WRONG_USAGE, done.stdout
    assert words in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert folder.is_dir()
    assert points(book, with_exam.syllabus) == {"ada": [], "ben": [], "cleo": []}


def test_a_course_without_an_exam_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(current.NAMED_BY, raising=False)

    with pytest.raises(Stopped, match="This course gives no points for bugs"):
        graded(Wanted(folder), current.current())


def test_an_exam_of_too_many_bugs_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "many.toml"
    file.write_text('[find_the_bug]\npoints = 1\ncount = 9\nseed = 1\nexercises = ["models"]\n', encoding="utf-8")
    monkeypatch.setenv(current.NAMED_BY, str(file))

    with pytest.raises(Stopped, match="asks for 9 bugs, and only 0 fit"):
        graded(Wanted(folder), current.current())


def test_without_a_sandbox_nothing_runs(
    folder: Path, book: Path, with_exam: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_findings: Findings) -> None:
        raise Stopped("Nothing holds them.", WRONG_USAGE)

    monkeypatch.setattr(exam_run, "refuse_without_sandbox", refuse)
    with pytest.raises(Stopped, match="Nothing holds them"):
        grade_exam(Wanted(folder, book), with_exam, Console(file=io.StringIO()))
    assert points(book, with_exam.syllabus) == {"ada": [], "ben": [], "cleo": []}


def test_without_a_reference_nothing_can_be_planted(
    folder: Path, with_exam: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exam_run, "SOLUTIONS", tmp_path / "nowhere")

    with pytest.raises(Stopped, match=r"There is no reference to plant bugs into: .* Use the whole kit"):
        graded(Wanted(folder), with_exam)


@pytest.mark.parametrize(
    ("error", "words", "status"),
    [
        pytest.param(KeyboardInterrupt(), "No points were given", 130, id="Ctrl-C"),
        pytest.param(PoolError("No process starts."), "No process starts", OUR_FAULT, id="no processes"),
        pytest.param(OSError(28, "No space left", "/x"), "Free some space there", OUR_FAULT, id="full"),
    ],
)
def test_what_goes_wrong_on_the_way_gets_a_sentence(
    error: BaseException, words: str, status: int, folder: Path, with_exam: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(exam_run, "take_exam", fail)
    with pytest.raises(Stopped, match=words) as caught:
        graded(Wanted(folder), with_exam)
    assert caught.value.status == status


# What could not be judged.


class Losing(Executor):
    """Processes that are lost with every job."""

    slots = 1

    def __init__(self, _slots: int) -> None:
        super().__init__()

    def close(self) -> None:
        pass

    def findings(self) -> Findings:
        return Findings("process", (), ())

    def _free(self) -> Iterable[Callable[[Turn], None]]:
        return []

    def _collect(self, _seconds: float) -> list[tuple[int, Any]]:
        return [(self._waiting.pop().number, Lost("The process was lost 3 times."))]


def test_who_could_not_be_judged_keeps_the_points(
    folder: Path, book: Path, with_exam: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded(Wanted(folder, book, data="digits"), with_exam)
    monkeypatch.setattr(exam_run, "Pool", Losing)
    results = graded(Wanted(folder, book), with_exam)
    file = io.StringIO()
    assert with_exam.exam is not None
    show_exam(Console(file=file, width=80), list(results.values()), with_exam.exam)

    assert status_of(list(results.values())) == OUR_FAULT
    assert "Could not be judged; points not changed (3)" in file.getvalue()
    assert "ada: The process was lost 3 times." in file.getvalue()
    assert "The gradebook already has all these points." in file.getvalue()
    assert as_json(list(results.values()), with_exam.exam)["students"][0]["points"] is None
    assert points(book, with_exam.syllabus) == {"ada": [4], "ben": [2], "cleo": []}


@pytest.mark.parametrize(
    ("error", "fault", "traced"),
    [
        pytest.param(Unjudged("No worker. Try again."), "No worker. Try again.", False, id="the machine"),
        pytest.param(DataError("No images. Choose digits."), "No images. Choose digits.", False, id="no images"),
        pytest.param(ZeroDivisionError("x"), "The grader failed (ZeroDivisionError: x).", True, id="our own"),
    ],
)
def test_a_fault_of_ours_is_told_and_takes_nothing(
    error: Exception, fault: str, traced: bool, with_exam: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(exam_judging, "judge_evidence", fail)
    handed = {"exam_7_1": HandedBug({"evidence": "x = 1"}, {})}
    hand_in = ExamHandIn(Student("ada", "ada"), "ada", handed)
    assert with_exam.exam is not None
    job = JudgeExam(hand_in, with_exam.exam, hunt_proof.right(), "digits", FreshSeed.of_number(1))
    found = job.run(JobWorkers())

    assert isinstance(found, JudgedExam)
    assert found.fault.startswith(fault)
    assert bool(found.traceback) == traced
    assert found.solved == ()
    assert job.limit > 600


@pytest.mark.usefixtures("with_exam")
def test_a_result_that_cannot_be_written_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: Path, _text: str) -> None:
        raise OSError(28, "No space left on device")

    def no_hand_ins(*_given: object, **_how: object) -> tuple[tuple[ExamResult, ...], tuple[str, ...]]:
        return (), ()

    monkeypatch.setattr(exam_commands, "write_whole", full)
    monkeypatch.setattr(exam_run, "grade_exam", no_hand_ins)
    line = [str(folder), "--data", "digits", "--allow-no-sandbox", "--json", str(tmp_path / "bugs.json")]
    done = CliRunner().invoke(exam_commands.grade_bugs_command, line)

    assert done.exit_code == OUR_FAULT
    assert "bugs.json was not written: No space left on device. Name another file." in done.output
