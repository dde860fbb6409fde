"""The stopwatch times a worker fairly: time spent waiting for a processor does not count against the student.

Two figures count against a limit. One is processor time, added up over all that the worker has started. The other is
the worker's own time: the clock, without the time in which it was ready to run and had no processor. On a calm machine
that is the clock; what sleeps spends it too, and what a neighbour holds up does not. Linux says how long each thread
waited. Elsewhere, whatever was not computed while every processor was taken counts as waiting.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psutil

CLOCK = 30  # times its limit that a call may take by the clock: at a load of 45 on 2 processors, a call takes 23 times
FREE = 0.5  # processors that have nothing to do: with so many, anything that wants one gets one
LOOK_EVERY = 2.0  # seconds between two looks of a clock that measures minutes
COMPUTING = 0.8  # share of its own time from which on a call has computed, and not waited


@dataclass(frozen=True)
class Figures:
    """The system's facts about a process.

    Attributes:
        computed: seconds of its own processor time.
        children: the same of its children that have ended.
        waited: seconds that each thread waited for a processor, by its number, once it had one; None: the system does
            not say.
        ready: whether it is running, or would if it had a processor.
    """

    computed: float
    children: float = 0.0
    waited: dict[int, float] | None = None
    ready: bool = False


def processors() -> int:
    """How many processors a worker may use at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _tells_waiting() -> bool:
    """Whether the system counts how long a thread waits for a processor; where it does not, the figures are zeros."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[2]) > 0
    except (OSError, ValueError, IndexError):
        return False


def figures(process: int) -> Figures | None:
    """The figures of a process, or None if it has ended."""
    try:
        if sys.platform == "linux":
            return _figures_of_linux(process)
        times = psutil.Process(process).cpu_times()
        children = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        return Figures(times.user + times.system, children)
    except (OSError, psutil.Error):
        return None


def _figures_of_linux(process: int) -> Figures:
    # See proc(5). Behind the name, which may hold blanks, are the state and, as the 12th, utime; three more follow it.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    user, system, children_user, children_system = (int(each) / os.sysconf("SC_CLK_TCK") for each in fields[11:15])
    waited: dict[int, float] = {}
    if _tells_waiting():
        for thread in Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                waited[int(thread.name)] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    known = waited if _tells_waiting() else None
    return Figures(user + system, children_user + children_system, known, ready=fields[0] == "R")


def idle() -> float:
    """Seconds that the processors of this machine had nothing to do, all of them together, since some time."""
    return float(psutil.cpu_times().idle)


@dataclass
class Stopwatch:
    """Times what a family of processes does, one thing after the other.

    Attributes:
        own: seconds that it has taken since `start`, without what it waited for a processor.
        computed: seconds of processor time in that time.
        waited: seconds that it waited for a processor, since the stopwatch was made.
        around: processes that it has to wait for too, as for those that read its answer; what they compute is theirs.
    """

    around: tuple[int, ...] = field(default_factory=lambda: (os.getpid(),))
    figures: Callable[[int], Figures | None] = figures
    clock: Callable[[], float] = time.monotonic
    idle: Callable[[], float] = idle
    own: float = 0.0
    computed: float = 0.0
    waited: float = 0.0
    _untold: float = 0.0  # of `waited`: seconds that the system has not told of yet
    _counted: float = 0.0  # seconds of processor time that a control group had counted at the last look
    _known: dict[int, Figures] = field(default_factory=dict)
    _known_around: dict[int, Figures] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._began = self._looked = self.clock()
        self._idle: float | None = None
        self._known_around = self._read(self.around)

    def start(self) -> None:
        """Begin to time another thing."""
        self.own = self.computed = 0.0
        self._began = self.clock()

    @property
    def elapsed(self) -> float:
        """Seconds by the clock since `start`."""
        return self.clock() - self._began

    def look(self, family: Iterable[int], counted: float = 0.0) -> None:
        """Count what has happened since the last look.

        Args:
            family: the processes that run.
            counted: seconds of processor time of all of it so far, as a control group counts them, also of processes
                that came and went between two looks; 0: nothing counts them.
        """
        now = self.clock()
        since_look, here = now - self._looked, now - max(self._looked, self._began)
        before, self._known = self._known, self._read(family)
        before_around, self._known_around = self._known_around, self._read(self.around)
        computed = max(_computed(before, self._known), counted - self._counted)
        self._counted = counted
        waits = _waits(before, self._known)
        late = 0.0
        if waits is None:
            waited = self._guessed(since_look, computed)
        else:  # what waits around it holds it up only while it does nothing itself
            told = [max(0.0, each - self._untold) for each in waits]
            waited = sum(min(each, since_look) for each in told)
            nothing = max(0.0, since_look - computed - waited)
            waited += min(nothing, sum(_waits(before_around, self._known_around) or ()))
            # A wait is told when it is over: what is longer than this look has passed for own time in those before.
            late = min(max(told, default=0.0) - since_look, self._looked - self._began)
            self._untold = 0.0 if any(waits) else self._untold
            if computed == 0 and any(each.ready for each in self._known.values()):
                self._untold += max(0.0, since_look - waited)
                waited = since_look
        waited = min(waited, since_look)  # several threads may wait at a time
        late = max(0.0, min(late, self.own))
        self._looked = now
        self.waited += waited + late
        self.computed += min(computed, here * processors())  # the rest was before `start`
        self.own += here - min(here, waited) - late

    def out_of_time(self, seconds: float) -> str:
        """How a limit of so many seconds was overdrawn, to go on a sentence with; nothing if it was not."""
        many = processors()
        if self.computed > seconds * many and many > 1:
            each = f"{seconds:g} s on each of {many} processors"
            return f"used more than {seconds * many:g} s of processor time ({each}). Does a loop never end?"
        if max(self.own, self.computed / many) <= seconds:
            return ""
        if self.computed >= COMPUTING * seconds:
            return f"used more than {seconds:g} s of processor time. Does a loop never end?"
        waiting = f"waited without computing for most of its {seconds:g} s"
        return f"{waiting}. Remove time.sleep and everything else that waits."

    def _guessed(self, elapsed: float, computed: float) -> float:
        """Seconds that a family waited, where the system does not say."""
        before, self._idle = self._idle, self.idle()
        if before is None or self._idle - before >= FREE * elapsed:
            return 0.0
        return max(0.0, elapsed - computed)

    def _read(self, processes: Iterable[int]) -> dict[int, Figures]:
        found = {process: self.figures(process) for process in processes}
        return {process: each for process, each in found.items() if each is not None}


@dataclass
class FairClock:
    """A clock that stops while a process that we started waits for a processor.

    Attributes:
        family: the processes that we have started, ourselves included.
        stopwatch: times them.
    """

    family: Callable[[], Iterable[int]]
    stopwatch: Stopwatch = field(default_factory=lambda: Stopwatch(around=()))

    def __post_init__(self) -> None:
        self.stopwatch.look(self.family())
        self._waited = self.stopwatch.waited
        self._looked = self.stopwatch.clock()

    def now(self) -> float:
        """Seconds since some time, without those of waiting."""
        now = self.stopwatch.clock()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            self.stopwatch.look(self.family())
        return now - (self.stopwatch.waited - self._waited)


def _computed(before: dict[int, Figures], after: dict[int, Figures]) -> float:
    """Processor time between two readings.

    What a process has computed goes over to its parent when it ends, and is lost if its parent never waits for it.
    """
    all_before, all_after = (sum(each.computed + each.children for each in known.values()) for known in (before, after))
    alone = sum(
        max(0.0, each.computed - (before[process].computed if process in before else 0.0))
        for process, each in after.items()
    )
    return max(all_after - all_before, alone)


def _waits(before: dict[int, Figures], after: dict[int, Figures]) -> list[float] | None:
    """Seconds that each thread was told to have waited between two readings, or None where the system does not say."""
    found: list[float] = []
    for process, each in after.items():
        if each.waited is None:
            return None
        known = before[process].waited if process in before else None
        found += [max(0.0, waited - (known or {}).get(thread, 0.0)) for thread, waited in each.waited.items()]
    return found
