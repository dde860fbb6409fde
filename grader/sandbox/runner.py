"""The runner keeps a worker for a submission: started ahead, given the modules, replaced when it is lost."""

import contextlib
import copy
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from grader.sandbox import remedies
from grader.sandbox.call_fault import CallFault, NeverCalled, Unusable
from grader.sandbox.calls import (
    Call,
    Callee,
    StudentError,
    Todo,
    exception_of,
    request_of,
)
from grader.sandbox.connection import (
    START_LIMIT,
    Connection,
    OutOfTime,
    Progress,
    StartWorker,
    WorkerLost,
    start_worker,
)
from grader.sandbox.formatting import show_call
from grader.sandbox.known_outlines import KnownOutlines
from grader.sandbox.missing import not_there, remedy_of_missing
from grader.sandbox.orphans import kill_orphans
from grader.sandbox.submission import Submission, course_modules
from grader.sandbox.worker import wire
from grader.util.errors import Unjudged

# Limits count a worker's own time, as `grader.sandbox.stopwatch` has it: not what it waits for a processor.
INIT = "__init__"  # of the folder
IMPORT_LIMIT = 10.0  # seconds that the lines of a module may take, its libraries being there already
OUTLINE_LIMIT = 10.0  # seconds to look over all modules; it takes 0.01
PULSE_LIMIT = 5.0  # seconds to answer a request that asks for nothing; it takes 0.0002
MOST_LIMITS = 3  # times its limit that all calls of a function may take together; a gate trains three times
EMPTY = "Save your work in it, or copy its stub from a fresh download of the kit."
LONGEST_REPEATED = 60.0  # seconds that may be lost with a worker, and the call be tried again
# Libraries that take a second or more to import, by the name that imports what takes long.
HEAVY = {
    "keras": "keras",
    "tensorflow": "keras",
    "matplotlib": "matplotlib.figure",
    "sklearn": "sklearn.metrics",
    "pandas": "pandas",
    "seaborn": "seaborn",
}


_UNSEEN: dict[str, Any] = {
    "error": None,
    "line": 0,
    "broken": "",
    "stubs": [],
    "libraries": [],
    "names": [],
    "parts": {},
    "literals": (0, 0),
}  # of a module that is not there


class _Spoiled(Exception):
    """The worker was lost, and not by this function: what another one left behind in it may be the reason, or the load.

    What is tried again is tried in a fresh worker, which nobody else has used.
    """


@dataclass
class Runner:
    """Calls the functions of one submission, in its worker.

    Attributes:
        submission: the modules.
        progress: hears of epochs.
        worker: gives it a worker.
        outlines: what is known of the modules from runners before, and what this one leaves for those that follow.
        calls: those that were made since somebody has cleared them.
        limits: those in force in the worker.
        answers_ahead: answers to calls that were asked before they were wanted.
    """

    submission: Submission
    progress: Progress | None = None
    worker: StartWorker = start_worker
    outlines: KnownOutlines = field(default_factory=KnownOutlines)
    calls: list[Call] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)
    answers_ahead: dict[bytes, list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._link: Connection | None = None
        self._outlines: dict[str, dict[str, Any]] | None = None
        self._imported: set[str] = set()
        self._faults: dict[str, CallFault] = {}  # why a module or a function is not tried again
        self._unread: CallFault | None = None  # why no module can be looked over
        self._again: set[str] = set()  # modules and functions that only the clock has cut off, once
        self._late: dict[str, str] = {}  # and those that it has cut off twice, with the sentence
        self._spent: dict[str, float] = {}  # seconds that a function has had
        self._turn = ""  # whose requests the worker gets
        self._had_turns: set[str] = set()  # whose code has run in this worker
        self._has_called = False  # whether a function was called in this worker, and not only imported

    def start(self) -> None:
        """Start the worker without waiting for it."""
        if self._link is None:
            self._link = self.worker(self.progress)

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def outline(self, module: str) -> dict[str, Any]:
        """What is said of a module before a line has run: all that `worker.modules.outline` has."""
        if self._outlines is None:
            try:
                self._loaded()
            except WorkerLost as lost:  # once is enough: the next one would not get through these sources either
                self._unread = CallFault("not_read", str(lost), self.submission.name)
                self._outlines = {}
        outlines = self._outlines or {}
        return outlines.get(module, _UNSEEN)

    def used_by(self, module: str) -> set[str]:
        """The modules that `module` may use, itself included: all that it names in imports or as texts, and theirs."""
        found: set[str] = set()
        waiting = [module, INIT]  # which is run before any module
        while waiting:
            name = waiting.pop()
            if name in self.submission.sources and name not in found:
                found.add(name)
                waiting += self.outline(name)["names"]
        return found

    def libraries(self, module: str) -> set[str]:
        """What the module, and those that it may use, import of what takes long to import."""
        used = self.used_by(module)
        return {HEAVY[name] for part in used for name in self.outline(part)["libraries"] if name in HEAVY}

    def imports(self, module: str) -> set[str]:
        """The packages that the module, and those that it may use, import; not the submission's, nor Python's own."""
        names = {name for part in self.used_by(module) for name in self.outline(part)["libraries"]}
        return {name for name in names if name.isidentifier()} - {*self.submission.sources, *sys.stdlib_module_names}

    def part(self, callee: Callee) -> dict[str, str] | None:
        """What the function depends on in its own module, as the outline says it; None: all of it."""
        part: dict[str, str] | None = self.outline(callee.module)["parts"].get(callee.function)
        others = self.used_by(callee.module) - {callee.module}
        return None if any(callee.module in self.used_by(other) for other in others) else part

    def refuse_unusable(self, callee: Callee) -> None:
        """See that the function is there and is more than a stub, as far as its text tells.

        Raises:
            Todo: it is a stub.
            Unusable: its module is missing, cannot be read or has a syntax error, or it has lost a worker before.
        """
        module = callee.module
        if fault := self._faults.get(module) or self._faults.get(callee.id) or self.fault_of(module):
            raise Unusable(fault)
        if callee.function in self.outline(module)["stubs"]:
            raise Todo

    def fault_of(self, module: str) -> CallFault | None:
        """Why a module cannot be imported, as far as its text tells: it is missing, or cannot be read."""
        if module in self.submission.faults:
            return self.submission.faults[module]
        file = f"{self.submission.name}/{module}.py"
        if module not in self.submission.sources:
            said = f"There is no {file}{remedy_of_missing(module, self.submission.sources)}"
            return CallFault("missing_module", said, file)
        if not self.submission.sources[module].strip():
            return CallFault("not_read", f"it is empty. {EMPTY}", file)
        outline = self.outline(module)
        if self._unread is not None or outline["error"] is None:
            return self._unread
        known = remedies.of_line(outline["broken"], outline["error"])
        remedy = f" {known or 'Fix this line or the one above.'}" if known or outline["broken"] else ""
        return CallFault("not_read", f"{outline['error']}{remedy}", file, outline["line"])

    def state(self, callee: Callee) -> str | None:
        """What can be said of a function without running it: "todo", "failed", or None."""
        try:
            self.refuse_unusable(callee)
        except Todo:
            return "todo"
        except Unusable:
            return "failed"
        return None

    def is_late(self, callee: Callee) -> bool:
        """Whether the machine had no time for it, so that it could not be judged."""
        return callee.id in self._late or callee.module in self._late

    def call(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the function with copies of the arguments; gives its value. The call notes what it did to the copies.

        Raises:
            Todo: it is a stub.
            StudentError: it raises anything else.
            Unusable: it cannot be called so, or loses the worker.
            Unjudged: the machine was too busy to find out.
        """
        self.refuse_unusable(callee)
        if self.is_late(callee):
            raise Unjudged(self._late.get(callee.id) or self._late[callee.module])
        if callee.images:
            call = Call(callee.function, shown=show_call(callee.function, args, kwargs))
        else:
            call = Call(callee.function, *copy.deepcopy((args, kwargs)))
        self.calls.append(call)
        reply = self._answered_ahead(args, kwargs) or self._called(callee, "call", **request_of(args, kwargs))
        call.printed = self._link.printed if self._link else ""
        file = f"{self.submission.name}/{callee.module}.py"
        match reply:
            case {"value": value, "changed": dict(changed)}:
                call.returned, call.answered, call.changed = value, True, changed
                call.warned = reply.get("warned") is True
                return value
            case {"error": error}:
                call.error = self._raised(error, callee.function)
                raise call.error
            case {"missing": names}:
                raise NeverCalled(not_there(callee.function, names, file))
            case {"signature": signature, "reason": reason}:
                sentence = f"It is defined as {signature} and cannot be called like that: {reason}."
                raise Unusable(CallFault("wrong_parameters", f"{sentence} Keep the parameters of the stub."))
        said = f"Its answer cannot be sent: {reply.get('unsendable', 'it could not be read')}."
        raise Unusable(CallFault("unusable", f"{said} Return only what the contract asks for."))

    def ask_ahead(self, callee: Callee, calls: Sequence[tuple[tuple[Any, ...], dict[str, Any]]]) -> None:
        """Have several calls answered in one message; `call` takes these answers instead of asking again.

        Raises:
            Unusable: as `call`.
        """
        self.answers_ahead.clear()
        requests = [wire.encode(request_of(args, kwargs)) for args, kwargs in calls]
        self.calls.append(Call(callee.function))  # takes the time, and what is printed when the worker is lost
        reply = self._called(callee, "calls", calls=[np.frombuffer(request, np.uint8) for request in requests])
        self.calls.pop()
        replies = reply.get("replies")
        if not isinstance(replies, list) or len(replies) != len(requests):
            return  # too much for one message, say: each is asked for by itself
        for request, message in zip(requests, replies, strict=True):
            with contextlib.suppress(wire.WireError, TypeError, AttributeError):
                self.answers_ahead.setdefault(request, []).append(wire.decode(message.tobytes()))

    def _answered_ahead(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
        """The reply to this call, if `ask_ahead` has it."""
        if not self.answers_ahead:
            return None
        waiting = self.answers_ahead.get(wire.encode(request_of(args, kwargs)))
        reply = waiting.pop(0) if waiting else None
        return reply if isinstance(reply, dict) else None

    def _called(self, callee: Callee, op: str, **request: Any) -> dict[str, Any]:
        """The worker's reply to a call; that a worker is lost after others have used it may be their fault.

        Raises:
            Unusable: its module cannot be imported, or the worker was lost in its own time.
            Unjudged: as `call`.
        """
        self._take_turn(callee.id)
        request |= {"op": op, "module": callee.module, "function": callee.function}
        while True:
            try:
                self._import(callee.module)
                link = self._loaded()
                began, waited = time.monotonic(), link.waited
                reply = self._ask(callee.id, f"{callee.function}()", callee.seconds, **request)
            except _Spoiled:
                continue  # once: in the next worker, nobody else has had a turn
            self.calls[-1].seconds = time.monotonic() - began
            self.calls[-1].computed = link.computed
            if reply.get("left") is True:
                kill_orphans()  # or a function that starts some in every call fills the system's table of processes
            self._spend(callee, self.calls[-1].seconds - (link.waited - waited))
            return reply

    def _take_turn(self, name: str) -> None:
        """Find out whether a worker that others have used still answers; if not, no harm was done yet."""
        if self._link is not None and self._turn != name and self._had_turns - {name}:
            try:
                self._link.ask("Moving on to the next exercise", PULSE_LIMIT, op="pulse")
            except WorkerLost:
                self.close()
        self._turn = name

    def _spend(self, callee: Callee, seconds: float) -> None:
        """Add up what a function takes; what it waited for a processor is found out later, maybe in its next call."""
        spent = self._spent[callee.id] = self._spent.get(callee.id, 0.0) + seconds
        if spent > MOST_LIMITS * callee.seconds:
            took = f"{callee.function}() took {spent:.0f} s in all calls so far"
            limits = f"{callee.seconds:g} s for one call, and {MOST_LIMITS} times that for all of them"
            self._faults[callee.id] = CallFault("timed_out", f"{took}; its limits are {limits}.")

    def _import(self, module: str) -> None:
        """Have the worker import the module, and before it the libraries that take long."""
        if module in self._imported and self._link is not None and self._link.alive:
            return
        self._loaded()
        libraries = sorted(self.libraries(module))
        file = f"{self.submission.name}/{module}.py"
        if libraries:
            self._ask(module, f"Importing {', '.join(libraries)}", START_LIMIT, op="warm", libraries=libraries)
        reply = self._ask(module, f"Importing {file}", IMPORT_LIMIT, op="importing", module=module)
        if "error" in reply:
            error = self._raised(reply["error"], "")
            fault = CallFault("not_imported", f"{file} cannot be imported: {error}", file)
            if isinstance(error, StudentError):
                fault = CallFault("not_imported", error.remedy, file, raised=error.raised, frames=error.frames)
            self._faults[module] = fault
            raise NeverCalled(fault)
        self._imported.add(module)

    def _raised(self, error: object, function: str) -> Exception:
        """The exception that says on this side what was raised on the other."""
        exception = exception_of(error)
        if isinstance(exception, StudentError):
            if isinstance(exception, NotImplementedError) and self._is_of_stub(exception, function):
                return Todo()
            exception.modules = (*course_modules(), *self.submission.sources)
        return exception

    def _is_of_stub(self, error: StudentError, function: str) -> bool:
        """Whether it was raised by the function itself, as a stub that another module has."""
        last = error.frames[-1] if error.frames else None
        if last is None or last.function != function:
            return False
        return function in self.outline(Path(last.file).stem)["stubs"]

    def _loaded(self) -> Connection:
        """The worker, with the sources in it."""
        fresh = self._link is None or not self._link.alive or self._outlines is None
        if self._link is not None and not self._link.alive:
            self.close()
        self.start()
        if self._link is None:
            raise RuntimeError("a started runner has a link")
        if fresh:
            self._imported.clear()
            self._had_turns.clear()
            self._has_called = False
            sources = self.submission.sources
            known = self.outlines.of(sources)
            request = {"folder": self.submission.name, "sources": sources, "known": list(known)}
            outlines = self._link.ask("Reading the modules", OUTLINE_LIMIT, op="load", **request).get("outlines")
            if not isinstance(outlines, dict):
                raise RuntimeError("a worker says of the modules what can be seen")
            self._outlines = {**outlines, **known}
            self.outlines.keep(sources, self._outlines)
            self.limits = self._link.in_force
        return self._link

    def _ask(self, blamed: str, doing: str, seconds: float, **request: Any) -> dict[str, Any]:
        """Ask the worker; when it is lost, `blamed` (a function or a module) is not tried again.

        Raises:
            Unusable: it was lost.
            Unjudged: it was the clock, again; or a library of ours took too long to import, in a fresh worker.
            _Spoiled: it was lost soon, and others have had their turn in it; or a function that was called in it may
                be why a module cannot be imported; or it was the clock.
        """
        link = self._loaded()
        calls = request["op"] in ("call", "calls")
        shared = bool(self._had_turns - {self._turn}) or (self._has_called and not calls)
        self._had_turns.add(self._turn)
        self._has_called = self._has_called or calls
        try:
            return link.ask(doing, seconds, **request)
        except WorkerLost as lost:
            if self.calls:
                self.calls[-1].printed = link.printed
            self.close()
            by_clock = isinstance(lost, OutOfTime) and lost.by_clock
            if (shared and link.own < LONGEST_REPEATED) or (by_clock and blamed not in self._again):
                self._again |= {blamed} if by_clock else set()
                raise _Spoiled from lost
            if by_clock or (isinstance(lost, OutOfTime) and request["op"] == "warm"):
                self._late[blamed] = f"{lost} This costs no points: grade again when the machine is less busy."
                raise Unjudged(self._late[blamed]) from lost
            if blamed in self.submission.sources:
                self._faults[blamed] = CallFault("not_imported", str(lost), f"{self.submission.name}/{blamed}.py")
                raise NeverCalled(self._faults[blamed]) from lost
            self._faults[blamed] = CallFault("timed_out" if isinstance(lost, OutOfTime) else "ended", str(lost))
            raise Unusable(self._faults[blamed]) from lost
