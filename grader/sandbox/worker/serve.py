"""The far side of the boundary: runs a submission's functions, one request after the other, and never judges them.

It has pipes at standard input and output. Both are taken away before any code of the student's is read: what that
prints goes to standard error, what it reads is empty.
"""

import contextlib
import gc
import importlib
import inspect
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import lockdown
import message
import notebook_cells
import numpy as np
import plain
import predict
import windows
import wire
from modules import Modules

MOST_PRINTED = 1 << 20  # bytes, by the calls of one message


class Pipe:
    """Standard input and output, kept for requests and replies while others hold these names."""

    def __init__(self) -> None:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.setmode(0, os.O_BINARY)
            msvcrt.setmode(1, os.O_BINARY)
        self._requests: BinaryIO = os.fdopen(os.dup(0), "rb")
        self._replies: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        os.close(empty)
        os.dup2(2, 1)
        sys.stdout.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]

    def receive(self) -> dict[str, Any] | None:
        """The next request, or None when the near side is gone."""
        head = self._requests.read(8)
        if len(head) < 8:
            return None
        request: dict[str, Any] = wire.decode(self._requests.read(int.from_bytes(head, "big")))
        return request

    def send(self, reply: dict[str, Any]) -> None:
        message = wire.encode(reply)
        rest = memoryview(len(message).to_bytes(8, "big") + message)
        while rest:
            rest = rest[self._replies.write(rest) :]


class Worker:
    """Answers the requests of the near side: each method of this name takes its fields and returns the reply's."""

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        self._send = send
        self._modules: Modules | None = None
        self._warned = False
        self._held: dict[str, Callable[[np.ndarray], list[Any]]] = {}  # networks, by the names that they were given

    def load(self, folder: str, sources: dict[str, str], known: Sequence[str] = ()) -> dict[str, Any]:
        """Take the sources; say what can be seen without running them, but of those modules of which it is known."""
        self._modules = Modules(sources, folder)
        warnings.formatwarning = self._modules.warning
        warnings.showwarning = self._show_warning
        windows.do_without()
        return {"outlines": self._modules.outlines(known)}

    def warm(self, libraries: list[str]) -> dict[str, Any]:
        """Import heavy libraries ahead of the student's module, so that its time limit is its own."""
        gc.disable()
        for library in libraries:
            # One that is not there is reported when the student's own import fails.
            with contextlib.suppress(ImportError):
                importlib.import_module(library)
        collect_none_of_this()
        if "keras" in sys.modules:
            plain.watch_epochs(lambda epoch: self._send({"progress": epoch}))
        return {}

    def importing(self, module: str) -> dict[str, Any]:
        """Run the module's own lines."""
        try:
            self._own.get(module)
        except BaseException as error:  # noqa: BLE001  whatever the student's module raises is an answer, SystemExit included
            return {"error": self._said(error)}
        return {}

    def calls(self, module: str, function: str, calls: list[np.ndarray]) -> dict[str, Any]:
        """Call the function once for each of `calls`; `replies` has the message of each reply, as bytes in an array.

        Each of `calls` is a message itself, with what `call` takes.
        """
        replies = []
        printed = _bytes_printed()
        for each in calls:
            try:
                message = wire.encode(self.call(module, function, **wire.decode(each.tobytes())))
            except wire.WireError as error:
                message = wire.encode({"unsendable": str(error)})
            replies.append(np.frombuffer(message, dtype=np.uint8))
            if _has_children():
                break  # what they leave behind is ended before the next call
            if _bytes_printed() - printed > MOST_PRINTED:
                break  # what may be printed is limited for each call, and the near side sees them all as one
        return {"replies": replies}

    def call(
        self,
        module: str,
        function: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        column_major: Sequence[int | str] = (),
    ) -> dict[str, Any]:
        """Call the function; say what came back, which of its arguments it changed, and whether it warned.

        Args:
            module: that has the function.
            function: its name.
            args: what to call it with.
            kwargs: the same, by name.
            column_major: which of the arguments are arrays stored column by column.
        """
        target = getattr(self._own.get(module), function, None)
        if not callable(target):
            return {"missing": sorted(name for name in vars(self._own.get(module)) if not name.startswith("_"))}
        args, kwargs = plain.revived(args), plain.revived(kwargs)
        args = tuple(np.asfortranarray(arg) if place in column_major else arg for place, arg in enumerate(args))
        kwargs = {name: np.asfortranarray(arg) if name in column_major else arg for name, arg in kwargs.items()}
        before = plain.containers(args, kwargs)
        try:
            signature: inspect.Signature | None = inspect.signature(target)
        except Exception:  # noqa: BLE001  some callables have none: NumPy's, and those whose author plays with it
            signature = None
        try:
            if signature is not None:
                signature.bind(*args, **kwargs)
        except TypeError as error:
            return {"signature": f"{function}{signature}", "reason": str(error)}
        names = [] if signature is None else [*signature.parameters]
        if [name for name in names if name in kwargs] != [name for name in kwargs if name in names]:
            return {"signature": f"{function}{signature}", "reason": "the parameters are in another order"}
        self._warned = False
        try:
            with warnings.catch_warnings():  # so that a warning is shown in every call, not in the first alone
                value = target(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001  as above
            return {"error": self._said(error)}
        if inspect.iscoroutine(value):
            value.close()  # or Python complains that nobody has awaited it
        after = plain.containers(args, kwargs)
        changed = {name: wire.decode(new) for name, new in after.items() if new != before[name]}
        returned = plain.flattened(value, (*args, *kwargs.values()))
        reply = {"value": returned, "changed": changed, "warned": self._warned}
        plain.close_figures()
        return reply

    def predict(self, network: dict[str, Any], images: Any, at_once: int) -> dict[str, Any]:
        """Compute what a network answers."""
        try:
            answers, cost = predict.answers(network, images, at_once)
            return {"answers": answers, "cost": cost}
        except Exception as error:  # noqa: BLE001  whatever TensorFlow has against these layers, the model asked for it
            return {"refused": _reason(error)}

    def hold(self, name: str, network: dict[str, Any], shown: list[int]) -> dict[str, Any]:
        """Build a network, and keep it for `ask`; `shown` are the steps whose results may be asked for."""
        try:
            whole = predict.compiled(network, *shown)
            whole(np.zeros((1, *network["input_shape"]), dtype=np.float32))  # TensorFlow compiles it now
        except Exception as error:  # noqa: BLE001  as for `predict`
            return {"refused": _reason(error)}
        self._held[name] = whole
        return {}

    def ask(self, name: str, images: Any, at_once: int, shown: bool) -> dict[str, Any]:
        """What a network that is held answers; with `shown`, also what its steps give for the first image."""
        whole = self._held[name]
        try:
            parts = [whole(images[start : start + at_once]) for start in range(0, len(images), at_once)]
            answers = np.concatenate([np.asarray(part[0]) for part in parts]).astype(np.float32)
            steps = [np.asarray(step[:1]).astype(np.float32) for step in parts[0][1:]] if shown else []
        except Exception as error:  # noqa: BLE001  as for `predict`
            return {"refused": _reason(error)}
        return {"answers": answers, "steps": steps}

    def pick(self, content: np.ndarray, wanted: dict[str, list[str]], exported: bool) -> dict[str, Any]:
        """Pick modules out of the text of a notebook, none of which is run."""
        return notebook_cells.pick(content.tobytes().decode(), wanted, exported=exported)

    def pulse(self) -> dict[str, Any]:
        """Nothing; that an answer comes says that nobody holds the worker up."""
        return {}

    @property
    def is_loaded(self) -> bool:
        """Whether it has a submission's sources."""
        return self._modules is not None

    @property
    def _own(self) -> Modules:
        if self._modules is None:
            raise RuntimeError("a request came before the sources")
        return self._modules

    def _show_warning(self, *warning: Any) -> None:
        """Print a warning, as `warnings.showwarning` does, and remember that there was one."""
        self._warned = True
        message, category, filename, lineno, *_ = warning
        sys.stderr.write(warnings.formatwarning(message, category, filename, lineno))

    def _said(self, error: BaseException) -> dict[str, Any]:
        return {
            "types": [kind.__name__ for kind in type(error).__mro__],
            "message": message.message_of(error),
            "frames": self._own.frames(error),
        }


def _reason(error: Exception) -> str:
    """The first line of what TensorFlow has against a network."""
    return plain.text_of(error).strip().partition("\n")[0] or type(error).__name__


def _bytes_printed() -> int:
    """How much is in the file that both outputs go to."""
    sys.stdout.flush()
    return os.fstat(2).st_size


def _has_children() -> bool:
    """Whether a call has left processes behind, running or ended, as far as Linux tells."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as children:  # noqa: PTH123  a tenth of the time
            return bool(children.read(1))
    except OSError:
        return False


def collect_none_of_this() -> None:
    """Collect garbage from now on, and never look through what is there: libraries stay, and TensorFlow's are large."""
    gc.freeze()
    gc.enable()


def serve(limits: dict[str, int]) -> None:
    """Lock in, take the pipe, answer until it ends."""
    collect_none_of_this()
    del sys.path[0]  # this folder: an import of the student's finds the libraries, and nothing of the grader's
    in_force = lockdown.apply(limits)
    pipe = Pipe()
    worker = Worker(pipe.send)
    names = ("load", "warm", "importing", "call", "calls", "predict", "hold", "ask", "pick", "pulse")
    answers = {name: getattr(worker, name) for name in names}
    pipe.send({"id": 0, "ready": in_force})
    try:
        while (request := pipe.receive()) is not None:
            number, op = request.pop("id"), request.pop("op")
            try:
                reply = {"id": number, **answers[op](**request)}
                if _has_children():
                    reply["left"] = True
                sys.stdout.flush()
                sys.stderr.flush()
                pipe.send(reply)
            except wire.WireError as error:
                if op != "call":
                    raise
                pipe.send({"id": number, "unsendable": str(error)})
    except BaseException:
        if not worker.is_loaded:
            raise
        os._exit(1)  # a traceback through our own lines would tell a student nothing
    os._exit(0)  # threads and exit handlers that the student left behind do not get a turn
