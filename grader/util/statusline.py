"""The status line: one line at the bottom of a terminal that changes during work; nothing elsewhere."""

from rich.console import Console, RenderableType
from rich.status import Status


class StatusLine:
    """Used as a context, in which the line is there."""

    def __init__(self, console: Console) -> None:
        self._status: Status | None = console.status("starting") if console.is_terminal else None

    def __enter__(self) -> "StatusLine":
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._status is not None:
            self._status.stop()

    def show(self, line: RenderableType) -> bool:
        """Show a line in place of the one before; whether there is a terminal to show it on.

        What renders itself (`__rich__`) is asked again several times a second.
        """
        if self._status is not None:
            self._status.update(line)
        return self._status is not None
