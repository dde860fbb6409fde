"""The functions of a submission, imported into this process as a student's own script would import them."""

import importlib
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.sandbox.runner import Runner
from grader.sandbox.submission import read


class SystemStopped(Exception):
    """A system cannot go on: why, and the next thing to do, in a sentence."""


class Functions:
    """Calls functions by the id of their exercise, and says in a sentence what went wrong in them."""

    def __init__(self, folder: Path, name: str) -> None:
        """Find the modules in `folder`; nothing is run yet.

        Args:
            folder: of the submission; it may be called what Python cannot import.
            name: what it is imported as.

        Raises:
            SubmissionError: there are none.
        """
        self.submission = read(folder)
        self._files = {str(folder.resolve() / f"{name}.py"): name for name in self.submission.sources}
        self._package = f"kata_{name}"
        for module in [module for module in sys.modules if module.partition(".")[0] == self._package]:
            del sys.modules[module]
        package = ModuleType(self._package)
        package.__path__ = [str(folder.resolve())]
        sys.modules[self._package] = package

    def refuse_todo(self, ids: Iterable[str]) -> None:
        """See that functions are there and are more than stubs, as far as their text tells.

        Raises:
            Stopped: one is not.
        """
        with closing(Runner(self.submission)) as runner:
            todo = self._todo(ids, runner)
        if todo:
            raise SystemStopped(_todo(todo[0], further=len(todo) - 1))

    def _todo(self, ids: Iterable[str], runner: Runner) -> list[str]:
        """Those of the functions that are still stubs."""
        todo = []
        for id_ in ids:
            module, _, function = id_.partition(".")
            if fault := runner.fault_of(module):
                raise SystemStopped(str(fault))
            if function in runner.outline(module)["stubs"]:
                todo.append(id_)
        return todo

    def __call__(self, id_: str, *args: Any) -> Any:
        """Call a function.

        Raises:
            Stopped: it is not there, or raises something.
        """
        try:
            return self.get(id_)(*args)
        except Exception as error:  # whatever it is, it is this function's
            raise SystemStopped(self._sentence(id_, error)) from error

    def get(self, id_: str) -> Callable[..., Any]:
        """The function itself; importing its module may raise anything."""
        module, _, function = id_.partition(".")
        target: Callable[..., Any] = getattr(importlib.import_module(f"{self._package}.{module}"), function)
        return target

    def _sentence(self, id_: str, error: Exception) -> str:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in self._files]
        if isinstance(error, NotImplementedError) and frames and frames[-1].name == id_.partition(".")[2]:
            return _todo(id_)
        where = ""
        if frames:
            where = f" ({self.submission.name}/{self._files[frames[-1].filename]}.py, line {frames[-1].lineno})"
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]  # an error of Keras' may fill a screen
        return f"{id_} raised {said}{where}. Grade it: nox -s grade -- --only {id_}"


def _todo(id_: str, further: int = 0) -> str:
    more = f", and so are {further} more that it needs" if further > 1 else ", and so is one more" if further else ""
    return f"{id_} is still a stub{more}. Write it first; a hint: nox -s hint -- {id_}"
