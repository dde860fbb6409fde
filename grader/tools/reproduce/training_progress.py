"""The progress of a training: a bar in a terminal, a line per epoch elsewhere."""

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from grader.tools.reproduce.systems import System


class TrainingProgress:
    """Shows system, epoch, accuracy and time left while a system is trained."""

    def __init__(self, console: Console, system: System) -> None:
        self._console = console
        self._system = system
        self._start = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}", style="bold"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(system.name, total=system.epochs, figures=f"epoch 1/{system.epochs}")
        self._accuracy = ""

    def __enter__(self) -> "TrainingProgress":
        self._bar.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._bar.stop()

    def tell(self, done: float, figures: dict[str, float]) -> None:
        """Hear that `done` epochs are done, the last one perhaps in part; one that has ended has figures."""
        epochs = self._system.epochs
        if figures:
            self._accuracy = f", validation {figures.get('val_accuracy', 0.0):.2%}"
        epoch = min(epochs, int(done) + 1)
        self._bar.update(self._task, completed=done, figures=f"epoch {epoch}/{epochs}{self._accuracy}")
        if figures and not self._console.is_terminal:
            left = (time.monotonic() - self._start) / done * (epochs - done)
            line = f"{self._system.name:<9}  epoch {int(done):2} of {epochs}{self._accuracy}, {left:.0f} s left"
            self._console.print(line, soft_wrap=True)
