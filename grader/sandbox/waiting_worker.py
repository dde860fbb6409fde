"""A worker that is started before it is known what for: it gets ready while its future user does something else."""

import threading
from typing import Any

from grader.sandbox.connection import Connection, Progress, import_keras, start_worker


class WaitingWorker:
    """A fresh worker, in which no student's code has run; it is given away once, and killed by whoever has it then."""

    def __init__(self) -> None:
        self.link = Connection(progress=self._tell)
        self._progress: Progress | None = None
        self._warming: threading.Thread | None = None
        self._is_given = False

    def warm(self) -> None:
        """Have it import Keras, without waiting for that."""
        self._warming = threading.Thread(target=import_keras, args=(self.link,), daemon=True)
        self._warming.start()

    def given(self, progress: Progress | None) -> Connection:
        """The worker, once it has nothing else to do."""
        self._is_given = True
        self._progress = progress
        if self._warming is not None:
            self._warming.join()
        return self.link

    def or_another(self, progress: Progress | None) -> Connection:
        """The worker; whoever asks after that gets one that is started then."""
        return start_worker(progress) if self._is_given else self.given(progress)

    def _tell(self, figures: dict[str, Any]) -> None:
        if self._progress is not None:
            self._progress(figures)
