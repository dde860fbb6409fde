"""An executor runs jobs somewhere, those of a lower rank first; one whose process is lost gets another try."""

import heapq
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from grader.classroom.job import Task
from grader.sandbox.probe import Findings
from grader.util.errors import Stopped
from grader.util.exit_status import OUR_FAULT

TRIES = 3  # of a job whose process is lost; a hostile submission may take a neighbour's with it


class PoolError(Stopped):
    """Nothing can run jobs, with the next thing to do."""

    status = OUR_FAULT


@dataclass(frozen=True)
class Lost:
    """A job has lost its process too often: a sentence that says so."""

    sentence: str


@dataclass(frozen=True, order=True)
class Turn:
    """A job that waits or runs, under the number that its giver knows; they sort by rank and place in the queue."""

    rank: int
    place: int
    number: int
    job: Task = field(compare=False)
    tries: int = 0  # before this one


class Executor(ABC):
    """Runs jobs somewhere; used as a context. It decides what is next; subclasses start it and collect results."""

    def __init__(self) -> None:
        self._waiting: list[Turn] = []  # a heap
        self._places = itertools.count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    @abstractmethod
    def slots(self) -> int:
        """Jobs that run at a time, at the moment."""

    @abstractmethod
    def findings(self) -> Findings:
        """The limits on a submission where the jobs run; asked once, before the first job."""

    def submit(self, number: int, rank: int, job: Task) -> None:
        """Run a job, after those of a lower rank and those of its rank that came before it."""
        self._queue(number, rank, job)
        self._feed()

    def finished(self, seconds: float) -> list[tuple[int, Any]]:
        """Wait so long at most; numbers and results (or Lost) of jobs that have ended since the last time.

        Raises:
            PoolError: nothing can run jobs any more.
        """
        found = self._collect(seconds)
        self._feed()
        return found

    @abstractmethod
    def close(self) -> None:
        """End all jobs; no process stays behind."""

    @abstractmethod
    def _free(self) -> Iterable[Callable[[Turn], None]]:
        """What starts a job, for each process that could have one now."""

    @abstractmethod
    def _collect(self, seconds: float) -> list[tuple[int, Any]]:
        """What `finished` gives."""

    def _queue(self, number: int, rank: int, job: Task, tries: int = 0) -> None:
        heapq.heappush(self._waiting, Turn(rank, next(self._places), number, job, tries))

    def _feed(self) -> None:
        """Give jobs to those who have none."""
        for start in self._free():
            if not self._waiting:
                return
            start(heapq.heappop(self._waiting))

    def _queue_again(self, lost: Turn, how: str) -> list[tuple[int, Any]]:
        """Try a job again that was lost in this way; if that was too often, it has ended."""
        if lost.tries + 1 < TRIES:
            self._queue(lost.number, lost.rank, lost.job, lost.tries + 1)
            return []
        return [(lost.number, Lost(f"{how} {TRIES} times. Grade the class again; if that fails, report it."))]
