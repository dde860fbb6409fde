"""The station is the far end of the cluster: it runs in a Dask worker, one job at a time.

What comes from here is trusted as much as this machine is. Of a submission only plain values get this far: numbers,
texts, lists and dicts, which the sandbox' pipe has let through.
"""

import contextlib
import os
import pickle
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.classroom import job as jobs
from grader.classroom.job import Grade, Task
from grader.classroom.job_workers import JobWorkers
from grader.course.current import current, digest_of_rules
from grader.course.datasets import DataError
from grader.grading.manifest import versions
from grader.sandbox import bubblewrap, levels, orphans, temporary
from grader.sandbox.forkserver import Forkserver
from grader.sandbox.probe import Findings, known
from grader.sandbox.stopwatch import FairClock
from grader.util.digest import digest_of_checks

LOOK_EVERY = 0.5  # seconds between two looks whether somebody still waits for the job
REST_AFTER = 120.0  # seconds without a job, after which no process is kept ready for the next one
ENDING = 2.5  # seconds for workers to be killed before a job that is stuck takes this process with it


@dataclass(frozen=True)
class Seen:
    """The facts about a worker.

    Attributes:
        checks: SHA-256 over its grader's own files.
        versions: of Python and the libraries.
        findings: what a submission is kept from there.
        obstacle: why the strongest level does not work there, or nothing.
        stale: whether files of the grader have changed since it has read them.
        course: the version of `course.toml` there.
    """

    checks: str
    versions: Mapping[str, str]
    findings: Findings
    obstacle: str
    stale: bool
    course: str = ""


@dataclass(frozen=True)
class Unsuitable:
    """A worker cannot do a job that others may be able to do: why, and the remedy, without a full stop."""

    sentence: str


@dataclass(frozen=True)
class Inspection:
    """Say what this worker is, and get ready."""

    limit: float = jobs.SLACK

    def run(self, station: "Station") -> Seen:
        station.prepare()
        now = digest_of_checks.__wrapped__()
        stale, obstacle = now != digest_of_checks(), bubblewrap.obstacle() or ""
        return Seen(digest_of_rules(), versions(), known(), obstacle, stale, current().version)


@dataclass(frozen=True)
class Order:
    """Do a job of this rank."""

    job: Task
    rank: int

    @property
    def limit(self) -> float:
        return self.job.limit

    def run(self, station: "Station") -> Any:
        """The result of the job, or Unsuitable."""
        job = self.job
        if isinstance(job, Grade) and self.rank == jobs.TRAININGS and job.work.dataset is not None:
            try:
                images = jobs.images_of(job.work.choice, job.work.test_warps)()
            except DataError as error:
                return Unsuitable(f"it does not have the images ({str(error).rstrip('.')})")
            if (images.name, images.digest) != tuple(job.work.dataset):
                return Unsuitable(
                    "it has different images from the first worker. Give both the same file, or take --data digits"
                )
        if self.rank > jobs.QUICK and levels.strongest() == levels.BUBBLEWRAP:
            station.workers.fork_at(station.forkserver().address)
        else:
            station.workers.fork_at(None)
        return job.run(station.workers)


def serve(order: bytes) -> Any:
    """Carry out an order of the cluster; None if nobody waits for it any more."""
    with _station.turn:  # a job takes the whole process: pytest and its plugins are not made for two at a time
        wanted: Inspection | Order = pickle.loads(order)  # noqa: S301  by the cluster that this worker serves, see the guide
        _station.work()
        try:
            with _watched(wanted.limit, _station.workers):
                result = wanted.run(_station)
            return None if _station.workers.over else result
        except KeyboardInterrupt:  # of `JobWorkers.abandon`; Dask would end the worker for it
            return None
        finally:
            _station.workers.resume()
            _station.rest_later()


class Station:
    """What a process of the cluster keeps for its next job, and whose turn it is.

    Attributes:
        turn: held by the job that runs.
        workers: of the job that runs.
    """

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.workers = JobWorkers()
        self._is_prepared = False
        self._forkserver: Forkserver | None = None
        self._timer: threading.Timer | None = None

    def forkserver(self) -> Forkserver:
        """One for all jobs that want TensorFlow."""
        if self._forkserver is None:
            self._forkserver = Forkserver(threads=1)  # a worker of the cluster for each core
        return self._forkserver

    def prepare(self) -> None:
        """Import what every job needs, once."""
        if not self._is_prepared:
            temporary.sweep()  # after a worker that was killed
            jobs.prepare(self.workers)
            self._is_prepared = True

    def work(self) -> None:
        """Begin a job: nothing is let go of meanwhile."""
        if self._timer is not None:
            self._timer.cancel()

    def rest_later(self) -> None:
        """After a job: let go of everything if no other comes for some time."""
        self._timer = threading.Timer(REST_AFTER, self._rest)
        self._timer.daemon = True
        self._timer.start()

    def _rest(self) -> None:
        if self.turn.acquire(blocking=False):
            try:
                self.workers.rest()
                if self._forkserver is not None:
                    self._forkserver.close()
                    self._forkserver = None
            finally:
                self.turn.release()


_station = Station()  # of this process: Dask gives a task nothing else that lasts


@contextlib.contextmanager
def _watched(limit: float, workers: JobWorkers) -> Iterator[None]:
    """End what runs when nobody waits for it any more, and this process if it is stuck: a lost worker costs a try."""
    from distributed import get_worker

    worker: Any = get_worker()
    key = worker.get_current_task()
    over, clock = threading.Event(), FairClock(orphans.own_family)
    deadline = clock.now() + limit

    def watch() -> None:
        while not over.wait(LOOK_EVERY):
            task = worker.state.tasks.get(key)
            unwanted, stuck = task is None or task.state == "cancelled", clock.now() > deadline
            if unwanted or stuck:
                workers.abandon()
            if stuck and not over.wait(ENDING):
                os._exit(1)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
