"""Workers that wait for a grading, fresh from their start: each is given out once, and killed with the grading."""

import contextlib
import threading
from dataclasses import dataclass, field
from typing import Any

from grader.link import START_LIMIT, Link, Progress, WorkerLost

PLAIN_WAITING = 2  # for the current exercise and for the others; each holds 35 MB


class Abandoned(KeyboardInterrupt):
    """The grading is not wanted any more. It is an interrupt because pytest stops at once for those."""


@dataclass
class _Waiting:
    """A worker that no student's code has run in, and the thread in which it imports Keras, if it does."""

    link: Link = field(init=False)
    progress: Progress | None = None
    warming: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.link = Link(progress=self._tell)

    def warm(self) -> None:
        self.warming = threading.Thread(target=self._warm, daemon=True)
        self.warming.start()

    def given(self, progress: Progress | None) -> Link:
        """The worker, once it has nothing else to do."""
        self.progress = progress
        if self.warming is not None:
            self.warming.join()
        return self.link

    def _warm(self) -> None:
        with contextlib.suppress(WorkerLost):  # whoever gets it finds it dead
            self.link.ask("Importing Keras", START_LIMIT, op="warm", libraries=["keras"])

    def _tell(self, figures: dict[str, Any]) -> None:
        if self.progress is not None:
            self.progress(figures)


class Turn:
    """The workers of one grading: when it ends, they are killed, and no further one is given out."""

    def __init__(self, workers: "Workers", *, keras: bool) -> None:
        self._workers = workers
        self._keras = keras
        self._lock = threading.Lock()
        self._links: list[Link] = []
        self.over = False

    def worker(self, progress: Progress | None) -> Link:
        """A fresh worker.

        Raises:
            Abandoned: the turn is over.
        """
        waiting = self._workers.taken(keras=self._keras)
        with self._lock:
            self._links.append(waiting.link)
        link = waiting.given(progress)
        if self.over:
            link.close()
            raise Abandoned
        return link

    def end(self) -> None:
        """End it; what it waits for in another thread comes to an end too."""
        self.over = True
        with self._lock:
            for link in self._links:
                link.close()
            self._links.clear()


class Workers:
    """Keeps fresh workers waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[bool, list[_Waiting]] = {False: [], True: []}  # by whether they have Keras
        self._closed = False

    def prepare(self, keras: bool) -> None:
        """Start what is missing, without waiting for it; one with Keras, which holds 400 MB, only if it is of use."""
        with self._lock:
            if self._closed:
                return
            self._waiting = {kept: [w for w in found if w.link.alive] for kept, found in self._waiting.items()}
            plain, warm = self._waiting[False], self._waiting[True]
            while len(plain) < PLAIN_WAITING:
                plain.append(_Waiting())
            if keras and not warm:
                warm.append(_Waiting())
                warm[-1].warm()
            while warm and not keras:
                warm.pop().link.close()

    def taken(self, *, keras: bool) -> _Waiting:
        """A waiting worker, or one that is started now.

        Raises:
            Abandoned: all is over.
        """
        with self._lock:
            if self._closed:
                raise Abandoned
            found = self._waiting[keras] or self._waiting[False]
            return found.pop(0) if found else _Waiting()

    def close(self) -> None:
        """Kill those that wait; no further ones are given out."""
        with self._lock:
            self._closed = True
            for waiting in (*self._waiting[False], *self._waiting[True]):
                waiting.link.close()
            self._waiting = {False: [], True: []}
