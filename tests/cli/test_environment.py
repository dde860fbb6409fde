"""No grade depends on the environment: the shell's variables, the folder, the home, the terminal, who reads on."""

import io
import json
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import output, surroundings
from grader.cli.watch.saves import _signature
from grader.sandbox import levels, probe, process
from grader.sandbox.connection import Connection
from grader.util import cache
from grader.util.errors import NotStarted
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE
from tests.conftest import ROOT
from tests.support.commands import copy_of_kit, run
from tests.support.sessions import nox

pytestmark = pytest.mark.slow

RIGHT = ("grade", "solutions", "--only", "metrics.precision")
# Files that a student may save at the top: of Python's own, of libraries that are here and that are not, of pytest's.
SHADOWS = (
    *("random", "copy", "typing", "tempfile", "socket", "pickle", "multiprocessing", "json", "signal", "dataclasses"),
    *("numpy", "click", "rich", "matplotlib", "keras", "watchfiles", "torch", "jax", "cupy", "IPython", "pytest"),
    *("conftest", "sitecustomize", "usercustomize", "solutions_", "metrics", "wire", "cli", "checks"),
)
RUN = "run by the grader"

UNWANTED = {
    "choices of tests": {"PYTEST_ADDOPTS": "-x -n 4 --cov -k slow --lf", "PYTEST_PLUGINS": "no_such_plugin"},
    "how to run tests": {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "", "PYTEST_DEBUG": "1", "PYTEST_THEME": "x", "CI": "1"},
    "warnings": {"PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"},
    "asserts left out": {"PYTHONOPTIMIZE": "2"},
    "other libraries": {"KERAS_BACKEND": "torch", "MPLBACKEND": "module://nowhere", "TF_USE_LEGACY_KERAS": "1"},
    "a terminal without columns": {"COLUMNS": "0", "LINES": "0", "TERM": "none"},
    "a folder for temporary files that is not there": {"TMPDIR": "/nonexistent"},
}


@pytest.mark.parametrize("phrase", UNWANTED)
def test_variables_of_a_shell_change_no_grade(phrase: str) -> None:
    done = run(*RIGHT, environment=UNWANTED[phrase])

    assert (done.returncode, done.stderr) == (PASSED, b"")
    assert "3 of 3 points" in done.stdout.decode()


def test_checks_that_need_their_asserts_fail_a_wrong_answer_whatever_python_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "metrics.py").write_text("def precision(tp, fp):\n    return tp\n", encoding="utf-8")
    done = run("grade", tmp_path, "--only", "metrics.precision", environment={"PYTHONOPTIMIZE": "1"})

    assert done.returncode == LEFT_TO_DO
    assert b"0 of 3 points" in done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "ascii:strict", "latin-1", "utf-16"])
def test_an_output_that_cannot_say_every_sign_gets_the_whole_report(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    done = run(*RIGHT, "--json", file, environment={"PYTHONIOENCODING": encoding, "PYTHONUTF8": None})
    text = done.stdout.decode(encoding.partition(":")[0])

    assert (done.returncode, done.stderr) == (PASSED, b"")
    assert "3 of 3 points" in text
    assert "passed" in text
    assert json.loads(file.read_text(encoding="utf-8"))["score"] == 3
    if encoding.startswith("ascii"):
        assert "+ passed" in text
        assert "####" in text


def test_a_stream_says_in_plain_signs_what_its_encoding_has_not() -> None:
    file = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", sys.stdout)
        patch.setattr("sys.stderr", sys.stderr)
        output.settle()
    stream = io.TextIOWrapper(file, encoding="ascii", errors=output.ERRORS, newline="")
    stream.write("█░ ✔ … 98.5 ≥ é 日 \udcff")
    stream.flush()

    assert file.getvalue() == b"#- + ... 98.5 >= ? ? ?"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' shells close pipes in another way")
def test_nobody_has_to_read_to_the_end(tmp_path: Path) -> None:
    files = {"--json": "r.json", "--junit": "r.xml", "--gradescope": "g.json", "--html": "page"}
    options = [word for option, name in files.items() for word in (option, str(tmp_path / name))]
    reading, writing = os.pipe()
    os.close(reading)  # as `head` does, only sooner
    line = [sys.executable, "-m", "grader", *RIGHT, *options]
    done = subprocess.run(line, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, timeout=120, check=False)
    os.close(writing)

    assert (done.returncode, done.stderr) == (PASSED, b"")
    assert all((tmp_path / name).exists() for name in files.values())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_under_the_output_is_said() -> None:
    with Path("/dev/full").open("wb") as full:
        line = [sys.executable, "-m", "grader", "hint", "recall"]
        done = subprocess.run(line, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False)

    assert done.returncode == OUR_FAULT
    assert done.stderr.startswith(b"Not everything could be printed: No space left")


# Homes.


@pytest.mark.parametrize("home", ["/nonexistent", "pyproject.toml"])
def test_a_home_that_is_none_is_said_once_and_costs_no_grade(home: str) -> None:
    place = str(ROOT / home)
    done = run(*RIGHT, environment={"HOME": place, "USERPROFILE": place, "DIGIT_KATA_CACHE": None})

    assert done.returncode == PASSED, done.stderr
    assert done.stderr.count(b"\n") == 1
    assert b"Name a folder for them in DIGIT_KATA_CACHE." in done.stderr
    assert not Path("/nonexistent").exists()


def test_a_cache_elsewhere_needs_no_home(tmp_path: Path) -> None:
    done = run("hint", "recall", environment={"HOME": "/nonexistent", "DIGIT_KATA_CACHE": str(tmp_path)})

    assert (done.returncode, done.stderr) == (PASSED, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' users have no numbers")
def test_a_user_without_a_name_has_a_place_for_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unknown(_number: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "DIGIT_KATA_CACHE", "XDG_CACHE_HOME", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    process._bring_fonts(tmp_path / "fonts")
    before = dict(os.environ)

    assert not cache.folder().is_relative_to("~")
    assert Path(probe._home()).is_dir()
    with surroundings.somewhere_to_keep() as sentence:
        home = Path.home()
        assert home.is_dir()
        assert cache.folder().is_relative_to(home)
        assert sentence.startswith("Your home folder cannot be written")
    assert not home.exists()
    assert dict(os.environ) == before


def test_a_cache_that_cannot_be_written_is_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "file" / "cache"))
    with surroundings.somewhere_to_keep() as sentence:
        assert cache.folder().parent.is_dir()
        assert f"{tmp_path / 'file' / 'cache'} cannot be written" in sentence
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "new" / "cache"))
    with surroundings.somewhere_to_keep() as sentence:
        assert sentence == ""


# The folder.


@pytest.fixture(scope="module")
def shadowed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit with files at its top that are called as what the grader imports."""
    kit = copy_of_kit(tmp_path_factory.mktemp("shadowed"))
    for name in SHADOWS:
        (kit / f"{name}.py").write_text(f"import sys\nprint({RUN!r}, file=sys.stderr)\n", encoding="utf-8")
    return kit


@pytest.mark.parametrize(
    "arguments", [RIGHT, ("next",), ("hint", "recall"), ("list",), ("check", "--quick"), ("isolation",)]
)
def test_nothing_is_run_of_the_folder_that_a_command_is_started_in(arguments: tuple[str, ...], shadowed: Path) -> None:
    done = run(*arguments, folder=shadowed, environment={"PYTHONPATH": None})

    assert done.returncode == PASSED, done.stderr
    assert RUN.encode() not in done.stderr + done.stdout


def test_nothing_of_it_is_run_by_the_processes_of_a_class(shadowed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "solutions", tmp_path / "class" / "ada", ignore=shutil.ignore_patterns("__pycache__"))
    options = ("--only", "metrics.precision", "--workers", "1", "--allow-no-sandbox", "--csv", tmp_path / "all.csv")
    done = run("class", tmp_path / "class", *options, folder=shadowed)

    assert done.returncode == PASSED, done.stderr
    assert RUN.encode() not in done.stderr + done.stdout
    assert "ada" in (tmp_path / "all.csv").read_text(encoding="utf-8")


# nox.


no_shell = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows runs no shell script as the environment's Python"
)


@no_shell
def test_a_session_grades_whatever_the_shell_says_to_python(shadowed: Path) -> None:
    (shadowed / "keyword.py").write_text(f"print({RUN!r})", encoding="utf-8")  # which `python -m` itself would import
    others = shadowed / "others"
    others.mkdir()
    shutil.copy(shadowed / "numpy.py", others)
    settings = {"PYTHONSAFEPATH": "1", "PYTHONPATH": str(others), "PYTHONOPTIMIZE": "1", "PYTHONWARNINGS": "ignore"}
    status, said = nox(shadowed, "-s", "grade", "--", "solutions", "metrics.precision", environ={**settings})
    (shadowed / "keyword.py").unlink()

    assert status == 0, said
    assert "3 of 3 points" in said
    assert RUN not in said


@no_shell
def test_a_grading_that_did_not_happen_is_red(tmp_path: Path) -> None:
    kit = copy_of_kit(tmp_path)
    (kit / "grader" / "sandbox" / "submission.py").write_text("import nowhere_to_be_found\n", encoding="utf-8")
    grading = nox(kit, "-s", "grade")
    asking = nox(kit, "-s", "hint", "--", "recall")

    assert (grading[0], asking[0]) == (1, 1)
    assert "No module named 'nowhere_to_be_found'" in grading[1]
    assert "Session grade failed" in grading[1]


@no_shell
@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("-s", "grade", "--", "metrics.recall"), 0, "0 of 3 points"),
        (("-s", "grade", "--", "metrics.recall", "--strict"), 1, "Session grade failed"),
        (("-s", "grade", "--", "metrics.recal"), 1, "Did you mean metrics.recall"),
        (("-s", "hint", "--", "metrics.recal"), 0, "Did you mean metrics.recall"),
        (("-s", "solution", "--", "metrics.recall"), 0, "has not passed"),
        (("-s", "list", "next"), 0, "Next: preprocessing.scale_pixels"),
        (("-s", "hint", "metrics.recall", "2"), 2, "nox -s hint -- metrics.recall 2"),
        (("-s", "grade", "metrics"), 2, "nox -s grade -- metrics"),
    ],
)
def test_a_session_is_red_only_where_something_is(
    arguments: tuple[str, ...], status: int, sentence: str, shadowed: Path
) -> None:
    found, said = nox(shadowed, *arguments)

    assert found == status, said
    assert sentence in " ".join(said.split())


def test_sessions_know_the_statuses_of_the_grader() -> None:
    code = "import noxfile as n; print(n.PASSED, n.WRONG_USAGE, n.LEFT_TO_DO)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)

    assert done.stdout.split() == [str(status).encode() for status in (PASSED, WRONG_USAGE, LEFT_TO_DO)]
    assert 1 not in (PASSED, WRONG_USAGE, LEFT_TO_DO, OUR_FAULT)


# Workers, and saves.


def test_a_worker_that_cannot_be_started_is_nobodys_wrong_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "strongest", lambda: levels.PROCESS)
    with monkeypatch.context() as patch:
        patch.setattr("sys.executable", "/nowhere/python")
        with pytest.raises(NotStarted, match="No such file"):
            Connection()
    monkeypatch.setattr(process, "WORKER", ROOT / "pyproject.toml")  # which is no Python
    link = Connection()
    try:
        with pytest.raises(NotStarted, match="cannot be started"):
            link.ready()
    finally:
        link.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let its users make links")
def test_a_link_that_leads_nowhere_hides_no_save(tmp_path: Path) -> None:
    (tmp_path / "metrics.py").write_text("", encoding="utf-8")
    (tmp_path / ".#a.py").symlink_to("user@host.1:1")
    (tmp_path / "z.py").symlink_to(tmp_path / "z.py")
    before = _signature(tmp_path)
    (tmp_path / "metrics.py").write_text("# saved\n", encoding="utf-8")

    assert _signature(tmp_path) != before
    assert set(before) == {"metrics.py", ".#a.py", "z.py"}
