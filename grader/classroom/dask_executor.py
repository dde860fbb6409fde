"""The cluster runs jobs in workers of Dask's distributed scheduler, on other machines, one job per worker at a time.

Dask carries bytes from here to a worker that we name, and back; which job goes where is decided here, as in the pool. A
worker that dies costs its job another try. One where a submission would be graded otherwise than here, because of other
files of the grader, other versions or another sandbox, gets none.
"""

import contextlib
import functools
import itertools
import math
import pickle
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from rich.console import Console

from grader.classroom.dask_client import connect
from grader.classroom.dask_worker import Inspection, Order, Seen, Unsuitable
from grader.classroom.executor import Executor, Lost, PoolError, Turn
from grader.course.current import current, digest_of_rules
from grader.grading.manifest import versions
from grader.sandbox.levels import BUBBLEWRAP
from grader.sandbox.probe import ATTEMPTS, Findings

GATHER_LIMIT = 20.0  # seconds to fetch a result, some kilobytes; its worker may be gone by then
LOOK_EVERY = 0.5  # seconds between two looks at which workers there are
NOBODY_LIMIT = 20.0  # seconds in which no worker but unfit ones may be there, before it is given up
SILENT_LIMIT = 15.0  # seconds that workers have to say what they are before the first job goes to another
CLOSE_LIMIT = 5.0  # seconds to take leave of a scheduler
LOST = "The worker that judges it was lost"
LOSSES = (OSError, TimeoutError, RuntimeError, ValueError)  # what Dask's client raises when its scheduler is lost


@dataclass
class _RemoteWorker:
    """A worker of the cluster.

    Attributes:
        state: "new", "looked at" while it is found out what it is, "usable" or "left out".
        future: of what it does, if anything.
        turn: of the job that it runs.
    """

    address: str
    state: str = "new"
    findings: Findings | None = None
    future: Any = None
    turn: Turn | None = None


class Cluster(Executor):
    """The workers of a scheduler."""

    def __init__(
        self,
        address: str,
        note: Callable[[str], None] = lambda _sentence: None,
        most: int | None = None,
        *,
        sandboxed: bool = True,
    ) -> None:
        """Connect.

        Args:
            address: of the scheduler, such as tcp://10.0.0.5:8786.
            note: is told of workers that come, go or are left out.
            most: jobs at a time; None: one per worker.
            sandboxed: whether workers that do not keep submissions from all that the probe tries are left out.

        Raises:
            PoolError: Dask is not installed, or the scheduler does not answer.
        """
        super().__init__()
        self._address, self._note, self._most, self._sandboxed = address, note, most, sandboxed
        self._far: dict[str, _RemoteWorker] = {}
        self._done: SimpleQueue[Any] = SimpleQueue()  # futures that have ended
        self._level: str | None = None
        self._said: set[str] = set()
        self._looked = -math.inf
        self._idle_since: float | None = None  # when the last usable worker was gone
        self._client = connect(address)

    @property
    def slots(self) -> int:
        """Jobs that run at a time, at the moment."""
        usable = sum(far.state == "usable" for far in self._far.values())
        return max(1, min(usable, self._most or usable))

    def findings(self) -> Findings:
        """As the Executor's; waits for a worker, and for those that are there to say what they are.

        Raises:
            PoolError: the scheduler is lost, or all workers are unfit.
        """
        began, told = time.monotonic(), False
        while True:
            self._look_around()
            self._take(LOOK_EVERY)
            found = [far.findings for far in self._far.values() if far.state == "usable" and far.findings]
            silent = any(far.state == "looked at" for far in self._far.values())
            waits = time.monotonic() - began < SILENT_LIMIT
            if silent and not found and not waits and not told:
                self._note(f"Waiting for workers of {self._address} to answer; they may be busy. Or stop with Ctrl-C.")
                told = True
            if found and not (silent and waits):
                best = next((each for each in found if each.level == BUBBLEWRAP), found[0])
                self._level = best.level
                for far in self._far.values():
                    self._refuse_other_level(far)
                return best

    def _collect(self, seconds: float) -> list[tuple[int, Any]]:
        found = self._look_around()
        return found + self._take(0.0 if found else seconds)

    def close(self) -> None:
        """End all jobs: a worker that runs one hears that nobody wants it any more."""
        futures = [far.future for far in self._far.values() if far.future is not None]
        self._far.clear()
        self._waiting.clear()
        # Whatever it is: the scheduler ends the jobs of a client that is gone, and of one that it cannot hear.
        with contextlib.suppress(Exception):
            if futures and self._client.status == "running":
                self._client.cancel(futures)
        with contextlib.suppress(Exception):
            self._client.close(timeout=CLOSE_LIMIT)

    # Workers that come and go.

    def _look_around(self) -> list[tuple[int, Any]]:
        """See which workers there are; jobs that have lost their worker too often."""
        if time.monotonic() - self._looked < LOOK_EVERY and self._client.status == "running":
            return []
        threads = self._threads()
        self._looked = time.monotonic()
        gone = [far for far in self._far.values() if far.address not in threads]
        found = [lost for far in gone for lost in self._gone(far)]
        for address, count in threads.items():
            if address not in self._far:
                self._far[address] = _RemoteWorker(address)
                self._greet(self._far[address], count)
        self._see_that_somebody_works()
        return found

    def _threads(self) -> dict[str, int]:
        """Threads by address of the workers.

        Raises:
            PoolError: the scheduler is lost.
        """
        if self._client.status == "running":
            try:
                return dict(self._client.nthreads())
            except LOSSES as error:
                raise self._lost() from error
        raise self._lost()

    def _lost(self) -> PoolError:
        return PoolError(
            f"The scheduler at {self._address} cannot be reached any more. Start it and its workers again, then run "
            "the same command to continue. All results so far are kept."
        )

    def _greet(self, far: _RemoteWorker, threads: int) -> None:
        """Find out what a worker is."""
        if threads != 1:
            self._leave_out(far, f"it has {threads} threads, and a grading needs a process. Start it with --nthreads 1")
            return
        far.state = "looked at"
        self._send(far, Inspection())

    def _gone(self, far: _RemoteWorker) -> list[tuple[int, Any]]:
        """Forget a worker; its job is tried again, unless it was too often."""
        del self._far[far.address]
        if far.future is not None:
            self._forget(far)
        if far.turn is None:
            return []
        self._note(f"The worker {far.address} is gone; another worker does its work again.")
        return self._queue_again(far.turn, LOST)

    def _leave_out(self, far: _RemoteWorker, why: str) -> None:
        far.state = "left out"
        if why not in self._said:
            self._said.add(why)
            self._note(f"The worker {far.address} is left out: {why}.")

    def _see_that_somebody_works(self) -> None:
        """Say so where there is nobody to work.

        Raises:
            PoolError: all workers are unfit, and have been for a while.
        """
        states = {far.state for far in self._far.values()}
        if states - {"left out"}:
            self._idle_since = None
            return
        now = time.monotonic()
        if self._idle_since is None:
            self._idle_since = now
            if not states:
                self._note(
                    f"Waiting for workers of {self._address}. "
                    f"Start some with `python -m dask worker {self._address} --nthreads 1`, or stop with Ctrl-C."
                )
        if states and now - self._idle_since > NOBODY_LIMIT:
            why = "; ".join(sorted(self._said))
            raise PoolError(f"No worker of {self._address} can be used: {why}. Then start again.")

    # What they are.

    def _judge(self, far: _RemoteWorker, seen: Seen) -> None:
        """Use a worker that grades as we would, leave out any other."""
        ours = versions()
        other = sorted(name for name in {*ours, *seen.versions} if ours.get(name) != seen.versions.get(name))
        through = " and ".join(ATTEMPTS[name] for name in seen.findings.got_through)
        if seen.stale:
            self._leave_out(far, "the grader's files have changed since it started. Restart it")
        elif seen.checks != digest_of_rules():
            self._leave_out(far, "its grader has other files than this one. Copy this folder there and restart it")
        elif seen.course != current().version:
            remedy = (
                "Use the same course.toml and the files that it names here and there, or none at all, and restart it"
            )
            self._leave_out(far, f"it grades another course. {remedy}")
        elif other:
            said = ", ".join(f"{name} {seen.versions.get(name, 'missing')}, not {ours.get(name)}" for name in other)
            self._leave_out(far, f"its versions differ ({said}). Install the same ones there")
        elif through and self._sandboxed:
            obstacle = f" ({seen.obstacle})" if seen.obstacle else ""
            remedy = "Install bubblewrap there, or, if you trust all submissions, give --allow-no-sandbox"
            self._leave_out(far, f"a submission could {through} there{obstacle}. {remedy}")
        else:
            far.state, far.findings = "usable", seen.findings
            self._refuse_other_level(far)

    def _refuse_other_level(self, far: _RemoteWorker) -> None:
        """An outcome says at which level it was found out; so there is one level in a run."""
        if far.findings is not None and self._level not in (None, far.findings.level):
            level = far.findings.level
            self._leave_out(
                far, f"its isolation is {level}, that of the others is {self._level}. Make the levels equal"
            )

    # Jobs.

    def _free(self) -> Iterable[Callable[[Turn], None]]:
        """As the Executor's; before the level of the workers is known, none of them has a job."""
        if self._level is None:
            return []
        free = [far for far in self._far.values() if far.state == "usable" and far.future is None]
        room = (self._most or len(self._far)) - sum(far.turn is not None for far in self._far.values())
        return [functools.partial(self._order, far) for far in free[: max(0, room)]]

    def _order(self, far: _RemoteWorker, turn: Turn) -> None:
        far.turn = turn
        self._send(far, Order(turn.job, turn.rank))

    def _send(self, far: _RemoteWorker, order: Inspection | Order) -> None:
        try:
            far.future = self._client.submit(
                _carrier(),
                pickle.dumps(order),
                key=f"digit-kata-{next(_numbers)}-{time.time_ns()}",
                workers=[far.address],
                allow_other_workers=False,
                pure=False,
            )
        except LOSSES as error:
            raise self._lost() from error
        far.future.add_done_callback(self._done.put)

    def _take(self, seconds: float) -> list[tuple[int, Any]]:
        """What workers have found out; waits so long at most for the first."""
        found: list[tuple[int, Any]] = []
        with contextlib.suppress(Empty):
            while True:
                future = self._done.get(timeout=0.0 if found else max(0.001, seconds))
                by_key = {far.future.key: far for far in self._far.values() if far.future is not None}
                if (far := by_key.get(future.key)) is not None:
                    found += self._taken(far)
        return found

    def _taken(self, far: _RemoteWorker) -> list[tuple[int, Any]]:
        result, turn = self._result(far), far.turn
        self._forget(far)
        far.turn = None
        if turn is None:
            if isinstance(result, Seen):
                self._judge(far, result)
            elif result is None:
                far.state = "looked at"
                self._send(far, Inspection())
            else:
                self._leave_out(far, result.sentence)
            return []
        if isinstance(result, Unsuitable):
            self._leave_out(far, result.sentence)
            self._queue(turn.number, turn.rank, turn.job, turn.tries)  # not a try: the job was not started
            return []
        if result is None:
            return self._queue_again(turn, LOST)
        return [(turn.number, result)]

    def _result(self, far: _RemoteWorker) -> Any:
        """What a worker gives, None where it is lost; Unfit or Lost where the worker fails as such."""
        if far.future.status in ("cancelled", "lost"):
            return None
        try:
            return far.future.result(timeout=GATHER_LIMIT)
        except (TimeoutError, OSError):  # it is gone, and its result with it
            return None
        except ImportError as error:
            missing = f"it cannot import the grader ({error}). Start it from the top of a copy of this folder"
            return Unsuitable(missing) if far.turn is None else Lost(f"{missing}.")
        except Exception as error:  # noqa: BLE001  whatever comes from another machine: the others go on
            fault = f"{type(error).__name__}: {error}".splitlines()[0]
            if far.turn is None:
                return Unsuitable(f"it failed ({fault}). Read its output")
            return Lost(f"The worker {far.address} failed ({fault}). Grade the class again; if that fails, report it.")

    def _forget(self, far: _RemoteWorker) -> None:
        """Have the scheduler drop what a worker has done, or does."""
        future, far.future = far.future, None
        with contextlib.suppress(*LOSSES):  # which `_threads` finds
            if not future.done():
                self._client.cancel([future])
            future.release()


def cluster_at(address: str, console: Console, most: int | None, *, sandboxed: bool) -> Callable[[int], Cluster]:
    """Makes a cluster, whatever number of processors this machine has; what it notes is printed."""
    note = functools.partial(console.print, style="dim", markup=False, highlight=False, soft_wrap=True)
    return lambda _cores: Cluster(address, note, most, sandboxed=sandboxed)


_numbers = itertools.count()


def _carrier() -> Callable[[bytes], Any]:
    """What Dask is given to run. It travels by value, so that neither the scheduler nor Dask itself needs our files."""

    def carry(order: bytes) -> Any:
        import importlib

        return importlib.import_module("grader.classroom.dask_worker").serve(order)

    return carry
