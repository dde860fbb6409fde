"""The pool runs jobs in processes of this machine, one job each at a time; processes stay, so each imports NumPy once.

A process that is killed, or gets stuck, costs its job another try and nothing else. When this process is gone, however
it went, the others see their pipe end, kill their workers and end too.
"""

import contextlib
import heapq
import itertools
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Protocol

from grader.classroom import job as jobs
from grader.classroom.job import Job, Task
from grader.classroom.job_workers import JobWorkers
from grader.sandbox import levels, orphans
from grader.sandbox.forkserver import Address, Forkserver
from grader.sandbox.probe import Findings, known
from grader.sandbox.stopwatch import FairClock

TRIES = 3  # of a job whose process is lost; a hostile submission may take a neighbour's with it
STARTS = 5  # processes in a row that may be lost before they are ready
ENDING = 5.0  # seconds that a process has to end by itself

Order = tuple[Task, Address | None, bool]  # a job, where to fork its worker, and whether a quick job follows


class PoolError(Exception):
    """No process can be started, with the next thing to do."""


@dataclass(frozen=True)
class Lost:
    """A job has lost its process too often: a sentence that says so."""

    sentence: str


class Executor(Protocol):
    """Runs jobs somewhere."""

    @property
    def slots(self) -> int:
        """Jobs that run at a time."""

    def findings(self) -> Findings:
        """The limits on a submission where the jobs run; asked once, before the first job."""

    def submit(self, number: int, rank: int, job: Job) -> None:
        """Run a job, after those of a lower rank and those of its rank that came before it."""

    def finished(self, seconds: float) -> list[tuple[int, Any]]:
        """Wait so long at most; numbers and results (or Lost) of jobs that have ended since the last time."""

    def close(self) -> None:
        """End all jobs; no process stays behind."""


@dataclass
class _LocalWorker:
    """A process of the pool.

    Attributes:
        job: that it runs: number, rank, job and how many tries there were before.
        deadline: on the pool's clock.
    """

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    job: tuple[int, int, Task, int] | None = None
    deadline: float = field(default=float("inf"))


class Pool:
    """Processes of this machine; used as a context."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._context = multiprocessing.get_context(
            "spawn"
        )  # a fork would have the threads' locks, and not the threads
        self._waiting: list[tuple[int, int, int, Task, int]] = []  # rank, place, number, job, tries: a heap
        self._places = itertools.count()
        self._lost_starts = 0
        self._forkserver: Forkserver | None = None
        self._clock = FairClock(orphans.own_family)
        orphans.adopt_orphans()  # the workers of a process that was killed are ours then
        self._near: list[_LocalWorker] = []
        try:
            for _ in range(slots):
                self._near.append(self._start())
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def findings(self) -> Findings:
        return known()

    def submit(self, number: int, rank: int, job: Task) -> None:
        if rank > jobs.QUICK and self._forkserver is None and levels.strongest() == levels.BUBBLEWRAP:
            threads = max(1, (os.cpu_count() or 1) // self.slots)
            self._forkserver = Forkserver(threads)  # it imports TensorFlow while quick jobs run
        self._queue(number, rank, job, 0)
        self._feed()

    def finished(self, seconds: float) -> list[tuple[int, Any]]:
        """As the Executor's.

        Raises:
            PoolError: processes end before they are ready.
        """
        found: list[tuple[int, Any]] = []
        connection.wait([near.pipe for near in self._near], max(0.0, seconds))
        now = self._clock.now()
        for place, near in enumerate(self._near):
            result = self._heard(near)
            if result is None and now < near.deadline:
                continue
            if result is None or isinstance(result, EOFError):
                self._near[place], lost = self._replaced(near)
                found += [lost] if lost else []
            elif near.job is not None:
                found.append((near.job[0], result))
                near.job, near.deadline = None, float("inf")
        self._feed()
        return found

    def close(self) -> None:
        """End all; no process stays behind, whatever it does."""
        for near in self._near:
            near.pipe.close()  # which it hears
        deadline = time.monotonic() + ENDING
        for near in self._near:
            near.process.join(max(0.0, deadline - time.monotonic()))
            if near.process.is_alive():
                near.process.kill()
                near.process.join(ENDING)
        if self._forkserver is not None:
            self._forkserver.close()
            self._forkserver = None
        if self._near:
            orphans.kill_orphans()
        self._near.clear()
        self._waiting.clear()

    def _start(self) -> _LocalWorker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        with _without_interrupts():
            process.start()
        theirs.close()  # or we would not hear that it has ended
        return _LocalWorker(process, ours)

    def _heard(self, near: _LocalWorker) -> Any:
        """Receive from a process: a result, None for nothing, EOFError if it is gone or its message cannot be read."""
        try:
            if not near.pipe.poll():
                return None
            kind, content = near.pipe.recv()
        except Exception as error:  # noqa: BLE001  its end may cut a message short anywhere
            return EOFError(str(error))
        if kind == "ready":
            near.ready, self._lost_starts = True, 0
            return None
        return content

    def _replaced(self, near: _LocalWorker) -> tuple[_LocalWorker, tuple[int, Lost] | None]:
        """Another process for one that is lost; its job is tried again, unless it was too often."""
        stuck = near.process.is_alive() and self._clock.now() >= near.deadline
        near.process.kill()
        near.process.join(ENDING)
        near.pipe.close()
        orphans.kill_orphans()
        if not near.ready:
            self._lost_starts += 1
            if self._lost_starts >= STARTS:
                raise PoolError(
                    f"{STARTS} processes in a row ended before they were ready. "
                    "Is there enough memory? Try --workers 1; if that fails, report it."
                )
        lost = None
        if near.job is not None:
            number, rank, job, tries = near.job
            if tries + 1 < TRIES:
                self._queue(number, rank, job, tries + 1)
            else:
                how = "got stuck" if stuck else "was lost"
                sentence = (
                    f"The process that judges it {how} {TRIES} times. Grade the class again; if that fails, report it."
                )
                lost = (number, Lost(sentence))
        return self._start(), lost

    def _queue(self, number: int, rank: int, job: Task, tries: int) -> None:
        heapq.heappush(self._waiting, (rank, next(self._places), number, job, tries))

    def _feed(self) -> None:
        """Give jobs to those who have none."""
        for near in self._near:
            if near.job is None and self._waiting:
                rank, _place, number, job, tries = heapq.heappop(self._waiting)
                near.job, near.deadline = (number, rank, job, tries), self._clock.now() + job.limit
                forks = self._forkserver.address if self._forkserver and rank > jobs.QUICK else None
                quick_follows = bool(self._waiting) and self._waiting[0][0] == jobs.QUICK
                with contextlib.suppress(OSError):  # it is gone, which `finished` finds
                    near.pipe.send((job, forks, quick_follows))


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back, here and in a process that is started now: imports that it cuts short print a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # or it would be started now, which lets Ctrl-C in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """Run jobs in a process of the pool until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; who started us tells us
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))  # as `_without_interrupts` had it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    orders: SimpleQueue[Order | None] = SimpleQueue()
    workers = JobWorkers()
    threading.Thread(target=_listen, args=(pipe, orders, workers), daemon=True).start()
    try:
        jobs.prepare(workers)
        pipe.send(("ready", None))
        while (order := orders.get()) is not None:
            job, forks, quick_follows = order
            workers.fork_at(forks)
            result = job.run(workers)
            if workers.over:
                break
            pipe.send(("result", result))
            if quick_follows:
                workers.prepare()
    except (BrokenPipeError, KeyboardInterrupt):  # nobody listens any more
        pass
    except Exception:  # noqa: BLE001  loud, before the process ends
        traceback.print_exc()
    finally:
        workers.abandon()
        os._exit(0)  # taking down the interpreter takes a third of a second, and nothing of it is to be kept


def _listen(pipe: Connection, orders: "SimpleQueue[Order | None]", workers: JobWorkers) -> None:
    """Take orders; when the pipe ends, end what runs, and this process, even if it is stuck."""
    try:
        while True:
            orders.put(pipe.recv())
    except (EOFError, OSError):
        orders.put(None)
    workers.abandon()
    time.sleep(ENDING / 2)
    os._exit(1)
