"""The magics of a notebook: `%%grade` above a cell, and `%grade`, `%hint`, `%solution`, `%reset`, `%progress`, `%quiz`.

Each line magic does what the command of its name does.
"""

import time
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class
from IPython.display import DisplayHandle, display

from grader.notebook.grading_process import GradingProcess

SHOWN_AFTER = 0.7  # seconds until a line says what goes on: of what is quicker, nobody would read it
ITS_WORDS = ("in", "out", "dhist", "array")  # what IPython's own %reset takes


@magics_class
class KataMagics(Magics):
    """Each asks the grading process, and shows its answer."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._grader = GradingProcess()
        self._grader.start()
        self._their_reset = shell.find_line_magic("reset")

    def close(self) -> None:
        """End the grading process."""
        self._grader.close()

    @line_cell_magic
    def grade(self, line: str, cell: str | None = None) -> None:
        """`%%grade` writes the functions of the cell into exercises/ and grades them; `%grade metrics` a module."""
        if cell is None:
            self._show(op="grade", line=line)
            return
        names = self._notebook_names()
        if self._show(op="cell", text=cell, names=names, line=line):  # so that other cells can try the functions out
            self.shell.run_cell(cell, store_history=False)

    @line_magic
    def hint(self, line: str) -> None:
        """`%hint metrics.precision` shows a hint; 2 or 3 after it says more."""
        self._show(op="hint", line=line)

    @line_magic
    def solution(self, line: str) -> None:
        """`%solution metrics.precision` shows the model answer, once you have passed."""
        self._show(op="solution", line=line)

    @line_magic
    def reset(self, line: str) -> Any:
        """`%reset metrics.precision` makes a stub of it again; without a name, it is IPython's own %reset."""
        meant = any(not word.startswith("-") and word not in ITS_WORDS for word in line.split())
        if meant or self._their_reset is None:
            self._show(op="reset", line=line)
            return None
        return self._their_reset(line)

    @line_magic
    def progress(self, _line: str) -> None:
        """`%progress` lists all exercises, and what to do next; nothing is run."""
        self._show(op="progress")

    @line_magic
    def quiz(self, line: str) -> None:
        """`%quiz` asks the next question that has no code; `%quiz metrics.precision 2` answers one."""
        self._show(op="quiz", line=line)

    def _show(self, **request: Any) -> bool:
        """Ask, and show the answer; whether anything was done."""
        began = time.monotonic()
        handle: DisplayHandle | None = None

        def show(line: str) -> None:
            nonlocal handle
            if time.monotonic() - began < SHOWN_AFTER:
                return
            if handle is None:
                handle = DisplayHandle()
                handle.display({"text/plain": line}, raw=True)
            else:
                handle.update({"text/plain": line}, raw=True)

        answer = self._grader.ask(show, **request)
        shown = {"text/plain": answer["text"]} | ({"text/html": answer["html"]} if answer["html"] else {})
        if handle is None:
            display(shown, raw=True)
        else:
            handle.update(shown, raw=True)
        return not answer["refused"]

    def _notebook_names(self) -> dict[str, str]:
        """The names that the notebook has, each with the import that gives it, or nothing."""
        return {
            name: _import_of(name, value)
            for name, value in self.shell.user_ns.items()
            if not name.startswith("_") and name not in self.shell.user_ns_hidden
        }


def _import_of(name: str, value: object) -> str:
    if isinstance(value, ModuleType):
        return f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else "")
    module, own = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if isinstance(module, str) and isinstance(own, str) and module not in ("__main__", "builtins"):
        return f"from {module} import {own}" + (f" as {name}" if name != own else "")
    return ""
