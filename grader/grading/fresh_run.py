"""Runs a check with its fresh inputs: asks all of them in one message, and reduces a failing one before it is shown."""

import contextlib
import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.checks.fresh import Fresh, FreshInput, Recipe, count_of, make, reduce
from grader.checks.fresh_seed import FreshSeed
from grader.course.syllabus import Exercise
from grader.sandbox.call_fault import Unusable
from grader.sandbox.calls import StudentError
from grader.sandbox.runner import Runner
from grader.util.files import write_whole


class _Asked(BaseException):
    """A check has called the student's function; nothing on the way is to take it for a failure."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        super().__init__()
        self.call = (args, kwargs)


class _Noted:
    """Stands in for the student's function, to see what it will be called with."""

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        raise _Asked(args, kwargs)

    once = __call__


@dataclass(frozen=True)
class FailingInputs:
    """The inputs that failed last, a file each, so that a verdict does not change between two gradings of one text.

    Attributes:
        folder: where they are kept, or None where nothing is.
    """

    folder: Path | None = None

    def get(self, check: str) -> Recipe | None:
        """The recipe of the input that failed, or None."""
        if self.folder is None:
            return None
        try:
            kept = json.loads(self._file(check).read_text(encoding="utf-8"))
            return [np.array(block, dtype=np.int64).reshape(-1) for block in kept]
        except (OSError, ValueError, TypeError, OverflowError, RecursionError):  # missing or damaged
            return None

    def put(self, check: str, recipe: Recipe) -> None:
        """Keep one; a folder that cannot be written is not an error."""
        if self.folder is not None:
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                write_whole(self._file(check), json.dumps([block.tolist() for block in recipe]))

    def remove(self, check: str) -> None:
        """Forget it: the function passes."""
        if self.folder is not None:
            with contextlib.suppress(OSError):
                self._file(check).unlink(missing_ok=True)

    def _file(self, check: str) -> Path:
        if self.folder is None:
            raise RuntimeError("nothing is kept without a folder")
        return self.folder / f"{check}.json"


@dataclass(frozen=True)
class FreshRun:
    """How the checks of a grading get their fresh inputs.

    Attributes:
        seed: what they are drawn from.
        kept: the inputs that failed last.
        further: what they are drawn from after that, one time after the other; a grading has no need of it.
    """

    seed: FreshSeed
    kept: FailingInputs = FailingInputs()
    further: tuple[FreshSeed, ...] = ()

    def run(self, item: pytest.Function, exercise: Exercise, runner: Runner, reduces: bool) -> None:
        """Run the check with each input; the first that fails ends it as the check ends it.

        Args:
            item: the check; its arguments are the student's function and `Fresh` generators.
            exercise: that it is about.
            runner: calls the function.
            reduces: whether an input that fails is to be reduced; where an example fails too, nobody would look at it.
        """
        arguments = {name: item.funcargs[name] for name in inspect.signature(item.function).parameters}
        parameters = {name: value for name, value in arguments.items() if isinstance(value, Fresh)}
        student = next(name for name in arguments if name == exercise.function)

        students: Any = arguments[student]

        def ask(drawn: FreshInput, function: Callable[..., Any] = students) -> None:
            item.function(**{**arguments, **drawn.values, student: function})

        check = f"{exercise.id}-{item.originalname}"
        failed = self.kept.get(check)
        known = None if failed is None else make(parameters, failed)
        for place, seed in enumerate((self.seed, *self.further)):
            inputs = list(_drawn(parameters, seed.source(check)))
            if known is not None and place == 0:
                inputs.insert(0, known)
            runner.ask_ahead(exercise, list(_calls(inputs, ask)))
            for drawn in inputs:
                try:
                    ask(drawn)
                except (AssertionError, StudentError, pytest.fail.Exception) as failure:
                    smallest = drawn
                    if reduces and drawn is not known:  # what was reduced before is to be the same again
                        smallest = self._smallest(drawn, parameters, ask, runner, type(failure))
                        self.kept.put(check, smallest.recipe)
                    runner.answers_ahead.clear()
                    runner.calls.pop()
                    ask(smallest)
                    raise  # a function that answers by chance: what it did the first time
            if self.further:
                runner.calls.clear()  # of thousands nobody looks at them
        self.kept.remove(check)

    def _smallest(
        self,
        drawn: FreshInput,
        parameters: dict[str, Fresh],
        ask: Callable[[FreshInput], None],
        runner: Runner,
        kind: type[BaseException],
    ) -> FreshInput:
        """The smallest input found that fails in the same way. The calls on the way are not evidence of their own."""
        runner.answers_ahead.clear()
        before = list(runner.calls)

        def fails(candidate: FreshInput) -> bool:
            try:
                ask(candidate)
            except Unusable:
                return False
            except (AssertionError, StudentError, pytest.fail.Exception) as failure:
                return type(failure) is kind
            return False

        try:
            return reduce(parameters, drawn, fails)
        finally:
            runner.calls[:] = before


def _drawn(parameters: dict[str, Fresh], source: np.random.Generator) -> Iterator[FreshInput]:
    """As many inputs as a check asks in a grading."""
    for _ in range(count_of(parameters)):
        yield make(parameters, source)


def _calls(
    inputs: list[FreshInput], ask: Callable[[FreshInput, Callable[..., Any]], None]
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """What the check will call first with each input."""
    for drawn in inputs:
        if (call := called_with(partial(ask, drawn))) is not None:
            yield call


def called_with(ask: Callable[[Callable[..., Any]], None]) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """What a check first calls a student's function with; None if it never calls it."""
    try:
        ask(_Noted())
    except _Asked as asked:
        return asked.call
    return None
