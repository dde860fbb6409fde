"""Workers that wait for a grading, freshly started: each is used once, and killed with the grading."""

import threading

from grader.sandbox.connection import Abandoned, Connection, Progress
from grader.sandbox.waiting_worker import WaitingWorker

PLAIN_WAITING = 2  # one for the next save, and one for a save that follows at once; each holds 30 MB


class Turn:
    """The workers of one grading: when it ends, they are killed, and no further one is given out.

    Attributes:
        keras: whether those are preferred that have imported Keras ahead.
        over: whether it has ended.
    """

    def __init__(self, workers: "WarmWorkers", *, keras: bool) -> None:
        self._workers = workers
        self.keras = keras
        self._lock = threading.Lock()
        self._links: list[Connection] = []
        self.over = False

    def worker(self, progress: Progress | None) -> Connection:
        """A fresh worker.

        Raises:
            Abandoned: the turn is over.
        """
        waiting = self._workers.taken(keras=self.keras)
        with self._lock:
            self._links.append(waiting.link)
        link = waiting.given(progress)
        if self.over:
            link.abandon()
            raise Abandoned
        return link

    def end(self) -> None:
        """End it; what it waits for in another thread comes to an end too. Once ended, ending only waits for that."""
        self.over = True
        with self._lock:
            for link in self._links:
                link.abandon()
            self._links.clear()
        self._workers.forget(self)


class WarmWorkers:
    """Keeps fresh workers waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[bool, list[WaitingWorker]] = {False: [], True: []}  # by whether they have Keras
        self._turns: set[Turn] = set()
        self._closed = False

    def turn(self, *, keras: bool) -> Turn:
        """A turn for a grading."""
        turn = Turn(self, keras=keras)
        with self._lock:
            self._turns.add(turn)
        return turn

    def forget(self, turn: Turn) -> None:
        """A turn has ended."""
        with self._lock:
            self._turns.discard(turn)

    def prepare(self, keras: bool) -> None:
        """Start what is missing, without waiting for it; one with Keras, which holds 400 MB, only if it is of use."""
        with self._lock:
            if self._closed:
                return
            self._waiting = {kept: [w for w in found if w.link.alive] for kept, found in self._waiting.items()}
            plain, warm = self._waiting[False], self._waiting[True]
            while len(plain) < PLAIN_WAITING:
                plain.append(WaitingWorker())
            if keras and not warm:
                warm.append(WaitingWorker())
                warm[-1].warm()
            while warm and not keras:
                warm.pop().link.abandon()

    def taken(self, *, keras: bool) -> WaitingWorker:
        """A waiting worker, or one that is started now.

        Raises:
            Abandoned: all is over.
        """
        with self._lock:
            if self._closed:
                raise Abandoned
            found = self._waiting[keras] or self._waiting[False]
            return found.pop(0) if found else WaitingWorker()

    def close(self) -> None:
        """Kill those that wait and end all turns; no further workers are given out."""
        with self._lock:
            self._closed = True
            turns = set(self._turns)
            for waiting in (*self._waiting[False], *self._waiting[True]):
                waiting.link.abandon()
            self._waiting = {False: [], True: []}
        for turn in turns:
            turn.end()
