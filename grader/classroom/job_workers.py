"""The workers of a process that does jobs, one after the other."""

import contextlib
import threading

from grader.sandbox.connection import Abandoned, Connection, Progress
from grader.sandbox.forkserver import Address, ForkClient
from grader.sandbox.levels import BUBBLEWRAP


class JobWorkers:
    """The workers of the job that runs, and one that waits for the next.

    Attributes:
        over: whether the job was abandoned; what it gives then is worth nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: list[Connection] = []
        self._waiting: Connection | None = None
        self._forks: ForkClient | None = None
        self.over = False

    def prepare(self) -> None:
        """Start the worker of the job that follows, without waiting for it."""
        with self._lock:
            if self._waiting is None and not self.over:
                self._waiting = Connection()

    def fork_at(self, address: Address | None) -> None:
        """Have the workers that follow forked there; None: started one by one."""
        if address is None:
            self._forks = None
        elif self._forks is None:
            self._forks = ForkClient(address)

    def give(self, progress: Progress | None) -> Connection:
        """A fresh worker.

        Raises:
            Abandoned: all is over.
        """
        if self._forks is not None:
            with contextlib.suppress(OSError), self._lock:  # without a forkserver, it takes longer
                self._given.append(Connection(progress=progress, level=BUBBLEWRAP, spawn=self._forks.fork))
                return self._given[-1]
        with self._lock:
            if self.over:
                raise Abandoned
            waiting, self._waiting = self._waiting, None
            link = (
                waiting if waiting is not None and waiting.alive and progress is None else Connection(progress=progress)
            )
            self._given.append(link)
        if waiting is not None and waiting is not link:
            waiting.close()
        return link

    def close(self) -> None:
        """Kill those that were given out."""
        with self._lock:
            given, self._given = self._given, []
        for link in given:
            link.close()

    def rest(self) -> None:
        """Let go of what is kept for the next job."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
            forks, self._forks = self._forks, None
        if waiting is not None:
            waiting.close()
        if forks is not None:
            forks.close()

    def abandon(self) -> None:
        """End the job that another thread runs, and let no other begin."""
        with self._lock:
            self.over = True
            links = [*self._given, *([self._waiting] if self._waiting else [])]
        for link in links:
            with contextlib.suppress(OSError):  # each is to have its turn
                link.abandon()

    def resume(self) -> None:
        """After the end of a job that was abandoned: let the next begin."""
        self.over = False
