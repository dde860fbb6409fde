"""The command line does what its help says, and wrong input gets one sentence and the right exit status."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import syllabus
from grader.util.exit_status import LEFT_TO_DO
from tests.conftest import ROOT
from tests.support.processes import started

Make = Callable[..., Path]
COURSE = syllabus.load()


def run(*arguments: object, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def test_stubs_show_what_to_do_first() -> None:
    done = run("grade", "exercises")

    assert done.returncode == LEFT_TO_DO
    bonus = sum(exercise.points for exercise in COURSE.exercises if exercise.bonus)
    assert f"0 of 100 points and 0 of {bonus} bonus points" in done.stdout
    assert "Next: preprocessing.scale_pixels" in done.stdout
    assert done.stdout.count("todo") == len(COURSE.exercises)
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stderr == ""


def test_a_part_that_is_solved_ends_with_zero(tmp_path: Path) -> None:
    done = run(
        "grade", "solutions", "--only", "preprocessing", "--json", tmp_path / "r.json", "--junit", tmp_path / "r.xml"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["score"] == 15
    assert 'name="preprocessing.one_hot"' in (tmp_path / "r.xml").read_text(encoding="utf-8")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["r.json", "r.xml"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no names for what is open")
@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/2"])
def test_a_report_is_written_to_what_is_open(place: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "grader", "grade", "solutions", "--only", "recall", "--json", place]
    with (tmp_path / "out").open("wb") as out:
        subprocess.run(command, cwd=ROOT, stdout=out, stderr=out, timeout=120, check=True)
    text = (tmp_path / "out").read_text(encoding="utf-8")
    report, _ = json.JSONDecoder().raw_decode(text, text.index("{"))

    assert report["score"] == 3
    assert "3 of 3 points" in text


def test_bonus_points_count_only_where_all_are_asked_for(submission: Make) -> None:
    folder = submission(models="def build_residual_cnn():\n    raise NotImplementedError")

    done = run("grade", folder, "--only", "build_residual_cnn", "--only", "misclassified", "--all-points")

    assert done.returncode == LEFT_TO_DO
    assert "3 bonus points are missing" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        pytest.param(("grade", "nowhere"), 2, "nowhere: there is no such folder", id="a missing folder"),
        pytest.param(("grade", "pyproject.toml"), 2, "this is a file", id="a file instead of a folder"),
        pytest.param(("grade", "."), 2, "Name exercises, which has some", id="the folder around it"),
        pytest.param(("grade", "--only", "metrics.recal"), 2, "Did you mean metrics.recall", id="a wrong exercise"),
        pytest.param(("hint", "recal"), 2, "Did you mean recall", id="a hint for a wrong exercise"),
        pytest.param(("hint", "metrics"), 2, "is a module", id="a hint for a module"),
        pytest.param(("grade", "--json", "no/such/r.json"), 2, "cannot be written", id="a report in no folder"),
        pytest.param(("grade", "--junit", "tests"), 2, "is a folder", id="a folder as a report"),
        pytest.param(("grade", "--seed", "-1"), 2, "is not in the range", id="a negative seed"),
        pytest.param(("data", "--data", "no/such.npz"), 2, "no/such.npz", id="images in no file"),
        pytest.param(("mark", "exercises"), 2, "No such command", id="a wrong command"),
        pytest.param(("list", "nowhere"), 2, "there is no such folder", id="a list of nothing"),
    ],
)
def test_wrong_use_gets_a_sentence(arguments: tuple[str, ...], status: int, sentence: str) -> None:
    done = run(*arguments)

    assert done.returncode == status, done.stdout + done.stderr
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param({"--json": "mine/metrics.py"}, "does not look like a report", id="over a module"),
        pytest.param({"--json": "r.txt", "--junit": "mine/../r.txt"}, "where another report goes", id="two in one"),
    ],
)
def test_no_report_goes_over_what_is_needed(
    submission: Make, files: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    folder = submission().rename(tmp_path / "mine")
    before = (folder / "metrics.py").read_bytes()

    done = run(
        "grade", folder, "--only", "recall", *(word for option in files.items() for word in option), folder=tmp_path
    )

    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert (folder / "metrics.py").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_is_no_fault_of_anybody(submission: Make, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    waits = f"def recall(tp, fn):\n    open({str(begun)!r}, 'w').close()\n    while True: pass"
    code = "from grader.sandbox import bubblewrap\nfrom grader.cli import main\n"
    code += "bubblewrap.obstacle = lambda: 'none'\nmain.main()"
    line = [sys.executable, "-c", code, "grade", str(submission(metrics=waits)), "--only", "recall"]
    with started(line) as process:
        while not begun.exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _out, errors = process.communicate(timeout=60)

    assert process.returncode == 130, errors
    assert errors == "Interrupted. Run the same command to start over.\n"


def test_a_fault_of_ours_is_loud_and_costs_nobody_a_point() -> None:
    code = "from grader.cli import main\nfrom grader.grading import pipeline as g\n"
    code += "g._Grading.report = lambda self: 1 / 0\nmain.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "grade"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False
    )

    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr
    assert "This is a fault of the grader" in done.stderr


def test_the_list_says_what_has_been_begun(submission: Make) -> None:
    done = run("list", submission(metrics="def recall(tp, fn):\n    raise NotImplementedError"))

    rows = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert done.returncode == 0
    assert "todo" in rows["metrics.recall"]
    assert "started" in rows["metrics.precision"]
    assert len(rows) == 1 + len(COURSE.exercises)  # and the head
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_list_says_what_has_passed(submission: Make) -> None:
    folder = submission(metrics="def precision(tp, fp):\n    return 0")
    run("grade", folder, "--only", "metrics.recall", "--only", "metrics.precision")
    rows = {line.split()[0]: line.split()[2] for line in run("list", folder).stdout.splitlines()}

    assert (rows["metrics.recall"], rows["metrics.precision"]) == ("passed", "started")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' shells have other quotation marks")
def test_commands_that_are_printed_take_a_folder_with_a_blank(submission: Make, tmp_path: Path) -> None:
    folder = shutil.move(submission(metrics="def recall(tp, fn):\n    return 2 + 2"), tmp_path / "my work")

    assert f"nox -s grade -- '{folder}' --only " in run("next", folder).stdout
    assert f"nox -s grade -- '{folder}' --only " in run("solution", "metrics.recall", folder).stderr
    assert f" '{Path(folder, 'debug', 'failing_call.py')}'" in run("debug", "metrics.recall", folder).stdout


def test_hints_go_from_a_nudge_to_nearly_the_code() -> None:
    hints = [run("hint", "metrics.recall", "--level", level).stdout for level in (1, 2, 3)]

    assert len(set(hints)) == 3
    assert "--level 2" in hints[0]
    assert "--level" not in hints[2]
    assert "nox -s grade -- --only metrics.recall" in hints[2]


def test_the_images_that_are_there_are_named() -> None:
    done = run("data", "--data", "digits")

    assert done.returncode == 0
    assert "digits: 60,000 training and 4,000 test images" in done.stdout
