"""The workers of a Dask scheduler: the same grades as here, whatever becomes of a worker; no unfit one gives any."""

import contextlib
import dataclasses
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from grader.classroom import dask_client, dask_executor
from grader.classroom.dask_executor import Cluster
from grader.classroom.dask_worker import Inspection, Order, Seen, Unsuitable
from grader.classroom.executor import Lost, PoolError
from grader.classroom.job import Grade
from grader.classroom.job_workers import JobWorkers
from grader.classroom.work import Work
from grader.grading.manifest import versions
from grader.sandbox import levels
from grader.sandbox.probe import Findings
from grader.sandbox.submission import Submission
from grader.util.digest import digest_of_checks
from tests.classroom.test_run import NUMPY, content, environment, family, left_of, run, running, stored, wait_until
from tests.conftest import ROOT, SOLUTIONS
from tests.support.secrets import shared

KEPT = Findings(levels.BUBBLEWRAP, ("network", "reading"), ())
OPEN = Findings(levels.PROCESS, (), ("network", "reading"))
SANDBOX = () if levels.strongest() == levels.BUBBLEWRAP else ("--allow-no-sandbox",)
pytest.importorskip("distributed", reason="Dask's scheduler is not installed; the group `tests` has it")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


# What is decided here, with a Dask that is played.


@dataclass
class Future:
    """Of an order, which ends when it is told to."""

    key: str
    order: Any
    status: str = "pending"
    given: Any = None
    callbacks: list[Callable[[Any], None]] = field(default_factory=list)

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self.callbacks.append(callback)

    def end(self, given: Any = None, status: str = "finished") -> None:
        self.given, self.status = given, status
        for callback in self.callbacks:
            callback(self)

    def result(self, timeout: float) -> Any:
        assert timeout > 0
        if isinstance(self.given, Exception):
            raise self.given
        return self.given

    def done(self) -> bool:
        return self.status != "pending"

    def release(self) -> None:
        self.status = "released"


@dataclass
class Dask:
    """A client whose workers say what they are told to say."""

    seen: dict[str, Any] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    sent: dict[str, Future] = field(default_factory=dict)  # the last one to each worker
    cancelled: list[str] = field(default_factory=list)
    status: str = "running"

    def add(self, name: str, seen: Any, threads: int = 1) -> None:
        self.seen[name], self.threads[name] = seen, threads

    def nthreads(self) -> dict[str, int]:
        if self.status == "unreachable":
            raise OSError("no route to host")
        return dict(self.threads)

    def submit(self, _function: Any, order: bytes, *, key: str, workers: list[str], **_options: Any) -> Future:
        import pickle

        (name,) = workers
        self.sent[name] = future = Future(key, pickle.loads(order))  # noqa: S301  it was dumped a moment ago
        return future

    def cancel(self, futures: list[Future]) -> None:
        self.cancelled += [future.key for future in futures]

    def close(self, timeout: float) -> None:
        assert timeout > 0
        self.status = "closed"

    def answer_looks(self) -> None:
        for name, future in list(self.sent.items()):
            if isinstance(future.order, Inspection) and not future.done():
                future.end(self.seen[name])


def seen(**other: Any) -> Seen:
    facts = {"checks": digest_of_checks(), "versions": versions(), "findings": KEPT, "obstacle": "", "stale": False}
    return Seen(**{**facts, **other})


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> Dask:
    played = Dask()
    monkeypatch.setattr(dask_executor, "connect", lambda _address: played)
    monkeypatch.setattr(dask_executor, "LOOK_EVERY", 0.0)
    return played


def opened(dask: Dask, notes: list[str] | None = None, **options: Any) -> Cluster:
    """A cluster whose workers have said what they are."""
    made = Cluster("tcp://here:1", (notes if notes is not None else []).append, **options)
    made.finished(0)
    dask.answer_looks()
    made.findings()
    return made


def named(job: str) -> Any:
    """A job that nobody does."""
    return job


def test_jobs_go_to_workers_one_each_by_rank(dask: Dask) -> None:
    dask.add("a", seen())
    dask.add("b", seen())
    made = opened(dask)

    for number, rank in enumerate([2, 1, 0, 0]):
        made.submit(number, rank, named(f"job {number}"))
    first = [future.order for future in dask.sent.values()]
    for future in list(dask.sent.values()):
        future.end(f"result of {future.order.job}")
    results = made.finished(0)

    assert made.slots == 2
    assert first == [Order("job 0", 2), Order("job 1", 1)]  # type: ignore[arg-type]
    assert sorted(results) == [(0, "result of job 0"), (1, "result of job 1")]
    assert {future.order.job for future in dask.sent.values()} == {"job 2", "job 3"}


def test_no_more_jobs_at_a_time_than_were_asked_for(dask: Dask) -> None:
    for name in "abc":
        dask.add(name, seen())
    made = opened(dask, most=2)

    for number in range(3):
        made.submit(number, 0, named(f"job {number}"))

    assert made.slots == 2
    assert sum(isinstance(future.order, Order) for future in dask.sent.values()) == 2


@pytest.mark.parametrize(
    ("what", "threads", "sentence"),
    {
        "a thread too many": (seen(), 4, "it has 4 threads, and a grading needs a process. Start it with --nthreads 1"),
        "another grader": (seen(checks="other"), 1, "its grader has other files than this one. Copy this folder"),
        "another course": (seen(course="other"), 1, "it grades another course. Use the same course.toml"),
        "changed since": (seen(stale=True), 1, "files have changed since it started. Restart it"),
        "other versions": (
            seen(versions={**versions(), "numpy": "0.1"}),
            1,
            f"its versions differ (numpy 0.1, not {versions()['numpy']}). Install the same ones there",
        ),
        "no sandbox": (
            seen(findings=OPEN, obstacle="bwrap is missing"),
            1,
            "a submission could use the network and read your files there (bwrap is missing). Install bubblewrap",
        ),
        "no kit": (ModuleNotFoundError("No module named 'grader'"), 1, "Start it from the top of a copy of this"),
        "broken": (ValueError("unlucky"), 1, "it failed (ValueError: unlucky). Read its output"),
    }.values(),
    ids=["threads", "other files", "other course", "changed files", "versions", "sandbox", "no kit", "broken"],
)
def test_an_unfit_worker_is_left_out_and_told_once(what: Any, threads: int, sentence: str, dask: Dask) -> None:
    dask.add("bad", what, threads)
    dask.add("worse", what, threads)
    dask.add("good", seen())
    notes: list[str] = []

    made = opened(dask, notes)
    made.submit(0, 0, named("job"))

    assert made.slots == 1
    assert isinstance(dask.sent["good"].order, Order)
    (note,) = notes
    assert sentence in note
    assert note.startswith("The worker bad is left out: ")


def test_where_all_workers_are_unfit_it_stops(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_executor, "NOBODY_LIMIT", 0.0)
    dask.add("bad", seen(checks="other"))

    with pytest.raises(PoolError, match=r"No worker of tcp://here:1 can be used: its grader has .*start again\."):
        opened(dask)


def test_without_a_sandbox_all_are_at_one_level(dask: Dask) -> None:
    dask.add("open", seen(findings=OPEN))
    dask.add("kept", seen())
    notes: list[str] = []

    made = opened(dask, notes, sandboxed=False)

    assert made.findings() == KEPT
    assert made.slots == 1
    assert "its isolation is process, that of the others is bubblewrap" in notes[0]


def test_a_job_of_a_lost_worker_is_done_elsewhere_and_not_for_ever(dask: Dask) -> None:
    dask.add("a", seen())
    notes: list[str] = []
    made = opened(dask, notes)
    made.submit(7, 0, named("job"))
    results: list[tuple[int, Any]] = []

    for before, after in ("ab", "bc", "cd"):
        assert results == []
        assert dask.sent[before].order.job == "job"
        del dask.threads[before]
        dask.add(after, seen())
        results += made.finished(0)
        dask.answer_looks()
        results += made.finished(0)

    ((number, lost),) = results
    assert number == 7
    assert isinstance(lost, Lost)
    assert "lost 3 times" in lost.sentence
    assert isinstance(dask.sent["d"].order, Inspection)
    assert len(dask.cancelled) == 3
    assert notes[0] == "The worker a is gone; another worker does its work again."


def test_a_result_that_is_lost_with_its_worker_is_made_again(dask: Dask) -> None:
    dask.add("a", seen())
    made = opened(dask)
    made.submit(7, 0, named("job"))

    dask.sent["a"].end(TimeoutError())
    nothing = made.finished(0)
    dask.sent["a"].end("result")

    assert nothing == []
    assert made.finished(0) == [(7, "result")]


def test_a_worker_without_the_images_gets_no_other_job(dask: Dask) -> None:
    dask.add("a", seen())
    notes: list[str] = []
    made = opened(dask, notes)
    made.submit(7, 2, named("job"))

    dask.add("b", seen())
    dask.sent["a"].end(Unsuitable("it does not have the images"))
    made.finished(0)
    dask.answer_looks()
    made.finished(0)

    assert dask.sent["b"].order.job == "job"
    assert notes == ["The worker a is left out: it does not have the images."]


def test_a_fault_of_a_worker_is_told_and_the_others_go_on(dask: Dask) -> None:
    dask.add("a", seen())
    made = opened(dask)
    made.submit(7, 0, named("job"))

    dask.sent["a"].end(RuntimeError("disk on fire\nand more"), "error")

    ((number, lost),) = made.finished(0)
    assert number == 7
    assert "The worker a failed (RuntimeError: disk on fire)." in lost.sentence


@pytest.mark.parametrize("status", ["unreachable", "connecting", "closed"])
def test_a_scheduler_that_is_lost_ends_the_run_with_a_sentence(status: str, dask: Dask) -> None:
    dask.add("a", seen())
    made = opened(dask)
    made.submit(7, 0, named("job"))

    dask.status = status

    with pytest.raises(PoolError, match=r"cannot be reached any more.*to continue\."):
        made.finished(0)
    made.close()


def test_without_workers_it_waits_and_says_so_once(dask: Dask) -> None:
    notes: list[str] = []
    assert dask.threads == {}
    made = Cluster("tcp://here:1", notes.append)

    for _ in range(3):
        assert made.finished(0) == []

    (note,) = notes
    assert "python -m dask worker tcp://here:1 --nthreads 1" in note


# With a real scheduler and real workers.


@dataclass(frozen=True)
class KillsOnce:
    """A job that kills its process, or gets stuck, the first time it is run."""

    mark: str
    stuck: bool = False
    limit: float = 600.0

    def run(self, _workers: JobWorkers) -> str:
        if Path(self.mark).exists():
            return f"done after {Path(self.mark).read_text(encoding='utf-8')}"
        Path(self.mark).write_text("a kill", encoding="utf-8")
        if not self.stuck:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(600)
        return "nothing came of it"


@dataclass(frozen=True)
class Waits:
    """A job that waits until it is abandoned."""

    mark: str
    limit: float = 600.0

    def run(self, workers: JobWorkers) -> None:
        began = Path(self.mark)
        began.write_text("began", encoding="utf-8")
        while not workers.over:
            time.sleep(0.05)
        began.write_text("abandoned", encoding="utf-8")


@dataclass
class Running:
    """A scheduler and its workers."""

    address: str
    scheduler: "subprocess.Popen[str]"
    workers: list["subprocess.Popen[str]"]


@contextlib.contextmanager
def dask_processes(folder: Path, workers: int = 2) -> Iterator[Running]:
    """On loopback, with ports of their own; the scheduler knows nothing of this kit."""
    started: list[subprocess.Popen[str]] = []
    dask = [sys.executable, "-m", "dask"]
    file = folder / "scheduler.json"
    printed = (folder / "printed.txt").open("w", encoding="utf-8")

    def start(*line: str, cwd: Path) -> "subprocess.Popen[str]":
        bare = {name: text for name, text in environment().items() if name != "PYTHONPATH"}
        options = {"cwd": cwd, "env": bare, "stdout": printed, "stderr": printed, "encoding": "utf-8"}
        started.append(subprocess.Popen([*dask, *line], **options))  # type: ignore[call-overload]
        return started[-1]

    try:
        place = ["--host", "127.0.0.1", "--no-dashboard"]
        scheduler = start("scheduler", *place, "--port", "0", "--scheduler-file", str(file), cwd=folder)
        # The file is there before all of it is.
        wait_until(lambda: file.exists() and file.read_text(encoding="utf-8").rstrip().endswith("}"), scheduler)
        address = str(json.loads(file.read_text(encoding="utf-8"))["address"])
        each = ("worker", address, *place, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        yield Running(address, scheduler, [start(*each, cwd=ROOT) for _ in range(workers)])
    finally:
        for process in started:
            process.kill()
            process.wait()
        printed.close()


def found_by(made: Cluster, job: Any) -> Any:
    made.findings()
    made.submit(1, 0, job)
    while not (results := made.finished(1)):
        pass
    return results[0][1]


@pytest.fixture(scope="module")
def slow_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight submissions, each of which takes half a second more; one has a wrong precision."""
    folder = tmp_path_factory.mktemp("slow") / "class"
    for number in range(8):
        place = folder / f"student{number}"
        shutil.copytree(SOLUTIONS, place, ignore=shutil.ignore_patterns("__pycache__"))
        with (place / "metrics.py").open("a", encoding="utf-8") as file:
            file.write("\n\nimport time\ntime.sleep(0.5)\n")
            if number == 1:
                file.write("\n\ndef precision(tp, fp):\n    return tp + 1\n")
    return folder


@pytest.fixture(scope="module")
def undisturbed(slow_class: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a gradebook says of them after a run on this machine that nothing happens to."""
    file = shared(tmp_path_factory.mktemp("here") / "here.gradebook")
    here = run("class", slow_class, *NUMPY, *SANDBOX, "--gradebook", file)
    assert here.returncode == 0, here.stderr
    return content(file)


@pytest.mark.slow
@POSIX
def test_a_worker_that_is_killed_costs_no_result(slow_class: Path, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    file = shared(tmp_path / "cluster.gradebook")
    with dask_processes(tmp_path) as started:
        first = started.workers[0]
        line = ("class", slow_class, *NUMPY, *SANDBOX, "--gradebook", file, "--scheduler", started.address)
        with running(*line) as process:
            wait_until(lambda: stored(file) > 0, process)
            relatives = family(first)
            first.send_signal(signal.SIGKILL)
            first.wait()
            said, complained = process.communicate(timeout=600)
            status = process.returncode
        left = left_of(relatives)

    assert status == 0, said + complained
    assert complained == ""
    assert re.search(r"The worker tcp://\S+ is gone; another worker does its work again\.", said)
    assert content(file) == undisturbed
    if levels.strongest() == levels.BUBBLEWRAP:  # elsewhere nobody is left who could kill them
        assert left == []


@pytest.mark.slow
@POSIX
def test_a_scheduler_that_is_killed_costs_no_result(
    slow_class: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    file = shared(tmp_path / "cluster.gradebook")
    line = ("class", slow_class, *NUMPY, *SANDBOX, "--gradebook", file)
    with dask_processes(tmp_path) as started, running(*line, "--scheduler", started.address) as process:
        wait_until(lambda: stored(file) > 0, process)
        started.scheduler.send_signal(signal.SIGKILL)
        _, complained = process.communicate(timeout=600)
        status = process.returncode
    before = stored(file)
    after = run(*line)

    assert status == 3
    assert complained.startswith(f"The scheduler at {started.address} cannot be reached any more. ")
    assert complained.count("\n") == 1
    assert before > 0
    assert after.returncode == 0
    assert content(file) == undisturbed


@pytest.mark.slow
@POSIX
def test_what_is_lost_stuck_or_given_up_leaves_a_worker_that_goes_on(tmp_path: Path) -> None:
    notes: list[str] = []
    mark = tmp_path / "waits"
    with dask_processes(tmp_path, workers=3) as started:
        with Cluster(started.address, notes.append, sandboxed=False) as made:
            killed = found_by(made, KillsOnce(str(tmp_path / "killed")))
            stuck = found_by(made, KillsOnce(str(tmp_path / "stuck"), stuck=True, limit=1.0))
            made.submit(2, 0, Waits(str(mark)))
            wait_until(mark.exists, started.scheduler)
        wait_until(lambda: mark.read_text(encoding="utf-8") == "abandoned", started.scheduler)
        with Cluster(started.address, notes.append, sandboxed=False) as again:
            graded = found_by(again, hostile_job(again.findings().level))
        alive = [worker for worker in started.workers if worker.poll() is None]

    assert (killed, stuck) == ("done after a kill", "done after a kill")
    assert len(alive) == 1
    assert graded.fault == ""
    assert graded.outcomes["metrics.precision"]["status"] == "failed"
    assert graded.manifest["isolation"]["level"] == again._level
    assert impure(dataclasses.asdict(graded)) == []


def hostile_job(level: str) -> Grade:
    """Of a submission that gives what is no plain value, wherever it can."""
    source = """
class Number(float):
    def __eq__(self, other):
        return True

    def __reduce__(self):
        return (print, ("got through",))


def precision(tp, fp):
    print("\\x1b[2J")
    raise type("Odd", (Exception,), {"__str__": lambda self: "odd", "__reduce__": Number.__reduce__})(Number(1))


def recall(tp, fn):
    return Number(1)
"""
    work = Work(digest_of_checks(), versions(), level, 0, "digits")
    return Grade(Submission("hostile", {"metrics": source}, {}), ("metrics.precision", "metrics.recall"), work)


def impure(value: Any) -> list[Any]:
    """What in a value is not exactly a plain one."""
    if type(value) is dict:
        return [bad for pair in value.items() for each in pair for bad in impure(each)]
    if type(value) in (list, tuple):
        return [bad for each in value for bad in impure(each)]
    return [] if type(value) in (str, int, float, bool, type(None)) else [value]


@pytest.mark.slow
def test_a_scheduler_that_is_not_there_gets_one_sentence_and_leaves_no_gradebook(tmp_path: Path) -> None:
    (tmp_path / "class" / "ada").mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    done = run("class", tmp_path / "class", "--scheduler", f"tcp://127.0.0.1:{port}")

    assert done.returncode == 3
    assert re.fullmatch(rf"The scheduler at tcp://127\.0\.0\.1:{port} does not answer \(.*\?\n", done.stderr)
    assert not (tmp_path / "class.gradebook").exists()


@pytest.mark.parametrize(
    "address", ["nonsense://here", "tcp://", "127.0.0.1:99999999", "tls://127.0.0.1:1", "tcp://no-such-host.invalid:1"]
)
def test_what_is_no_address_gets_a_sentence(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_client, "CONNECT_LIMIT", 1.0)

    with pytest.raises(PoolError, match=r"does not answer .* is this its address\?"):
        Cluster(address)


def test_who_answers_and_is_no_scheduler_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_client, "CONNECT_LIMIT", 1.0)

    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(PoolError, match="does not answer"),
    ):
        Cluster(f"tcp://127.0.0.1:{silent.getsockname()[1]}")


def test_without_dask_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(PoolError, match="pip install distributed"):
        Cluster("tcp://127.0.0.1:1")


def test_dask_is_imported_only_for_a_scheduler() -> None:
    modules = "grader.cli.main, grader.classroom.run, grader.classroom.dask_executor, grader.classroom.dask_worker"
    line = f"import sys, {modules}; print('distributed' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", line], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)

    assert done.stdout == "False\n"
