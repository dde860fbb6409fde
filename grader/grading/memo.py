"""Answers: the results of a function, asked for once in a run however many checks look at them, failures included."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from grader.checks.networks.network import Network
from grader.grading.pytest_plugin import StudentFunction
from grader.sandbox.calls import Call
from grader.sandbox.runner import Runner

T = TypeVar("T")


@dataclass
class CallMemo:
    """Keeps answers for the length of a run.

    Attributes:
        runner: makes the calls, and is told of the kept one when its answer is used again, for the feedback.
    """

    runner: Runner
    _kept: dict[Hashable, tuple[Any, Exception | None, list[Call]]] = field(default_factory=dict)

    def network(self, build: StudentFunction) -> Network:
        """The network that a function without arguments builds; refused with a sentence if it is none."""
        return self.kept(build.exercise.id, lambda: Network(build()))

    def kept(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What `ask` gave, or raised, when it was first asked under this key."""
        if key not in self._kept:
            before = len(self.runner.calls)
            answer, failure = None, None
            try:
                answer = ask()
            except Exception as error:  # noqa: BLE001  whatever it is, each check that asks is to meet it
                failure = error
            self._kept[key] = (answer, failure, self.runner.calls[before:])
        answer, failure, calls = self._kept[key]
        self.runner.calls += [call for call in calls if not any(call is known for known in self.runner.calls)]
        if failure is not None:
            raise failure
        return cast(T, answer)
