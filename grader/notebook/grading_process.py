"""The near end of the grading process: started by a notebook, asked by its magics, ended with the kernel."""

import atexit
import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import IO, Any

from grader.course.paths import EXERCISES, KIT

PATIENCE = 5.0  # seconds for it to end


class GradingProcess:
    """Starts the process when it is first asked, and again after it was lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._errors: IO[str] | None = None
        atexit.register(self.close)

    def start(self) -> None:
        """Start it without waiting for it."""
        if self._process is not None and self._process.poll() is None:
            return
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  as long as it runs
        command = [sys.executable, "-P", str(KIT / "grader" / "__main__.py"), "notebook-server", str(EXERCISES)]
        self._process = subprocess.Popen(  # noqa: S603  our own file
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # what interrupts the kernel is for the kernel
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # the same on Windows
        )

    def ask(self, show: Callable[[str], None], **request: Any) -> dict[str, Any]:
        """Send a request and wait for what is to be shown.

        Args:
            show: shows a line on what goes on meanwhile.
            request: `op` and its fields.

        Returns:
            `text` and `html`, and whether it is `refused`.
        """
        self.start()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RuntimeError("a grading process has pipes")
        try:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
            for line in process.stdout:
                reply: dict[str, Any] = json.loads(line)
                if "text" in reply:
                    return reply
                if "progress" in reply:
                    show(reply["progress"])
        except BaseException:  # an interrupt, mostly: what it was asked is not wanted any more
            self.close()
            raise
        said = self._last_words(process.wait())
        self.close()
        sentence = f"The grader has ended: {said} Run the cell again."
        return {"text": sentence, "html": "", "refused": True}

    def close(self) -> None:
        """End it, with all that it has started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdout, self._errors):
            if stream is not None:
                stream.close()

    def _last_words(self, status: int) -> str:
        """The last line that it printed, or its exit status."""
        lines: list[str] = []
        if self._errors is not None:
            self._errors.seek(0)
            lines = self._errors.read().strip().splitlines()
        return lines[-1] if lines else f"exit status {status}."
