"""A browser for tests: Chromium without a window, told what to do over a pair of pipes in its own protocol."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
KEYS = {"Enter": 13}  # the numbers that browsers give to keys which are no letters
LIMIT = 60.0  # seconds for an answer; it takes hundredths
# The browser reads what it is to do from 3 and answers on 4; the pipes' own numbers may be in between.
_CONNECT = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execvp(sys.argv[3], sys.argv[3:])"
)


def found() -> str | None:
    """The path of a browser, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None) if sys.platform != "win32" else None


class Browser:
    """One page of a browser, and all that it has told."""

    def __init__(self, commands: int, answers: int) -> None:
        self.events: list[dict[str, Any]] = []
        self._commands, self._answers = commands, answers
        self._count, self._unread, self._session = 0, b"", ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command; events that come before it are kept."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._count:
            self.events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, page: Path | str, *, width: int, scheme: str, media: str = "screen") -> None:
        """Open a page from disk or at an address, `width` pixels wide, for a light or dark screen, or for print."""
        self.events.clear()
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setScrollbarsHidden", hidden=True)  # as on a phone; they would take of the width
        self.ask(
            "Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}]
        )
        failure = self.ask("Page.navigate", url=page if isinstance(page, str) else page.resolve().as_uri())
        if "errorText" in failure:
            raise RuntimeError(f"{page}: {failure['errorText']}")
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, a promise's being waited for."""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def stroke(self, points: Sequence[tuple[float, float]]) -> None:
        """Draw a line with the mouse: pressed at the first point of the window, released at the last."""
        mouse = {"button": "left", "pointerType": "mouse", "clickCount": 1}
        for kind, (x, y) in (
            ("mousePressed", points[0]),
            *(("mouseMoved", point) for point in points),
            ("mouseReleased", points[-1]),
        ):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, buttons=int(kind != "mouseReleased"), **mouse)

    def press(self, key: str, modifiers: int = 0) -> None:
        """Press a key and let it go; of the modifiers, 2 is Control and 8 is Shift."""
        code = ord(key.upper()) if len(key) == 1 else KEYS[key]
        pressed = {"key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.ask("Input.dispatchKeyEvent", type="rawKeyDown", **pressed)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def write(self, text: str) -> None:
        """Write a text where the cursor is, in one go, as from the clipboard."""
        self.ask("Input.insertText", text=text)

    def requests(self) -> list[str]:
        """What the page has asked for since it was opened; pictures that it holds itself are not asked for."""
        asked = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        addresses = [event["params"]["request"]["url"] for event in asked]
        return [address for address in addresses if not address.startswith("data:")]

    def complaints(self) -> list[dict[str, Any]]:
        """What stands in the console."""
        methods = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [event for event in self.events if event.get("method") in methods]

    def _read(self) -> dict[str, Any]:
        until = time.monotonic() + LIMIT
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], max(0, until - time.monotonic()))
            more = os.read(self._answers, 1 << 20) if ready else b""
            if not more:
                raise RuntimeError("the browser does not answer")
            self._unread += more
        message, _, self._unread = self._unread.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """A browser, started from `path` and ended with the block."""
    reads, commands = os.pipe()
    answers, writes = os.pipe()
    given = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (reads, writes)]
    options = ["--headless", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe"]
    options += ["--no-sandbox"]  # as root there is none; the pages are our own
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [sys.executable, "-c", _CONNECT, *map(str, given), path, *options, f"--user-data-dir={profile}"]
        process = subprocess.Popen(command, pass_fds=given, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for end in (reads, writes, *given):
            os.close(end)
        try:
            yield Browser(commands, answers)
        finally:
            os.close(commands)
            process.terminate()
            process.wait(timeout=LIMIT)
            os.close(answers)
