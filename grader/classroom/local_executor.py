"""The pool runs jobs in processes of this machine, one job each at a time; processes stay, so each imports NumPy once.

A process that is killed, or gets stuck, costs its job another try and nothing else. When this process is gone, however
it went, the others see their pipe end, kill their workers and end too.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any

from grader.classroom import job as jobs
from grader.classroom.executor import Executor, PoolError, Turn
from grader.classroom.job import Task
from grader.classroom.job_workers import JobWorkers
from grader.sandbox import levels, orphans
from grader.sandbox.forkserver import Address, Forkserver
from grader.sandbox.probe import Findings, known
from grader.sandbox.stopwatch import FairClock

STARTS = 5  # processes in a row that may be lost before they are ready
ENDING = 5.0  # seconds that a process has to end by itself

Order = tuple[Task, Address | None, bool]  # a job, where to fork its worker, and whether a quick job follows


@dataclass
class _LocalWorker:
    """A process of the pool.

    Attributes:
        turn: of the job that it runs.
        deadline: on the pool's clock.
    """

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    turn: Turn | None = None
    deadline: float = field(default=float("inf"))


class Pool(Executor):
    """Processes of this machine."""

    def __init__(self, slots: int) -> None:
        super().__init__()
        # A fork would have the threads' locks, and not the threads.
        self._context = multiprocessing.get_context("spawn")
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

    @property
    def slots(self) -> int:
        return len(self._near)

    def findings(self) -> Findings:
        return known()

    def submit(self, number: int, rank: int, job: Task) -> None:
        if rank > jobs.QUICK and self._forkserver is None and levels.strongest() == levels.BUBBLEWRAP:
            threads = max(1, (os.cpu_count() or 1) // self.slots)
            self._forkserver = Forkserver(threads)  # it imports TensorFlow while quick jobs run
        super().submit(number, rank, job)

    def _collect(self, seconds: float) -> list[tuple[int, Any]]:
        found: list[tuple[int, Any]] = []
        connection.wait([near.pipe for near in self._near], max(0.0, seconds))
        now = self._clock.now()
        for place, near in enumerate(self._near):
            result = self._heard(near)
            if result is None and now < near.deadline:
                continue
            if result is None or isinstance(result, EOFError):
                found += self._lost(near)
                self._near[place] = self._start()
            elif near.turn is not None:
                found.append((near.turn.number, result))
                near.turn, near.deadline = None, float("inf")
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

    def _lost(self, near: _LocalWorker) -> list[tuple[int, Any]]:
        """End a process that is lost or stuck; its job has another try, or has ended.

        Raises:
            PoolError: processes end before they are ready.
        """
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
        how = f"The process that judges it {'got stuck' if stuck else 'was lost'}"
        return self._queue_again(near.turn, how) if near.turn else []

    def _free(self) -> Iterable[Callable[[Turn], None]]:
        return [partial(self._order, near) for near in self._near if near.turn is None]

    def _order(self, near: _LocalWorker, turn: Turn) -> None:
        near.turn, near.deadline = turn, self._clock.now() + turn.job.limit
        forks = self._forkserver.address if self._forkserver and turn.rank > jobs.QUICK else None
        quick_follows = bool(self._waiting) and self._waiting[0].rank == jobs.QUICK
        with contextlib.suppress(OSError):  # it is gone, which `_collect` finds
            near.pipe.send((turn.job, forks, quick_follows))


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
