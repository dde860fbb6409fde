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
from functools import cache
from typing import Any

from grader.classroom import job as jobs
from grader.classroom.job import Fetch, Grade
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

    def run(self) -> Seen:
        _prepared()
        now = digest_of_checks.__wrapped__()
        stale, obstacle = now != digest_of_checks(), bubblewrap.obstacle() or ""
        return Seen(digest_of_rules(), versions(), known(), obstacle, stale, current().version)


@dataclass(frozen=True)
class Order:
    """Do a job of this rank."""

    job: Grade | Fetch
    rank: int

    @property
    def limit(self) -> float:
        return self.job.limit

    def run(self) -> Any:
        """The result of the job, or Unfit."""
        job = self.job
        if isinstance(job, Grade) and self.rank == jobs.TRAININGS and job.work.dataset is not None:
            try:
                images = jobs.images_of(job.work.choice)()
            except DataError as error:
                return Unsuitable(f"it does not have the images ({str(error).rstrip('.')})")
            if (images.name, images.digest) != tuple(job.work.dataset):
                return Unsuitable(
                    "it has different images from the first worker. Give both the same file, or take --data digits"
                )
        if self.rank > jobs.QUICK and levels.strongest() == levels.BUBBLEWRAP:
            jobs.fork_at(_ready.forkserver().address)
        else:
            jobs.fork_at(None)
        return job.run()


def serve(order: bytes) -> Any:
    """Carry out an order of the cluster; None if nobody waits for it any more."""
    with _ready.turn:  # a job takes the whole process: pytest and its plugins are not made for two at a time
        wanted: Inspection | Order = pickle.loads(order)  # noqa: S301  by the cluster that this worker serves, see the guide
        _ready.work()
        try:
            with _watched(wanted.limit):
                result = wanted.run()
            return None if jobs.abandoned() else result
        except KeyboardInterrupt:  # of `jobs.abandon`; Dask would end the worker for it
            return None
        finally:
            jobs.resume()
            _ready.rest_later()


class _Ready:
    """The state kept for the next job, and whose turn it is."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self._forkserver: Forkserver | None = None
        self._timer: threading.Timer | None = None

    def forkserver(self) -> Forkserver:
        """One for all jobs that want TensorFlow."""
        if self._forkserver is None:
            self._forkserver = Forkserver(threads=1)  # a worker of the cluster for each core
        return self._forkserver

    def work(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def rest_later(self) -> None:
        self._timer = threading.Timer(REST_AFTER, self._rest)
        self._timer.daemon = True
        self._timer.start()

    def _rest(self) -> None:
        if self.turn.acquire(blocking=False):
            try:
                jobs.rest()
                if self._forkserver is not None:
                    self._forkserver.close()
                    self._forkserver = None
            finally:
                self.turn.release()


_ready = _Ready()


@cache
def _prepared() -> None:
    temporary.sweep()  # after a worker that was killed
    jobs.prepare()


@contextlib.contextmanager
def _watched(limit: float) -> Iterator[None]:
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
                jobs.abandon()
            if stuck and not over.wait(ENDING):
                os._exit(1)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
