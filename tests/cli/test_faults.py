"""What the command line says where a disk, a folder or the kit itself is at fault: a sentence, a status, no results."""

import ast
import contextlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli import main as command_line
from grader.cli import options
from grader.course import model_answers, paths, syllabus
from grader.course.current import Course
from grader.course.datasets import DataError
from grader.report.report import Report
from grader.sandbox import bubblewrap, levels
from grader.tools.calibration import record
from tests.conftest import ROOT, SOLUTIONS
from tests.support import reports

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run() -> Run:
    """Runs a command in this process, gives exit status and all that it says."""

    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(command_line.command, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch, course: syllabus.Syllabus) -> Callable[[Callable[[], Any]], None]:
    """Has a grading give a report at once, and something happen meanwhile."""

    def prepare(meanwhile: Callable[[], Any]) -> None:
        def grade(*_: object) -> Report:
            meanwhile()
            return reports.mixed(course)

        monkeypatch.setattr("grader.grading.pipeline.grade", grade)

    return prepare


@pytest.mark.parametrize("option", ["--json", "--junit", "--gradescope", "--html"])
def test_a_disk_that_goes_while_it_is_graded_costs_the_file_and_not_the_report(
    option: str, run: Run, graded: Callable[..., None], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()

    def taken_away() -> None:
        disk.rmdir()
        disk.write_bytes(b"no folder any more")

    graded(taken_away)
    status, said = run("grade", "exercises", option, disk if option == "--html" else disk / "report")

    assert status == 3
    assert "was not written: Not a directory" in said or "was not written: File exists" in said
    assert "The report above is complete." in said
    assert "100 points" in said


@pytest.mark.parametrize("option", ["--json", "--junit", "--html"])
def test_a_report_is_written_where_it_was_asked_for(
    option: str, run: Run, graded: Callable[..., None], tmp_path: Path
) -> None:
    graded(lambda: None)
    status, _ = run("grade", "exercises", option, tmp_path / "report")

    assert status == 3  # one of its exercises could not be judged
    assert (tmp_path / "report").exists()


def test_a_file_that_may_not_be_written_is_refused_before_anything_is_graded(
    run: Run, graded: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.json"
    file.write_text("older", encoding="utf-8")
    monkeypatch.setattr("os.access", lambda _file, mode: mode != os.W_OK)  # root may write whatever its mode is
    graded(lambda: pytest.fail("graded"))

    status, said = run("grade", "exercises", "--json", file)

    assert status == 2
    assert "it may not be written. Name another file." in said
    assert file.read_text(encoding="utf-8") == "older"


def test_a_syllabus_that_cannot_be_read_is_our_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def current() -> Course:
        raise syllabus.SyllabusError("syllabus.toml", "it is no TOML.", "Mend it.")

    monkeypatch.setattr(options, "current", current)

    for arguments in (("grade",), ("list",), ("hint", "recall"), ("class", "nowhere")):
        assert run(*arguments) == (3, "syllabus.toml: it is no TOML. Mend it.\n")


@pytest.mark.parametrize("data", ["digits", "auto"])
def test_images_that_cannot_be_had_are_our_fault(data: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_choice: str) -> Any:
        raise DataError("There are no images. Try again.")

    monkeypatch.setattr("grader.course.datasets.load", load)

    assert run("data", "--data", data) == (3, "There are no images. Try again.\n")


def test_images_that_cannot_be_had_are_wrong_usage_where_a_file_was_named(run: Run, tmp_path: Path) -> None:
    status, said = run("data", "--data", tmp_path / "mine.npz")

    assert status == 2
    assert "mine.npz'. Give auto, mnist, digits, or the path of an mnist.npz." in " ".join(said.split())


NEED_THE_REFERENCE = ("check", "mutants", "calibrate")


@pytest.mark.parametrize("command", NEED_THE_REFERENCE)
def test_without_solutions_there_is_nothing_to_prove(
    command: str, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paths, "SOLUTIONS", tmp_path / "nowhere")
    status, said = run(command)

    assert status == 2
    assert "There are no solutions here. Get the whole kit" in " ".join(said.split())


@pytest.mark.parametrize("command", ["check", "mutants"])
def test_an_exercise_that_is_none_is_wrong_usage(command: str, run: Run) -> None:
    status, said = run(command, "--only", "metrics.recal")

    assert status == 2
    assert "Did you mean metrics.recall" in " ".join(said.split())


def test_a_record_that_is_none_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text("[]", encoding="utf-8")
    status, _ = run("calibrate", "--record", file)

    assert status == 2
    with pytest.raises(record.RecordError):
        record.read(file)


def test_a_model_answer_needs_the_solutions(
    run: Run, grade: Callable[..., Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(SOLUTIONS, mine, ignore=shutil.ignore_patterns("__pycache__"))
    grade(mine, "metrics.recall", use_cache=True)
    monkeypatch.setenv("COLUMNS", "40")
    shown = run("solution", "recall", mine)
    answer = model_answers.model_answer(syllabus.load().by_id["metrics.recall"])
    monkeypatch.setattr("grader.course.model_answers.SOLUTIONS", tmp_path / "nowhere")
    monkeypatch.setattr("grader.course.model_answers.model_answer", lambda _chosen: None)

    assert shown[0] == 0
    assert "def recall(" in shown[1]
    assert ast.dump(ast.parse(shown[1])) == ast.dump(ast.parse(answer or ""))  # as it may be copied
    assert run("solution", "recall", mine) == (
        2,
        "There is no folder solutions/ here. Ask your instructor for the model answers.\n",
    )
    assert run("solution", "recall", tmp_path / "nowhere")[0] == 2


def test_stubs_are_made_of_solutions_that_are_there(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "exercises", tmp_path / "made", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "made" / "metrics.py").write_text("", encoding="utf-8")

    assert run("stubs", "--solutions", SOLUTIONS, "--exercises", tmp_path / "made", "--notebooks", tmp_path) == (0, "")
    assert (tmp_path / "made" / "metrics.py").read_bytes() == (ROOT / "exercises" / "metrics.py").read_bytes()
    status, said = run("stubs", "--solutions", tmp_path / "nowhere", "--exercises", tmp_path / "made")
    assert status == 2
    assert "there is no such folder" in said


def test_what_a_submission_is_kept_from_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = run("isolation")
    monkeypatch.setenv("PATH", "")
    for kept in (bubblewrap.obstacle, levels.strongest):
        kept.cache_clear()
    try:
        without = run("isolation")
    finally:
        monkeypatch.undo()
        for kept in (bubblewrap.obstacle, levels.strongest):
            kept.cache_clear()

    assert usual[0] == without[0] == 0
    assert "The stronger level, bubblewrap, does not work here: " in without[1]
    assert "It can: use the network" in without[1]


def test_a_signal_to_end_is_an_exit_with_its_number() -> None:
    with pytest.raises(SystemExit) as ended:
        command_line._end(signal.SIGTERM, None)

    assert ended.value.code == 143


def test_whatever_nobody_thought_of_ends_with_status_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def current() -> Course:
        raise RuntimeError("nobody thought of it")

    monkeypatch.setattr(options, "current", current)
    monkeypatch.setattr("sys.argv", ["grader", "list"])
    usual = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            command_line.main()
    finally:
        signal.signal(signal.SIGTERM, usual)

    assert ended.value.code == 3
    assert "nobody thought of it" in capsys.readouterr().err


@pytest.mark.parametrize("solved", [True, False])
def test_what_is_not_named_is_the_reference_or_else_the_stubs(
    solved: bool, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def benchmark(submission: Path, _output: Path) -> int:
        asked.append(submission)
        return 0

    def reproduce(_names: object, submission: Path, _output: Path, _data: str) -> int:
        asked.append(submission)
        return 0

    monkeypatch.setattr("grader.tools.benchmark.run", benchmark)
    monkeypatch.setattr("grader.tools.reproduce.run", reproduce)
    if not solved:
        monkeypatch.setattr("grader.cli.evidence_commands.SOLUTIONS", tmp_path / "nowhere")
    with contextlib.chdir(tmp_path):  # the kit's, wherever one stands
        assert run("benchmark")[0] == run("reproduce")[0] == 0

    assert asked == [paths.SOLUTIONS if solved else paths.EXERCISES] * 2
