"""The link is the near end of the pipe to a worker: one request, one reply, within limits of time and size."""

import contextlib
import queue
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any

from grader.sandbox import bubblewrap
from grader.sandbox.limits import Limits
from grader.sandbox.process import WORKER, Spawn, WorkerProcess
from grader.sandbox.stopwatch import CLOCK, Stopwatch
from grader.sandbox.worker import wire
from grader.util.errors import NotStarted, Unjudged, said_of

START_LIMIT = 120.0  # seconds until a worker is up, or has imported TensorFlow; 4 s on a laptop, 60 on a slow container
LOOK_EVERY = 0.2  # seconds between two looks at a worker's time, memory, processes and output
QUICK = 0.02  # seconds in which nobody writes more into the home than it may hold: it is not looked through
MOST_WAITING = 4  # messages read ahead, each of 64 MB at most: a worker that sends more than it was asked has to wait
# Bytes of a message that any pipe takes without waiting, since the worker has read all before it.
AT_HAND = 32 << 10 if sys.platform == "linux" else 4_000
AT_ONCE = 256 << 10  # bytes read at a time; a pipe holds 64 KB
MOST_PRINTED = 4_000  # bytes kept of what one call prints: two screens

# What TensorFlow's native code prints whatever it is told; none of it is the student's.
_NOISE = re.compile(
    r"^(?:WARNING: All log messages before absl|[IWE]\d{4} |\d{4}-\d\d-\d\d .*: [IW] |To enable the following).*\n?",
    re.MULTILINE,
)
# What a progress bar writes over, and how it colours: only the last state of a line is worth reading.
# Each line is looked through once, from its beginning: what is searched for from every place takes quadratic time.
_OVERWRITTEN = re.compile(r"^[^\n]*\r(?!\n)|\x1b\[[0-9;]{0,20}[A-Za-z]|\x08+|\r(?=\n)", re.MULTILINE)
# The lines of a traceback that are ours; what the student's code prints of the stack holds them too.
_OWN_LINES = re.compile(
    rf'^ *File "(?:{re.escape(str(WORKER))}|{re.escape(bubblewrap.WORKER)})/[^"\n]*".*(?:\n|\Z)(?:    .*(?:\n|\Z))*',
    re.MULTILINE,
)

Progress = Callable[[dict[str, Any]], None]


class WorkerLost(Exception):
    """The worker is gone, with a sentence that says how, and what to do; the next request gets a fresh one.

    Attributes:
        how: the same without what to do, which is said to the author of a function.
    """

    def __init__(self, sentence: str, how: str = "") -> None:
        super().__init__(sentence)
        self.how = how or sentence


class OutOfTime(WorkerLost):
    """It was cut off because its time was over.

    Attributes:
        by_clock: whether it was the clock alone, while it waited for a processor: that says nothing of the submission.
    """

    def __init__(self, sentence: str, *, by_clock: bool) -> None:
        super().__init__(sentence)
        self.by_clock = by_clock


class Abandoned(KeyboardInterrupt):
    """Nobody wants the answer any more; what waits for it is to end without a result.

    It is an interrupt, so that nothing on the way takes it for a failure of the submission, and pytest stops for it.
    """


class Connection:
    """A worker process that answers requests. After `WorkerLost` it is closed, with all that the worker started."""

    def __init__(
        self,
        limits: Limits | None = None,
        progress: Progress | None = None,
        level: str | None = None,
        spawn: Spawn | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.in_force: dict[str, int] = {}
        self.printed = ""
        self._asked = 0
        self._progress = progress or (lambda _figures: None)
        try:
            self._cell = WorkerProcess(self.limits, level, spawn)
        except OSError as error:  # no room for its folder, or a Python that may not be run
            if spawn is not None:  # a forkserver that is gone: another one may do
                raise
            raise NotStarted(f"The process for the submission's code cannot be started: {said_of(error)}.") from error
        self._replies: queue.Queue[Any] = queue.Queue(MOST_WAITING)
        self._closed = threading.Event()
        self._abandoned = False
        self._looked = time.monotonic()
        self._stopwatch = Stopwatch()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._cell.process.poll() is None

    @property
    def own(self) -> float:
        """Seconds that the last request took, as far as was looked, without those that it waited for a processor."""
        return self._stopwatch.own

    @property
    def computed(self) -> float:
        """Seconds of processor time that the last request took, as far as was looked."""
        return self._stopwatch.computed

    @property
    def waited(self) -> float:
        """Seconds that the worker has waited for a processor in all its life."""
        return self._stopwatch.waited

    def ready(self) -> None:
        """Wait until the worker is up.

        Raises:
            Unjudged: it did not start in time, which no submission can bring about.
            NotStarted: it is lost before it has anything of a submission.
        """
        if self.in_force:
            return
        try:
            ready = self._reply("starting", START_LIMIT, 0)["ready"]
            self.in_force = {"started": 1, **ready, **self._cell.hold()}
        except OutOfTime as late:
            slow = f"No worker could be started in {START_LIMIT:g} s"
            raise Unjudged(f"{slow}. Grade again when the machine is less busy.") from late
        except WorkerLost as lost:
            if self._abandoned:
                raise
            said = "".join(self.printed.strip().splitlines()[-1:]) or lost.how
            raise NotStarted(f"The process for the submission's code cannot be started: {said.rstrip('.')}.") from lost
        except OSError as error:
            self.close()
            said = f"its control group cannot be made ({error.strerror})"
            raise NotStarted(f"The process for the submission's code cannot be started: {said}.") from error

    def ask(self, doing: str, seconds: float, **request: Any) -> dict[str, Any]:
        """Send a request, wait for its reply.

        Args:
            doing: what the worker does meanwhile, as the subject of the sentence when it is lost.
            seconds: how long it may take of its own time, and of processor time on each processor; see `Stopwatch`.
            request: `op` and its fields.

        Raises:
            OutOfTime: it took too long.
            WorkerLost: it used too much, ended, or answered out of form.
            Unjudged: as `ready`.
            Abandoned: another thread has abandoned it.
        """
        try:
            return self._answer(doing, seconds, request)
        except (WorkerLost, OSError, ValueError):  # what it looks at was closed meanwhile
            if self._abandoned:
                raise Abandoned from None
            raise

    def _answer(self, doing: str, seconds: float, request: dict[str, Any]) -> dict[str, Any]:
        self.ready()
        start = self._cell.printed_bytes()
        # Drawn, not counted: who answers ahead of time must not hit the requests of another exercise.
        self._asked = secrets.randbits(60)
        message = wire.encode({"id": self._asked, **request})
        began = time.monotonic()
        if len(message) <= AT_HAND:
            self._write(message)
        else:  # writing waits for the worker to read, and a worker that is stuck reads nothing
            threading.Thread(target=self._write, args=(message,), daemon=True).start()
        reply = self._reply(doing, seconds, start)
        self._weigh(doing, start)
        if (took := time.monotonic() - began) > QUICK:
            self._measure_home(doing, start)
        if took > LOOK_EVERY:
            self._stopwatch.look((process.pid for process in self._cell.family()), self._cell.computed())
        self.printed = self._printed_since(start)
        return reply

    def abandon(self) -> None:
        """Close it while another thread waits for its answer."""
        self._abandoned = True
        self.close()

    def close(self) -> None:
        """Kill the worker and everything it has started."""
        self._closed.set()
        self._cell.close()

    def _write(self, message: bytes) -> None:
        pipe = self._cell.process.stdin
        if pipe is None:
            raise RuntimeError("a worker has a pipe as its standard input")
        try:
            rest = memoryview(len(message).to_bytes(8, "big") + message)
            while rest:
                rest = rest[pipe.write(rest) :]
        except (OSError, ValueError):  # the worker has ended; the reader tells
            return

    def _read(self) -> None:
        """Put the worker's messages into the queue; its end, and whatever is not a message, as an exception."""
        pipe = self._cell.process.stdout
        if pipe is None:
            raise RuntimeError("a worker has a pipe as its standard output")
        try:
            while len(head := _exactly(pipe, 8)) == 8 and not self._closed.is_set():
                size = int.from_bytes(head, "big")
                if size > wire.LARGEST_MESSAGE:
                    raise wire.WireError("it is too large")
                self._put(wire.decode(_exactly(pipe, size)))
            self._put(EOFError())
        except (wire.WireError, OSError, ValueError) as error:  # ValueError: the pipe was closed under us
            self._put(error)

    def _put(self, reply: Any) -> None:
        """Put a message into the queue, when there is room; once the link is closed, nobody makes any."""
        while not self._closed.is_set():
            with contextlib.suppress(queue.Full):
                self._replies.put(reply, timeout=LOOK_EVERY)
                return

    def _reply(self, doing: str, seconds: float, start: int) -> dict[str, Any]:
        self._stopwatch.start()
        while True:
            if self._replies.empty():  # what has come was in time, however late we are ourselves
                self._look(doing, seconds, start)
            running = self.alive
            try:
                reply = self._replies.get(timeout=LOOK_EVERY)
            except queue.Empty:
                if running:
                    continue
                reply = EOFError()  # it has ended, and a process that it has started holds the pipe open
            if isinstance(reply, EOFError):
                self._weigh(doing, start)  # what printed more than a file may hold has ended by that
                try:
                    how, advice = self._how_it_ended()
                except MemoryError:
                    raise self._out_of_memory(doing, start) from None
                raise self._lost(f"{doing} {how}; {advice}.", start, f"{doing} {how}")
            if isinstance(reply, dict) and isinstance(reply.get("progress"), dict):
                self._progress(reply["progress"])
                self._look(doing, seconds, start)  # one that sends progress without end does not get around its limits
                continue
            if isinstance(reply, dict) and _is(reply.get("id"), self._asked):
                return reply
            done = "wrote into the pipe for the answers, so they could not be read"
            raise self._lost(f"{doing} {done}. Use print, not the file descriptors.", start)

    def _look(self, doing: str, seconds: float, start: int) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        family = self._cell.family()
        self._stopwatch.look((process.pid for process in family), self._cell.computed())
        if how := self._stopwatch.out_of_time(seconds):
            raise self._out_of_time(f"{doing} {how}", start, by_clock=False)
        if self._stopwatch.elapsed > CLOCK * seconds:
            how = f"did not end in {CLOCK * seconds:g} s, because other programs used the processors"
            raise self._out_of_time(f"{doing} {how}.", start, by_clock=True)
        self._weigh(doing, start)
        self._measure_home(doing, start)
        memory, processes = self._cell.load(family)
        if memory > self.limits.resident:
            raise self._out_of_memory(doing, start)
        if processes > self.limits.processes:
            most = f"{self.limits.processes} processes running"
            raise self._lost(f"{doing} had more than {most}. Do not start processes.", start)

    def _weigh(self, doing: str, start: int) -> None:
        """See that what it has printed is within the limits."""
        if self._cell.printed_bytes() - start > self.limits.output:
            most = f"{self.limits.output >> 20} MB"
            raise self._lost(f"{doing} printed more than {most}. Remove the print calls.", start)

    def _measure_home(self, doing: str, start: int) -> None:
        """See that what it has written into its home is within the limits."""
        written, files = self._cell.disk(self.limits.files)
        if written > self.limits.disk or files > self.limits.files:
            most = f"{self.limits.disk >> 20} MB or {self.limits.files:,} files"
            raise self._lost(f"{doing} wrote more than {most} into its folder. Return the result instead.", start)

    def _lost(self, sentence: str, start: int, how: str = "") -> WorkerLost:
        self.printed = self._printed_since(start)
        self.close()
        return WorkerLost(sentence, how)

    def _out_of_memory(self, doing: str, start: int) -> WorkerLost:
        most = f"{self.limits.resident >> 30} GB of memory"
        return self._lost(f"{doing} used more than {most}. Does a list or an array grow forever?", start)

    def _out_of_time(self, sentence: str, start: int, *, by_clock: bool) -> OutOfTime:
        return OutOfTime(str(self._lost(sentence, start)), by_clock=by_clock)

    def _how_it_ended(self) -> tuple[str, str]:
        """How it ended, and what to do about it."""
        try:
            code = self._cell.how_it_ended()
        except subprocess.TimeoutExpired:
            return "closed the pipe for the answers", "do not close what you did not open"
        printed = self._cell.printed(max(0, self._cell.printed_bytes() - MOST_PRINTED), MOST_PRINTED)
        if "MemoryError" in printed or "bad_alloc" in printed or code == -9:
            most = f"{self.limits.memory >> 30} GB it may"
            return f"ended the process by using more memory than the {most}", "work on less at a time"
        how = f"by signal {-code}" if code < 0 else f"with exit status {code}"
        return f"ended the process {how}", "a function returns instead"

    def _printed_since(self, start: int) -> str:
        text = _OVERWRITTEN.sub("", _NOISE.sub("", self._cell.printed(start, MOST_PRINTED + 2_000)))
        text = _OWN_LINES.sub("", text)
        return text if len(text) <= MOST_PRINTED else text[:MOST_PRINTED] + "…\n"


# Code that keeps workers waiting, so that nobody waits for their start, gives out one of those instead of `started`.
StartWorker = Callable[[Progress | None], Connection]


def start_worker(progress: Progress | None) -> Connection:
    """A worker that is started now; its start is not waited for."""
    return Connection(progress=progress)


def import_keras(link: Connection) -> None:
    """Have a worker import Keras; whoever asks it next finds it dead where that cannot be."""
    with contextlib.suppress(WorkerLost, Unjudged, Abandoned):
        link.ask("Importing Keras", START_LIMIT, op="warm", libraries=["keras"])


def _is(number: object, asked: int) -> bool:
    """Whether it is this int; an array may come too, which is neither equal to it nor unequal."""
    return type(number) is int and number == asked


def _exactly(pipe: IO[bytes], size: int) -> bytearray:
    """So many bytes, or fewer where the pipe ends; the pipe has no buffer, which would be locked while we wait."""
    message = bytearray()
    while len(message) < size and (part := pipe.read(min(AT_ONCE, size - len(message)))):
        message += part
    return message
