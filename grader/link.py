"""The link is the near end of the pipe to a worker: one request, one reply, within limits of time and size."""

import queue
import re
import threading
import time
from collections.abc import Callable
from typing import Any

from grader.isolation import Cell, Limits
from grader.worker import wire

START_LIMIT = 120.0  # seconds until a worker is up, or has imported TensorFlow; 4 s on a laptop, 60 on a slow container
LOOK_EVERY = 0.2  # seconds between two looks at a busy worker's memory and output
MOST_PRINTED = 4_000  # bytes kept of what one call prints: two screens

# What TensorFlow's native code prints whatever it is told; none of it is the student's.
_NOISE = re.compile(
    r"^(?:WARNING: All log messages before absl|[IWE]\d{4} |\d{4}-\d\d-\d\d .*: [IW] |To enable the following instr).*\n?",
    re.MULTILINE,
)
# What a progress bar writes over, and how it colours: only the last state of a line is worth reading.
_OVERWRITTEN = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\x08+|[^\n]*\r(?!\n)|\r(?=\n)")


class WorkerLost(Exception):
    """The worker is gone, with a sentence that says how; the next request gets a fresh one."""


class Link:
    """A worker process that answers requests. After `WorkerLost` it is closed, with all that the worker started."""

    def __init__(self, limits: Limits | None = None, progress: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.limits = limits or Limits()
        self.in_force: dict[str, int] = {}
        self.printed = ""
        self._asked = 0
        self._progress = progress or (lambda _figures: None)
        self._cell = Cell(self.limits)
        self._replies: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._cell.process.poll() is None

    def ready(self) -> None:
        """Wait until the worker is up."""
        if not self.in_force:
            self.in_force = {"started": 1, **self._reply("starting", START_LIMIT, 0)["ready"]}

    def ask(self, doing: str, seconds: float, **request: Any) -> dict[str, Any]:
        """Send a request, wait for its reply.

        Args:
            doing: what the worker does meanwhile, as the subject of the sentence when it is lost.
            seconds: how long it may take.
            request: `op` and its fields.

        Raises:
            WorkerLost: it took too long, used too much, ended, or answered out of form.
        """
        self.ready()
        start = self._cell.printed_bytes()
        # Writing waits for the worker to read, and a worker that is stuck reads nothing.
        self._asked += 1
        message = wire.encode({"id": self._asked, **request})
        writer = threading.Thread(target=self._write, args=(message,), daemon=True)
        writer.start()
        reply = self._reply(doing, seconds, start)
        self.printed = self._printed_since(start)
        return reply

    def close(self) -> None:
        """Kill the worker and everything it has started."""
        self._cell.close()

    def _write(self, message: bytes) -> None:
        pipe = self._cell.process.stdin
        if pipe is None:
            raise RuntimeError("a worker has a pipe as its standard input")
        try:
            pipe.write(len(message).to_bytes(8, "big") + message)
            pipe.flush()
        except (OSError, ValueError):  # the worker has ended; the reader tells
            return

    def _read(self) -> None:
        """Put the worker's messages into the queue; its end, and whatever is no message, as an exception."""
        pipe = self._cell.process.stdout
        if pipe is None:
            raise RuntimeError("a worker has a pipe as its standard output")
        try:
            while len(head := pipe.read(8)) == 8:
                size = int.from_bytes(head, "big")
                if size > wire.LARGEST_MESSAGE:
                    raise wire.WireError("it is too large")
                self._replies.put(wire.decode(pipe.read(size)))
            self._replies.put(EOFError())
        except (wire.WireError, OSError, ValueError) as error:  # ValueError: the pipe was closed under us
            self._replies.put(error)

    def _reply(self, doing: str, seconds: float, start: int) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while True:
            try:
                reply = self._replies.get(timeout=max(0.0, min(LOOK_EVERY, deadline - time.monotonic())))
            except queue.Empty:
                self._look(doing, seconds, deadline, start)
                continue
            if isinstance(reply, EOFError):
                raise self._lost(f"{doing} ended the process{self._how_it_ended()}.", start)
            if isinstance(reply, dict) and isinstance(reply.get("progress"), dict):
                self._progress(reply["progress"])
                continue
            if not isinstance(reply, dict) or reply.get("id") != self._asked:
                raise self._lost(f"{doing} wrote into the pipe that carries the answers, which garbled them.", start)
            return reply

    def _look(self, doing: str, seconds: float, deadline: float, start: int) -> None:
        if time.monotonic() >= deadline:
            raise self._lost(f"{doing} took longer than its limit of {seconds:g} s. Does a loop never end?", start)
        if self._cell.printed_bytes() - start > self.limits.output:
            raise self._lost(f"{doing} printed more than {self.limits.output >> 20} MB. Take out the print calls.", start)
        if self._cell.resident_bytes() > self.limits.memory:
            raise self._lost(f"{doing} used more than {self.limits.memory >> 30} GB of memory.", start)

    def _lost(self, sentence: str, start: int) -> WorkerLost:
        self.printed = self._printed_since(start)
        self.close()
        return WorkerLost(sentence)

    def _how_it_ended(self) -> str:
        code = self._cell.process.wait(timeout=5)
        printed = self._cell.printed(max(0, self._cell.printed_bytes() - MOST_PRINTED), MOST_PRINTED)
        if "MemoryError" in printed or "bad_alloc" in printed or code == -9:
            return f" by using more memory than the {self.limits.memory >> 30} GB it may"
        return f" (signal {-code})" if code < 0 else f" with exit status {code}; a function returns instead"

    def _printed_since(self, start: int) -> str:
        text = _OVERWRITTEN.sub("", _NOISE.sub("", self._cell.printed(start, MOST_PRINTED + 2_000)))
        return text if len(text) <= MOST_PRINTED else text[:MOST_PRINTED] + "…\n"
