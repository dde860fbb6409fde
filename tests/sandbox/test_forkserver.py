"""Tests of sandbox/forkserver.py and its far side: every worker has TensorFlow already, and sees nothing of another."""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.course.syllabus import Exercise
from grader.sandbox import bubblewrap, levels
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import StudentError
from grader.sandbox.connection import Connection
from grader.sandbox.forkserver import Address, ForkClient, Forkserver
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from grader.sandbox.worker import wire
from tests.support.processes import running

DEMANDED = "DIGIT_KATA_SANDBOX"  # set where the sandbox has to work, and may not be passed over
pytestmark = pytest.mark.skipif(
    bool(bubblewrap.obstacle()) and not os.environ.get(DEMANDED), reason=f"no sandbox: {bubblewrap.obstacle()}"
)


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    """Where a forkserver is reached that all tests of this file share."""
    forkserver = Forkserver(threads=1)
    yield forkserver.address
    forkserver.close()


@pytest.fixture
def runner_of(address: Address) -> Iterator[Callable[[str], Runner]]:
    """Makes a runner, with a forked worker, from the text of a module."""
    forks = ForkClient(address)
    made: list[Runner] = []

    def make(text: str) -> Runner:
        submission = Submission("mine", {"module": text}, {})
        made.append(
            Runner(submission, worker=lambda told: Connection(progress=told, level=levels.BUBBLEWRAP, spawn=forks.fork))
        )
        return made[-1]

    yield make
    for runner in made:
        runner.close()
    forks.close()


def call(runner: Runner, function: str, *args: Any, seconds: float = 20.0) -> Any:
    return runner.call(Exercise(f"module.{function}", "A function", 1, seconds, ()), args, {})


MODEL = """
import keras, numpy

def train():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(numpy.ones((64, 4)), numpy.zeros(64), epochs=2, verbose=0)
    return model, history.history
"""


def test_one_worker_after_the_other_trains(runner_of: Callable[[str], Runner]) -> None:
    for _ in range(3):
        model, history = call(runner_of(MODEL), "train")

        assert isinstance(model, wire.Model)
        assert len(history["loss"]) == 2


SURROUNDINGS = """
import os

def look():
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    privileges = {name: int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")}
    processes = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    descriptors = len(os.listdir("/proc/self/fd"))
    return os.getuid(), processes, privileges, os.listdir("."), os.listdir("/dev/shm"), descriptors

def leave(mark):
    for folder in (".", "/dev/shm"):
        with open(f"{folder}/{mark}", "w") as file:
            file.write("here")
    return True

def network():
    with open("/proc/net/dev") as file:
        return [line.partition(":")[0].strip() for line in file.readlines()[2:]]

def variables():
    return dict(os.environ)
"""


def test_two_workers_see_nothing_of_each_other(runner_of: Callable[[str], Runner]) -> None:
    first, second = runner_of(SURROUNDINGS), runner_of(SURROUNDINGS)
    call(first, "leave", "mark")
    user, processes, privileges, home, shared, descriptors = call(second, "look")
    other = call(first, "look")[0]

    assert processes == [1, 2]  # its own namespace's first, and itself
    assert not any(privileges.values())
    assert home == shared == []
    assert descriptors < 10
    assert 0 not in (user, other)
    assert user != other or os.getuid() != 0  # who is not root has but one user to be
    assert call(second, "network") == ["lo"]


def test_a_worker_knows_nothing_of_the_graders_environment(
    runner_of: Callable[[str], Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    variables = call(runner_of(SURROUNDINGS), "variables")

    assert "SECRET_TOKEN" not in variables
    assert variables["OMP_NUM_THREADS"] == "1"


def test_workers_draw_different_numbers(runner_of: Callable[[str], Runner]) -> None:
    text = "import numpy, random\ndef f(): return numpy.random.random(), random.random()"
    drawn = [call(runner_of(text), "f") for _ in range(3)]

    assert len({numpy for numpy, _ in drawn}) == len({python for _, python in drawn}) == 3


def test_a_collection_of_garbage_leaves_shared_memory_alone(runner_of: Callable[[str], Runner]) -> None:
    text = "import gc\ndef f(): return gc.isenabled(), gc.get_freeze_count(), len(gc.get_objects())"

    enabled, left_out, looked_through = call(runner_of(text), "f")

    assert enabled
    assert left_out > 10 * looked_through


ENDS = {
    "exits": ("import os\ndef f(): os._exit(3)", "exit status 3"),
    "crashes": ("import ctypes\ndef f(): ctypes.string_at(0)", "signal 11"),
    "hangs": ("def f():\n    while True: pass", "used more than 2 s of processor time"),
}


@pytest.mark.parametrize("phrase", ENDS)
def test_a_worker_that_ends_is_followed_by_another(phrase: str, runner_of: Callable[[str], Runner]) -> None:
    text, sentence = ENDS[phrase]
    runner = runner_of(f"{text}\ndef g(): return 1")
    with pytest.raises(Unusable, match=sentence):
        call(runner, "f", seconds=2.0)

    assert call(runner, "g") == 1


def test_a_worker_finds_nobody_to_kill(runner_of: Callable[[str], Runner]) -> None:
    runner = runner_of("import os, signal\ndef f(): os.kill(-1, signal.SIGKILL)\ndef g(): return 1")
    with pytest.raises(StudentError) as raised:
        call(runner, "f")

    assert raised.value.types[0] == "ProcessLookupError"
    assert call(runner, "g") == 1


def test_nothing_stays_behind(runner_of: Callable[[str], Runner]) -> None:
    mark = f"kata-test-{secrets.token_hex(8)}"
    runner = runner_of(
        "import subprocess, sys\n"
        "def f(mark):\n"
        "    command = [sys.executable, '-c', 'import time; time.sleep(60)', mark]\n"
        "    for session in (False, True):\n"
        "        subprocess.Popen(command, start_new_session=session)\n"
        "    return True"
    )
    call(runner, "f", mark)
    assert running(mark) == 2
    runner.close()

    assert running(mark) == 0


def test_a_temporary_folder_may_have_a_long_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux takes 107 bytes as the address of a socket."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    forkserver = Forkserver(threads=1)
    forks = ForkClient(forkserver.address)
    try:
        connection = Connection(level=levels.BUBBLEWRAP, spawn=forks.fork)
        connection.close()
    finally:
        forks.close()
        forkserver.close()

    assert not list(folder.iterdir())


def test_a_forkserver_that_is_gone_is_an_error() -> None:
    forkserver = Forkserver()
    forkserver.close()

    with pytest.raises(OSError, match=r"."):
        Connection(level=levels.BUBBLEWRAP, spawn=ForkClient(forkserver.address).fork)


def test_a_process_that_ends_during_the_search_is_passed_over(
    runner_of: Callable[[str], Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under load, a process of somebody else's may end between the list of all processes and a look at it."""
    look = os.stat

    def gone(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
        if str(path).startswith("/proc/") and str(path).endswith("/status"):
            raise ProcessLookupError(3, "No such process", str(path))
        return look(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", gone)

    assert call(runner_of("def f(): return 1"), "f") == 1
