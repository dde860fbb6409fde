"""The evidence: everything a run of the checks has seen of one exercise, from which a mistake is recognised."""

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from grader.sandbox.calls import Call, StudentError

if TYPE_CHECKING:
    from grader.misconceptions.model_diagnosis import ModelDiagnosis


@dataclass(frozen=True)
class Trial:
    """A check that was run.

    Attributes:
        calls: of the student's function, in order.
        compared: whether it failed when an answer was compared; False if it passed, or failed for an exception.
        unrefused: whether it failed because something was to be refused.
        ran: False if the function could not be called, or did not come to an end.
        fresh: whether its inputs were drawn for this grading.
    """

    calls: tuple[Call, ...]
    compared: bool
    unrefused: bool = False
    ran: bool = True
    fresh: bool = False


@dataclass(frozen=True, eq=False)  # each is itself alone: what is found in it can be kept for the next misconception
class Evidence:
    """What a run of the checks has seen of one exercise.

    Attributes:
        trials: a check each.
        glance: a closer look at the model of a training that missed its gate.
    """

    trials: tuple[Trial, ...]
    glance: "ModelDiagnosis | None" = None

    @property
    def of_examples(self) -> "Evidence":
        """What the examples have shown, without the fresh inputs."""
        return Evidence(tuple(trial for trial in self.trials if not trial.fresh), self.glance)

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls, in order."""
        return tuple(chain.from_iterable(trial.calls for trial in self.trials))

    @property
    def answers(self) -> list[Any]:
        """What came back, of the calls that were answered."""
        return [call.returned for call in self.calls if call.answered]

    @property
    def is_whole(self) -> bool:
        """Whether every call came to an end: with an answer, or with an exception that tells of the function."""
        return bool(self.calls) and all(trial.ran for trial in self.trials) and all(map(has_ended, self.calls))


def has_ended(call: Call) -> bool:
    """Whether a call says something of the function: a module that cannot be imported, a time-out, exit() do not."""
    return call.answered or (isinstance(call.error, StudentError) and not _LEAVING & {*call.error.types})


def was_refused(call: Call) -> bool:
    """Whether the student's own `raise` ended a call, and no crash on the way.

    In `if a: raise ValueError("b")`, the condition may be what crashed: there, the message has to be in the line.
    """
    if not isinstance(call.error, StudentError) or not call.error.frames:
        return False
    statement = call.error.frames[-1].statement.lstrip()
    texts = [value for value in (*call.args, *call.kwargs.values()) if isinstance(value, str)]
    written = set(_WORD.findall(" ".join([statement, *texts])))
    behind = re.search(r":\s*raise\b", statement) is not None and set(_WORD.findall(call.error.message)) <= written
    return re.match(r"raise\b", statement) is not None or behind


_WORD = re.compile(r"[^\W\d_]+")
_LEAVING = frozenset({"SystemExit", "KeyboardInterrupt"})
