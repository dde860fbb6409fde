"""Jobs of a class: which workers they get, what a worker of the cluster keeps for them, and processes that fail."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

import pytest

from grader.classroom import dask_worker, job, job_workers, local_executor
from grader.classroom.dask_worker import Order, Unsuitable
from grader.classroom.executor import PoolError
from grader.classroom.job import Fetch, Grade
from grader.classroom.job_workers import JobWorkers
from grader.classroom.local_executor import Pool
from grader.classroom.work import Outline, Work, key
from grader.course.datasets import DataError
from grader.course.syllabus import Syllabus
from grader.sandbox import levels, orphans
from grader.sandbox.connection import Abandoned
from grader.sandbox.connection import Connection as Link
from grader.sandbox.forkserver import Address
from grader.sandbox.submission import Submission, read
from grader.util.errors import Unjudged
from tests.conftest import SOLUTIONS

NOWHERE = Address("/nowhere/socket", 1)
WORK = Work("checks", {}, levels.PROCESS, 0, "digits")
DATASET = ("digits", "d")


@dataclass
class PlayedForks:
    """Knows whether it was hung up."""

    address: Address
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@dataclass
class PlayedForkserver:
    """Imports nothing; knows whether it was ended."""

    threads: int | None = None
    address: Address = NOWHERE
    closed: bool = False

    def close(self) -> None:
        self.closed = True


class PlayedLink:
    """A worker that is none, with what was asked for."""

    def __init__(self, **options: Any) -> None:
        self.options = options

    def close(self) -> None:
        pass


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The workers of this process's jobs, none so far; all are ended after the test."""
    monkeypatch.setattr(levels, "strongest", lambda: levels.PROCESS)
    made = JobWorkers()
    yield made
    made.close()
    made.rest()


def of_reference(exercises: tuple[str, ...], **options: Any) -> Grade:
    return Grade(read(SOLUTIONS), exercises, **{"work": WORK, **options})


def training(course: Syllabus) -> str:
    return next(exercise.id for exercise in course.exercises if exercise.images)


# What a job grades.


def test_a_quick_job_leaves_out_what_waits_for_a_library_and_what_is_held(
    course: Syllabus, workers: JobWorkers
) -> None:
    precision, recall = course.by_id["metrics.precision"], course.by_id["metrics.recall"]
    heavy = next(exercise.id for exercise in course.exercises if exercise.module == "models")
    outline = Outline({"metrics": ("metrics",)}, {}, {})
    held = frozenset([key(recall, read(SOLUTIONS), outline, WORK)])

    graded = of_reference((precision.id, recall.id, heavy), quick=True, held=held).run(workers)

    assert graded.fault == ""
    assert {name: outcome["status"] for name, outcome in graded.outcomes.items()} == {precision.id: "passed"}
    assert graded.outline is not None
    assert graded.outline.heavy["models"]


def test_a_class_counts_modules_as_a_whole_and_what_they_import(
    course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = course.by_id["training.train_dense"]
    outline = Outline({"training": ("training",)}, {}, {}, {"training": ("seaborn",)})
    versions = {"seaborn": "missing"}
    monkeypatch.setattr(
        "grader.grading.outcome_key.versions_of", lambda names: versions if names == ("seaborn",) else {}
    )

    def found(text: str) -> str:
        return key(exercise, Submission("mine", {"training": text}, {}), outline, WORK)

    before = found("def train_dense(): pass")
    assert found("def train_dense(): pass\n\n\ndef unused(): pass") != before
    versions["seaborn"] = "0.13.2"
    assert found("def train_dense(): pass") != before


def test_what_a_module_imports_is_part_of_the_outline(course: Syllabus, workers: JobWorkers) -> None:
    source = "import seaborn, os, numpy\nfrom .helper import x"
    submission = Submission("mine", {"metrics": source, "helper": "import nonesuch"}, {})

    outline = Grade(submission, (course.by_id["metrics.recall"].id,), WORK).run(workers).outline

    assert outline is not None
    assert outline.imports["metrics"] == ("nonesuch", "numpy", "seaborn")
    assert outline.imports["training"] == ()


def test_where_no_worker_starts_in_time_the_job_wants_to_run_alone(
    workers: JobWorkers, course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ready(_link: Link) -> None:
        raise Unjudged("No worker could be started.")

    monkeypatch.setattr(Link, "ready", ready)
    recall = course.by_id["metrics.recall"].id
    graded = Grade(read(SOLUTIONS), (recall,), WORK).run(workers)

    assert graded.late == (recall,)
    assert [outcome["status"] for outcome in graded.outcomes.values()] == ["error"]


def test_images_that_changed_during_the_run_are_a_fault_of_ours(
    workers: Any, course: Syllabus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "images_of", lambda _choice, _warps: lambda: SimpleNamespace(name="digits", digest="new"))
    work = Work("checks", {}, levels.PROCESS, 0, "digits", ("digits", "old"))

    graded = of_reference((training(course),), work=work).run(workers)

    assert [outcome["status"] for outcome in graded.outcomes.values()] == ["error"]
    assert "The images changed since the run started. Start it again." in str(graded.outcomes)
    assert "DataError" in graded.fault
    assert workers._given == []  # no worker goes on


# Which worker it gets.


def test_a_job_gets_the_worker_that_waits_unless_that_is_unfit(workers: Any) -> None:
    workers.prepare()
    ready = workers._waiting
    taken = workers.give(None)
    workers.prepare()
    deaf = workers._waiting
    hears = workers.give(lambda _figures: None)  # which the one that waits would not tell
    workers.prepare()
    dead = workers._waiting
    dead.close()
    other = workers.give(None)

    assert taken is ready
    assert hears is not deaf
    assert not deaf.alive
    assert other is not dead
    assert taken.alive
    assert hears.alive
    assert other.alive
    workers.close()
    assert not any(link.alive for link in (taken, hears, other))


def test_workers_are_forked_where_they_are_told_to_be(workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_workers, "Connection", PlayedLink)
    workers.fork_at(NOWHERE)
    first = workers._forks
    workers.fork_at(NOWHERE)
    forked = workers.give(None)
    workers.fork_at(None)
    started = workers.give(None)

    assert forked.options == {"progress": None, "level": levels.BUBBLEWRAP, "spawn": first.fork}
    assert started.options == {"progress": None}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets, and nothing is forked there")
def test_without_a_forkserver_a_worker_is_started(workers: Any) -> None:
    workers.fork_at(NOWHERE)

    assert isinstance(workers.give(None), Link)
    assert len(workers._given) == 1


def test_at_rest_nothing_is_kept(workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_workers, "ForkClient", PlayedForks)
    workers.prepare()
    workers.fork_at(NOWHERE)
    waiting, forks = workers._waiting, workers._forks

    workers.rest()
    workers.rest()  # when there is nothing more to let go of

    assert not waiting.alive
    assert forks == PlayedForks(NOWHERE, closed=True)
    assert (workers._waiting, workers._forks) == (None, None)


def test_after_the_end_there_is_no_worker_until_it_is_resumed(workers: Any) -> None:
    given = workers.give(None)
    workers.prepare()
    waiting = workers._waiting
    workers.abandon()

    with pytest.raises(Abandoned):
        workers.give(None)
    workers.prepare()
    assert not given.alive
    assert not waiting.alive
    workers.resume()
    assert workers.give(None).alive


# What a worker of the cluster does.


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[dask_worker.Station]:
    """What is kept for the next job of a worker that rests at once when it has none: nothing so far."""
    monkeypatch.setattr(levels, "strongest", lambda: levels.PROCESS)
    made = dask_worker.Station()
    monkeypatch.setattr(dask_worker, "Forkserver", PlayedForkserver)
    monkeypatch.setattr(dask_worker, "REST_AFTER", 0.0)
    yield made
    made.workers.rest()


def ordered(images: Callable[[], Any], rank: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What an order gives where these are the images, and a job says just where its workers are forked."""
    monkeypatch.setattr(job, "images_of", lambda _choice, _warps: images)
    monkeypatch.setattr(Grade, "run", lambda _self, workers: workers._forks)
    submission = Submission("ada", {}, {})
    grade = Grade(submission, (), Work("", {}, levels.PROCESS, 0, "digits", DATASET))
    return Order(grade, rank).run(dask_worker.Station())


def same() -> Any:
    return SimpleNamespace(name=DATASET[0], digest=DATASET[1])


def other() -> Any:
    return SimpleNamespace(name="mnist", digest="m")


def none() -> Any:
    raise DataError("No such file. Name another.")


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        pytest.param(none, "does not have the images (No such file. Name another)"),
        pytest.param(other, "different images"),
    ],
)
def test_a_worker_without_these_images_is_unfit_for_trainings_alone(
    images: Callable[[], Any], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfit = ordered(images, job.TRAININGS, monkeypatch)

    assert isinstance(unfit, Unsuitable)
    assert sentence in unfit.sentence
    assert ordered(images, job.MODELS, monkeypatch) is None


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("level", "rank", "forks"),
    [
        (levels.BUBBLEWRAP, job.TRAININGS, True),
        (levels.BUBBLEWRAP, job.MODELS, True),
        (levels.BUBBLEWRAP, job.QUICK, False),
        (levels.PROCESS, job.TRAININGS, False),
    ],
)
def test_workers_with_tensorflow_are_forked_in_a_sandbox(
    level: str, rank: int, forks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "strongest", lambda: level)
    monkeypatch.setattr(job_workers, "ForkClient", PlayedForks)

    assert ordered(same, rank, monkeypatch) == (PlayedForks(NOWHERE) if forks else None)


def rest(ready: dask_worker.Station) -> None:
    """Let the time pass after which it rests."""
    ready.rest_later()
    timer = ready._timer
    assert timer is not None
    timer.join()


def test_a_worker_that_has_no_job_for_long_keeps_no_process(ready: dask_worker.Station) -> None:
    ready.workers.prepare()
    waiting: Any = ready.workers._waiting
    server: Any = ready.forkserver()
    again: Any = ready.forkserver()

    rest(ready)

    assert again is server
    assert server.closed
    assert not waiting.alive
    assert ready.turn.acquire(blocking=False)  # a job can begin
    fresh: Any = ready.forkserver()
    assert fresh is not server


def test_a_worker_that_never_forked_has_no_forkserver_to_end(ready: dask_worker.Station) -> None:
    ready.workers.prepare()
    waiting: Any = ready.workers._waiting

    rest(ready)

    assert not waiting.alive
    assert ready.turn.acquire(blocking=False)


def test_while_a_job_runs_nothing_is_let_go_of(ready: dask_worker.Station) -> None:
    ready.workers.prepare()
    server: Any = ready.forkserver()

    with ready.turn:
        rest(ready)

    waiting: Any = ready.workers._waiting
    assert waiting.alive
    assert not server.closed


# Processes of the pool that fail. What they do instead of serving has to be found by name in a fresh process.


def _end(_pipe: Connection) -> None:
    """Be lost before it is ready."""


def _be_deaf(pipe: Connection) -> None:
    """Be ready, and not hear the end of the pipe."""
    pipe.send(("ready", None))
    time.sleep(600)


def _say_what_nobody_asked(pipe: Connection) -> None:
    """Give a result before there is a job, then serve."""
    pipe.send(("result", "unasked"))
    pipe.send(("ready", None))
    pipe.recv()
    pipe.send(("result", "asked"))
    pipe.recv()


def heard(running: Pool) -> None:
    """Wait until the first process is ready; it has no job."""
    while not running._near[0].ready:
        assert running.finished(0.1) == []


def result_of(running: Pool) -> Any:
    while not (found := running.finished(0.1)):
        pass
    ((number, result),) = found
    assert number == 7
    return result


def test_an_idle_process_that_is_lost_is_replaced(tmp_path: Any) -> None:
    with Pool(1) as running:
        heard(running)
        first = running._near[0].process
        first.kill()
        first.join()
        assert running.finished(60) == []
        second = running._near[0].process
        running.submit(7, job.QUICK, Fetch(str(tmp_path / "none.npz")))
        result = result_of(running)

        assert second.pid != first.pid
        assert "none.npz" in result
    assert not second.is_alive()


def test_processes_that_never_get_ready_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_executor, "_serve", _end)
    monkeypatch.setattr(local_executor, "STARTS", 2)

    with Pool(1) as running:
        assert running.finished(60) == []
        with pytest.raises(PoolError, match=r"2 processes in a row ended .* Try --workers 1"):
            running.finished(60)


def test_a_process_that_does_not_hear_the_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_executor, "_serve", _be_deaf)
    monkeypatch.setattr(local_executor, "ENDING", 0.2)

    with Pool(1) as running:
        heard(running)
        process = running._near[0].process

    assert process.exitcode  # it was killed, and waited for


def test_what_nobody_has_asked_for_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_executor, "_serve", _say_what_nobody_asked)

    with Pool(1) as running:
        heard(running)
        running.submit(7, job.QUICK, Fetch("digits"))

        assert result_of(running) == "asked"


def test_a_pool_that_cannot_start_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[str] = []
    monkeypatch.setattr(orphans, "kill_orphans", lambda: killed.append("orphans"))

    def start(_self: Pool) -> Any:
        raise OSError("no more processes")

    monkeypatch.setattr(Pool, "_start", start)
    with pytest.raises(OSError, match="no more processes"):
        Pool(2)

    assert killed == []  # the orphans of this process are not the pool's that never had any


@dataclass
class PlayedProcess:
    """Of the pool, and its pipe: ready, and never done."""

    sent: list[Any] = field(default_factory=list)

    def send(self, order: Any) -> None:
        self.sent.append(order)

    def join(self, _seconds: float) -> None:
        pass

    def is_alive(self) -> bool:
        return False

    def close(self) -> None:
        pass


@pytest.mark.parametrize("level", [levels.BUBBLEWRAP, levels.PROCESS])
def test_the_pool_forks_in_a_sandbox_what_is_not_quick(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    played: Any = [PlayedProcess(), PlayedProcess(), PlayedProcess()]
    starting = iter(played)
    servers: list[PlayedForkserver] = []

    def made(threads: int) -> PlayedForkserver:
        servers.append(PlayedForkserver(threads))
        return servers[-1]

    def start(_self: Pool) -> Any:
        process: Any = next(starting)
        return local_executor._LocalWorker(process, process, ready=True)

    monkeypatch.setattr(levels, "strongest", lambda: level)
    monkeypatch.setattr(local_executor, "Forkserver", made)
    monkeypatch.setattr(Pool, "_start", start)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)

    with Pool(3) as running:
        for number, rank in enumerate([job.QUICK, job.MODELS, job.TRAININGS]):
            running.submit(number, rank, Fetch("digits"))
            assert rank > job.QUICK or servers == []  # quick jobs alone need no TensorFlow
        there = [process.sent[0][1] for process in played]
        assert not any(server.closed for server in servers)

    if level == levels.BUBBLEWRAP:
        assert there == [None, NOWHERE, NOWHERE]
        assert servers == [PlayedForkserver(threads=2, closed=True)]
    else:
        assert there == [None, None, None]
        assert servers == []
