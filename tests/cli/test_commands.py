"""What a student types: hints by number, exercises by name, the next step, stubs written again, the version."""

import re
import shutil
import signal
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from grader.cli import main as command_line
from grader.course import stubs, syllabus
from grader.grading import next_step
from grader.learning import history
from grader.report.report import Outcome, Report
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE
from grader.util.version import VERSION
from tests.conftest import ROOT, SOLUTIONS, STUBS

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run() -> Run:
    """Runs a command in this process, gives exit status and all that it says."""

    def run(*arguments: object, answer: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(command_line.command, [str(argument) for argument in arguments], input=answer)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, " ".join(result.output.split())

    return run


def test_a_number_behind_an_exercise_is_the_level_of_the_hint(run: Run) -> None:
    assert run("hint", "recall", 2) == run("hint", "recall", "--level", 2)
    assert run("hint", "recall", 3, "exercises") == run("hint", "recall", "exercises", "--level", 3)
    assert run("hint", "recall", 1) != run("hint", "recall", 2)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("4",), "There is no hint 4. The levels are 1 to 3."),
        (("0",), "There is no hint 0. The levels are 1 to 3."),
        (("two",), "two is neither a level nor a folder. Give a level: hint metrics.recall 2"),
        (("1", "2"), "Name one exercise and one level: hint metrics.recall 2"),
    ],
)
def test_what_is_no_level_gets_a_sentence(more: tuple[str, ...], sentence: str, run: Run) -> None:
    status, said = run("hint", "recall", *more)

    assert status == WRONG_USAGE
    assert sentence in said


def test_a_name_that_is_no_folder_is_an_exercise_or_a_module(run: Run) -> None:
    status, said = run("grade", "metrics.recall", "one_hot", "exercises")

    assert status == LEFT_TO_DO
    assert said.startswith("Read as --only metrics.recall --only one_hot.")
    assert "0 of 5 points" in said or "0 of 6 points" in said


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (("nosuch",), "nosuch: there is no such folder, module or exercise."),
        (("metrics.recal",), "Did you mean metrics.recall"),
        (("mine/nosuch",), "mine/nosuch: there is no such folder."),
        (("exercises", "solutions"), "Name one folder."),
    ],
)
def test_what_cannot_be_graded_is_said_with_what_can(what: tuple[str, ...], sentence: str, run: Run) -> None:
    status, said = run("grade", *what)

    assert status == WRONG_USAGE
    assert sentence in said


def test_a_list_in_80_columns_cuts_nothing_but_titles(
    run: Run, course: syllabus.Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    status, said = run("list", STUBS)

    assert status == PASSED
    assert said.count("…") == sum(exercise.title not in said for exercise in course.exercises) > 0
    assert all(exercise.id in said for exercise in course.exercises)
    assert said.count(" bonus ") == sum(exercise.bonus for exercise in course.exercises)


def test_the_next_step_is_what_is_started_and_then_what_comes_first(
    run: Run, course: syllabus.Syllabus, tmp_path: Path, grade: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    mine = tmp_path / "mine"
    shutil.copytree(STUBS, mine, ignore=shutil.ignore_patterns("__pycache__"))
    untouched = run("next", mine)
    shutil.copy(SOLUTIONS / "metrics.py", mine)
    started = run("next", mine)
    grade(mine, "metrics", use_cache=True)
    graded = run("next", mine)

    assert untouched[0] == started[0] == graded[0] == PASSED
    assert "Next: preprocessing.scale_pixels" in untouched[1]
    assert "Next: metrics.predicted_labels" in started[1]
    assert f"nox -s grade -- {mine} --only metrics.predicted_labels" in started[1]
    assert "Next: preprocessing.scale_pixels" in graded[1]
    assert f"{len(course.of_module('metrics'))} of " in graded[1]
    assert "Everything has passed" in next_step.told(None, mine, course)[0]


def test_the_next_step_is_not_what_the_grader_could_not_judge(
    run: Run, course: syllabus.Syllabus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    mine = tmp_path / "mine"
    shutil.copytree(STUBS, mine, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SOLUTIONS / "metrics.py", mine)
    history.record(mine, [Outcome(course.by_id["metrics.predicted_labels"], "error", ())])

    assert "Next: metrics.confusion_matrix" in run("next", mine)[1]
    alone = syllabus.Syllabus(course.modules, (course.by_id["metrics.predicted_labels"],))
    step = next_step.find_next_step(mine, alone, history.unjudged(mine))
    told = " ".join(map(str, next_step.told(step, mine, alone)))
    assert "predicted_labels could not be judged the last time. That is the grader's fault, not yours" in told
    assert "hint" not in told


def test_a_module_that_is_missing_or_unreadable_is_the_next_thing_to_mend(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(STUBS, mine, ignore=shutil.ignore_patterns("__pycache__"))
    (mine / "metrics.py").unlink()
    (mine / "preprocessing.py").write_text("def scale_pixels(:\n", encoding="utf-8")

    listed = run("list", mine)[1]
    unreadable = run("next", mine)[1]
    shutil.copy(STUBS / "preprocessing.py", mine)
    missing = run("next", mine)[1]

    assert re.search(r"preprocessing\.scale_pixels +3 +unreadable", listed)
    assert re.search(r"metrics\.recall +3 +missing", listed)
    assert "mine/preprocessing.py, line 1: syntax error" in unreadable
    assert "There is no mine/metrics.py. Put the file there" in missing


def test_stubs_that_are_untouched_are_written_again_without_a_word(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made"

    assert run("stubs", "--exercises", made, "--notebooks", tmp_path / "notebooks") == (PASSED, "")
    assert run("stubs", "--exercises", made, "--notebooks", tmp_path / "notebooks") == (PASSED, "")
    assert sorted(place.name for place in tmp_path.iterdir()) == ["made", "notebooks"]
    assert all((made / file.name).read_bytes() == file.read_bytes() for file in STUBS.glob("*.py"))


@pytest.mark.parametrize("agreed", ["on a terminal", "by an option", "no", "nobody asked"])
def test_a_students_work_is_written_over_with_a_yes_and_a_backup_only(
    agreed: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(SOLUTIONS, mine, ignore=shutil.ignore_patterns("__pycache__"))
    if agreed in ("on a terminal", "no"):
        terminal = type("Input", (), {"isatty": lambda _self: True})()
        monkeypatch.setattr("grader.cli.authoring_commands.sys", type("Sys", (), {**vars(sys), "stdin": terminal}))
    options = ["--yes"] if agreed == "by an option" else []
    status, said = run(
        "stubs",
        "--exercises",
        mine,
        "--notebooks",
        tmp_path / "n",
        *options,
        answer="y\n" if agreed == "on a terminal" else "n\n",
    )
    backups = list(tmp_path.glob("mine.before-20*"))

    if agreed in ("on a terminal", "by an option"):
        assert status == PASSED
        assert len(backups) == 1
        assert str(backups[0]) in said.replace(" ", "") or backups[0].name in said
        assert (backups[0] / "metrics.py").read_bytes() == (SOLUTIONS / "metrics.py").read_bytes()
        assert (mine / "metrics.py").read_bytes() == (STUBS / "metrics.py").read_bytes()
    else:
        assert status == (PASSED if agreed == "no" else WRONG_USAGE)
        assert "Nothing was changed." in said
        assert backups == []
        assert (mine / "metrics.py").read_bytes() == (SOLUTIONS / "metrics.py").read_bytes()


def test_a_second_backup_in_the_same_second_has_a_name_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    made = {stubs.backup(tmp_path / "mine") for _ in range(3)}

    assert len(made) == 3


def test_the_version_is_that_of_the_project(run: Run) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == VERSION
    assert run("--version") == (PASSED, VERSION)


@pytest.mark.parametrize(
    ("raised", "status", "sentence"),
    [
        pytest.param(KeyboardInterrupt(), 130, "Interrupted.", id="Ctrl-C"),
        pytest.param(click.Abort(), 130, "Interrupted.", id="Ctrl-C at a question"),
        pytest.param(click.FileError("x", "gone"), WRONG_USAGE, "Could not open file", id="a file"),
        pytest.param(RuntimeError("nobody thought of it"), OUR_FAULT, "This is a fault of the grader", id="a fault"),
    ],
)
def test_no_command_ends_with_pythons_own_status(
    raised: BaseException,
    status: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def main(**_: object) -> None:
        raise raised

    monkeypatch.setattr(command_line.command, "main", main)
    monkeypatch.setattr("grader.cli.surroundings.settle", lambda: None)
    usual = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            command_line.main()
    finally:
        signal.signal(signal.SIGTERM, usual)

    assert ended.value.code == status
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("grad",), "No such command 'grad'. Did you mean grade?"),
        (("xyzzy",), "No such command 'xyzzy'."),
        (("grade", "--data", "mnits"), "there is no file 'mnits'. Did you mean mnist?"),
        (("grade", "--data", "/nope.npz"), "there is no file '/nope.npz'. Give auto, mnist, digits"),
        (("class", "folder", "--data", "digit"), "there is no file 'digit'. Did you mean digits?"),
        (("adjust", "a.gradebook", "ada", "1", "--excercise", "x"), "No such option"),
        (("adjust", "a.gradebook", "ada", "1", "--excercise", "x"), "--exercise"),
        (("adjust", "a.gradebook", "--note=-x", "--reasn=y"), "--reason"),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_what_was_meant(arguments: tuple[str, ...], sentence: str, run: Run) -> None:
    status, said = run(*arguments)

    assert status == WRONG_USAGE
    assert sentence in said


@pytest.mark.parametrize("points", ["-1", "-.5", "-0,5"])
def test_a_negative_number_of_points_is_not_an_option(points: str, run: Run) -> None:
    _, said = run("adjust", "no.gradebook", "ada", points, "--reason", "-x", "--author", "me")

    assert "No such option" not in said
