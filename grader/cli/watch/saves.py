"""Tells when a Python file in a folder may have changed: by the system's file events, or by looking now and then.

Events are missing on some network drives and containers, and a folder that is removed takes its events with it. So the
folder is looked through every second besides; what is seen only so twice running makes polling the way to go.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, watch

LONGEST_DELAY = 2.0  # seconds from a write to its event; what is older was written elsewhere and moved here

STEP = 20  # milliseconds without a further event until a change is told; an editor's two-step save takes 1 or 2
LONGEST_STEPS = 200  # milliseconds after which it is told even if events go on
LOOK_EVERY = 1_000  # milliseconds between two looks while there are events
POLL_EVERY = 0.3  # seconds between two looks when there are none

_Signature = dict[str, tuple[int, int, int]]


class SavedFiles:
    """Watches a folder in a thread of its own.

    Args:
        folder: whose Python files are watched; folders in it are not.
        tell: called in that thread when there may be a change.
        poll: look only.
    """

    def __init__(self, folder: Path, tell: Callable[[], None], *, poll: bool) -> None:
        self.folder = folder
        self.why_polling = "as asked for" if poll else ""
        self._tell = tell
        self._stop = threading.Event()
        self._seen = _signature(folder)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self.why_polling and self.folder.is_dir():
                try:
                    self._wait_for_events()
                except FileNotFoundError:  # it was there a moment ago: it is looked for
                    pass
                except (OSError, RuntimeError) as error:  # no events here, or too many folders are watched already
                    self.why_polling = f"because the system gives no file events ({error})"
                    self._tell()
            self._stop.wait(POLL_EVERY)
            self._look()

    def _look(self) -> bool:
        """Whether there is a change that was not told yet."""
        now = _signature(self.folder)
        if now == self._seen:
            return False
        self._seen = now
        self._tell()
        return True

    def _wait_for_events(self) -> None:
        """Tell of events, until the folder is another one or there are none."""
        place = _place(self.folder)
        missed = False
        for events in watch(
            self.folder,
            watch_filter=_is_python,
            step=STEP,
            debounce=LONGEST_STEPS,
            stop_event=self._stop,
            rust_timeout=LOOK_EVERY,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        ):
            if events:
                self._seen, missed = _signature(self.folder), False
                self._tell()
            elif missed:
                self.why_polling = "because file events of this folder do not arrive"
                self._tell()
                return
            else:
                # Should an event still be under way, it comes next.
                missed = self._look()
            if _place(self.folder) != place:
                return


def _is_python(_change: Change, path: str) -> bool:
    return path.endswith(".py")


def _place(folder: Path) -> tuple[int, int] | None:
    """What is the same as long as the folder is."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _signature(folder: Path) -> _Signature:
    """What changes with the content of the files."""
    found: _Signature = {}
    try:
        for file in folder.glob("*.py"):
            found[file.name] = _facts(file)
    except OSError:  # the folder changes while we look; the next look sees what became of it
        found[""] = (0, 0, 0)
    return found


def _facts(file: Path) -> tuple[int, int, int]:
    """What changes with the content of a file; zeros for one that cannot be looked at, others are seen all the same.

    Such are a link that leads nowhere (Emacs locks an unsaved file with one, `.#models.py`), and what is gone by now.
    """
    try:
        facts = file.stat()
    except (OSError, ValueError):
        return (0, 0, 0)
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def last_written(folder: Path) -> float:
    """When a module was written last, in seconds since the epoch; now, where the drive's clock shows another time."""
    now = time.time()
    with contextlib.suppress(OSError, ValueError):  # no file is there at the moment
        written = max(file.lstat().st_mtime for file in folder.glob("*.py"))
        if 0 <= now - written < LONGEST_DELAY:
            return written
    return now
