"""Tests of grader/sandbox/process.py, bubblewrap.py and probe.py: what a level promises, found out by trying."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.run import refuse_visible
from grader.course.syllabus import Exercise
from grader.sandbox import bubblewrap, levels, probe, process, temporary
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import StudentError
from grader.sandbox.connection import Connection
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from grader.util.errors import Stopped

DEMANDED = "DIGIT_KATA_SANDBOX"  # set where the sandbox has to work, and may not be passed over


@pytest.fixture
def call() -> Iterator[Callable[..., Any]]:
    """Calls the function `f` of a module with this text, in the sandbox."""
    made: list[Runner] = []

    needs_sandbox()

    def run(text: str, *args: Any) -> Any:
        submission = Submission("mine", {"module": text}, {})
        made.append(Runner(submission, worker=lambda told: Connection(progress=told, level=levels.BUBBLEWRAP)))
        return made[-1].call(Exercise("module.f", "A function", 1, 10.0, ()), args, {})

    yield run
    for runner in made:
        runner.close()


def needs_sandbox() -> None:
    """Skip the test where there is no sandbox, unless it is demanded."""
    obstacle = bubblewrap.obstacle()
    if obstacle and not os.environ.get(DEMANDED):
        pytest.skip(obstacle)
    assert not obstacle


@pytest.mark.hostile
def test_a_sandbox_lets_nothing_through() -> None:
    needs_sandbox()
    found = probe.probed(levels.BUBBLEWRAP)

    assert found.got_through == ()
    assert set(found.kept_out) == set(probe.ATTEMPTS)
    assert "A submission cannot: use the network, read your files" in found.sentence
    assert "It can" not in found.sentence


@pytest.mark.hostile
def test_the_source_images_of_the_test_set_cannot_be_read(call: Callable[..., Any]) -> None:
    with pytest.raises(StudentError, match="Permission denied"):
        call("from sklearn.datasets import load_digits\ndef f(): return len(load_digits().target)")


@pytest.mark.hostile
def test_the_kit_and_the_class_are_hidden_wherever_they_lie(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir=probe._home()) as name:
        visible = Path(name).resolve()
        visible.chmod(0o755)  # started by root, the worker is somebody else
        for folder in ("kit/solutions", "kit/lib", "class"):
            (visible / folder).mkdir(parents=True)
        monkeypatch.setattr(bubblewrap, "_SYSTEM", (*bubblewrap._SYSTEM, name))
        monkeypatch.setattr(bubblewrap, "KIT", visible / "kit")
        monkeypatch.setattr(sys, "base_prefix", str(visible / "kit"))  # as if the interpreter's environment were it
        bubblewrap.obstacle.cache_clear()
        listed = "import os\ndef f(*paths): return [sorted(os.listdir(path)) for path in paths]"

        assert call(listed, str(visible), str(visible / "kit")) == [["class", "kit"], ["lib"]]
        assert bubblewrap.shows(visible / "class") == visible
        assert bubblewrap.shows(visible / "kit" / "solutions") is None
        assert bubblewrap.shows(visible / "kit" / "lib" / "class") == visible / "kit" / "lib"
        found = probe.Findings(levels.BUBBLEWRAP, (), ())
        with pytest.raises(Stopped, match="which all submissions can read"):
            refuse_visible(found, visible / "class")
        refuse_visible(found, visible / "kit" / "solutions")
    bubblewrap.obstacle.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="what level process keeps out differs from system to system")
def test_level_process_says_what_it_lets_through() -> None:
    found = probe.probed(levels.PROCESS)

    assert {"network", "reading", "writing", "signals"} <= set(found.got_through)
    assert {"daemon", "forks"} <= set(found.kept_out)
    assert {*found.got_through, *found.kept_out} == set(probe.ATTEMPTS)  # the rest hangs on the system's settings
    assert "It can: use the network, read your files" in found.sentence


def test_what_was_found_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first = probe.known()
    monkeypatch.setattr(probe, "probed", lambda: pytest.fail("tried again"))

    assert probe.known() == first
    assert first.level == levels.strongest()


@pytest.mark.hostile
def test_a_sandbox_shows_hardly_a_file(call: Callable[..., Any]) -> None:
    text = (
        "import os\ndef f(): return sorted(os.listdir('/')), os.listdir(os.getcwd()), os.listdir('/etc'), os.getuid()"
    )
    top, home, etc, user = call(text)

    usual = {"bin", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "proc", "sbin", "tmp", "usr", "worker"}
    interpreter = {Path(prefix).parts[1] for prefix in (sys.prefix, sys.base_prefix)}
    assert set(top) <= usual | interpreter
    assert set(home) <= {"matplotlib"}
    assert "passwd" not in etc
    assert user not in (0, os.getuid())


@pytest.mark.hostile
def test_a_sandbox_has_no_solutions_checks_or_images(call: Callable[..., Any]) -> None:
    grader = Path(process.__file__).parents[1]
    text = "import os\ndef f(*paths): return [os.path.exists(path) for path in paths]"
    paths = [
        str(grader / "checks"),
        str(grader / "course" / "syllabus.toml"),
        str(grader.parent / "solutions"),
        str(Path.home()),
    ]

    assert call(text, *paths[:3]) == [False, False, False]


@pytest.mark.hostile
def test_a_sandboxes_memory_disk_is_limited(call: Callable[..., Any]) -> None:
    text = """
def f(folder):
    for number in range(20):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(b"x" * (60 << 20))
"""
    with pytest.raises(StudentError, match="No space left"):
        call(text, "/dev/shm")  # noqa: S108  the sandbox's
    with pytest.raises((StudentError, Unusable), match=r"No space left|wrote more than 512 MB"):
        call(text, ".")


def test_without_bubblewrap_the_level_is_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    bubblewrap.obstacle.cache_clear()
    levels.strongest.cache_clear()
    try:
        assert levels.strongest() == levels.PROCESS
        assert "is not installed" in bubblewrap.obstacle() or sys.platform != "linux"
    finally:
        monkeypatch.undo()
        bubblewrap.obstacle.cache_clear()
        levels.strongest.cache_clear()


def test_folders_of_killed_processes_are_swept_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    own, left, other = (
        tmp_path / name for name in (f"{temporary.prefix()}a", f"{temporary.OURS}{dead.pid}-b", "digit-kata-c")
    )
    for folder in (own, left, other):
        (folder / "home").mkdir(parents=True)
    temporary.sweep()

    assert sorted(tmp_path.iterdir()) == sorted([own, other])


def test_a_folder_that_its_process_removes_meanwhile_is_none_to_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, left = tmp_path / f"{temporary.OURS}1-gone", tmp_path / f"{temporary.OURS}{2**22 + 1}-left"
    left.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Path, "glob", lambda _self, _pattern: iter([gone, left]))  # as it was a moment ago
    temporary.sweep()

    assert not left.exists()


def test_a_folder_of_this_machine_is_not_taken_for_a_disk_of_a_sandbox_that_starts() -> None:
    size = 1 << 20

    assert not process._is_disk(Path("/"), size)
    assert not process._is_disk(Path("/not-there"), size)
    assert process._is_disk(Path("/"), 1 << 80)
