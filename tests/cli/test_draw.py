"""The command draw: what it says before there is a page, and that nothing is left of it afterwards."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from grader.cli import main as command_line
from grader.course import syllabus
from grader.grading import model_store
from grader.grading.pipeline import models_of
from grader.sandbox.worker import wire
from grader.tools.draw import serving, shown_models
from grader.tools.draw.answers import Answers
from grader.util.exit_status import LEFT_TO_DO, OUR_FAULT, PASSED, WRONG_USAGE
from tests.conftest import ROOT, SOLUTIONS
from tests.support import drawing
from tests.support.drawing import LIMIT, asked, until
from tests.support.images import cache_with_digits

Run = Callable[..., tuple[int, str]]
DENSE = "training.train_dense"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `draw` in this process, where nothing was trained yet and Ctrl-C comes as soon as the page is served."""
    monkeypatch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(serving, "Answers", lambda models: Answers(models, drawing.Quick()))

    def interrupt(_application: object, _socket: socket.socket) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "serve", interrupt)

    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(command_line.command, ["draw", *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, " ".join(result.output.split())

    return run


def keep(folder: Path, config: str = drawing.DENSE) -> None:
    """Put a model into the store, as the last training of a submission."""
    model_store.put("key", wire.Model(config, drawing.network().weights))
    model_store.point(models_of(folder), DENSE, "key", accuracy=0.9, dataset="digits")


def test_where_nothing_was_trained_it_says_what_to_run(run: Run) -> None:
    status, said = run("exercises")

    assert (status, said) == (LEFT_TO_DO, shown_models.NONE_YET)
    assert said.endswith("nox -s grade -- training")


def test_ones_own_models_come_before_the_references(run: Run, tmp_path: Path) -> None:
    keep(SOLUTIONS)
    others = run(tmp_path)[1]
    keep(tmp_path)
    own = run(tmp_path)[1]

    assert others.startswith("These models are the reference's, because you have none yet.")
    assert own.startswith(f"These models are yours, from the last grading of {tmp_path.name}/.")
    assert run("solutions")[1].startswith("These models are the reference's, from the last grading of solutions/")


def test_it_prints_the_address_and_ends_with_ctrl_c(run: Run, tmp_path: Path) -> None:
    keep(tmp_path)
    status, said = run(tmp_path, "--no-open")

    assert status == PASSED
    assert re.search(
        r"Draw a digit: http://127\.0\.0\.1:\d+/[\w-]{32}/ Press Ctrl-C to stop the page\. The page has ended\.", said
    )
    assert "No browser" not in said


def test_without_a_browser_it_says_so_and_goes_on(run: Run, tmp_path: Path) -> None:
    keep(tmp_path)
    status, said = run(tmp_path)

    assert status == PASSED
    assert "No browser with a window was found here. Open the address in a browser yourself." in said


def test_with_a_browser_it_opens_the_page(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def note(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", note)
    keep(tmp_path)
    _, said = run(tmp_path)

    assert len(opened) == 1
    assert f"Draw a digit: {opened[0]}" in said
    assert "No browser" not in said


def test_a_port_that_is_in_use_gets_a_sentence(run: Run, tmp_path: Path) -> None:
    keep(tmp_path)
    with serving.listening(0) as taken:
        port = taken.getsockname()[1]
        status, said = run(tmp_path, "--port", port)

    assert status == WRONG_USAGE
    assert said == f"Port {port} cannot be used: Address already in use. " + (
        "Name another one, or leave out --port to use a free one."
    )


def test_without_its_libraries_it_says_what_installs_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    assert run() == (OUR_FAULT, "The page needs Starlette and uvicorn. `nox -s draw` installs them.")


def test_a_model_that_is_refused_is_shown_with_the_reason(run: Run, tmp_path: Path) -> None:
    config = drawing.DENSE.replace('"units": 10', '"units": 4')
    keep(tmp_path, config)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGIT_KATA_CACHE", str(tmp_path / "cache"))
        (shown,) = shown_models.shown_models(tmp_path, syllabus.load()).models

    assert shown.network is None
    assert shown.refusal == "The weights do not fit the model's configuration. Return the model as Keras made it."
    assert run(tmp_path)[0] == PASSED


def test_keep_says_where(run: Run, tmp_path: Path) -> None:
    keep(tmp_path)

    assert f"Drawings are kept in {tmp_path.parent / 'drawings.npz'}" in run(tmp_path, "--keep")[1].replace("\n", "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to all of a console")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, PASSED), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_nothing_is_left_of_it(number: int, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    cache_with_digits(tmp_path / "cache", monkeypatch)
    keep(SOLUTIONS)
    line = [sys.executable, "-m", "grader", "draw", "solutions", "--no-open", "--data", "digits"]
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = next(found[0] for text in process.stdout if (found := re.search(r"http://\S+", text)))
    answer = asked(address, "answer", bytes([255]) * 280 * 280)[2]
    asked(address, "measure", b"1")
    until(lambda: asked(address, "curves")[2]["sentence"])  # a second worker computes
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    said, _ = process.communicate(timeout=LIMIT)
    _, alive = psutil.wait_procs(children, timeout=LIMIT)

    assert len(answer["models"][0]["answers"]["given"]) == 10  # it has had a worker, and that has computed
    assert len(children) >= 2
    assert process.returncode == status
    assert "Traceback" not in said
    assert alive == []
    assert list(temporary.iterdir()) == []
    assert tempfile.gettempdir() != str(temporary)


def test_a_grading_of_numpy_modules_imports_nothing_for_it(tmp_path: Path) -> None:
    line = [sys.executable, "-X", "importtime", "-m", "grader", "grade", "solutions", "--only", "preprocessing.one_hot"]
    environment = {**os.environ, "DIGIT_KATA_CACHE": str(tmp_path)}
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    imported = {text.rpartition("|")[2].strip() for text in done.stderr.splitlines()}
    ours = {"grader.grading.model_store", "grader.grading.own_hand", "grader.grading.live_predictor"}

    assert "grader.grading.pipeline" in imported
    assert not imported & {*ours, "starlette", "uvicorn", "anyio", "h11"}
    assert not [name for name in imported if name.startswith("grader.tools.draw")]
