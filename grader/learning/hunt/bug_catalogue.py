"""The mistakes that can be planted, each with how many checks notice it: `bugs.toml`, which `nox -s prove-bugs` writes.

Of the known mistakes, these are the ones that an input of few numbers shows. The file names them, and nothing else:
what they are is in `grader/misconceptions/known/`.
"""

import hashlib
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.learning.hunt.training_bugs import TRAINING_BUGS, TrainingBug
from grader.misconceptions import registry
from grader.misconceptions.registry import Misconception

FILE = Path(__file__).with_name("bugs.toml")
LEVELS = {1: "most checks notice it", 2: "some checks notice it", 3: "few checks notice it"}
MOST, SOME = 0.6, 0.3  # shares of the checks from which on these are the words; about a third of all bugs each


@dataclass(frozen=True)
class Bug:
    """A mistake that can be planted.

    Attributes:
        exercise: its id.
        mistake: what is planted.
        noticed: the share of the exercise's checks that fail with it.
    """

    exercise: str
    mistake: Misconception | TrainingBug
    noticed: float

    @property
    def key(self) -> str:
        """What state files call it: the name would tell too much."""
        return hashlib.sha256(f"{self.exercise}:{self.mistake.name}".encode()).hexdigest()[:16]

    @property
    def level(self) -> int:
        """1 to 3: how hard it is to see. A training runs without an error whatever is wrong with it, so it is 3."""
        if self.exercise in TRAINING_BUGS:
            return 3
        return 1 if self.noticed >= MOST else 2 if self.noticed >= SOME else 3


@cache
def bugs() -> tuple[Bug, ...]:
    """All of them, in the order of the file; trainings come last."""
    found: list[Bug] = []
    for exercise, rows in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        known = {one.name: one for one in registry.of_exercise(exercise)}
        found += [Bug(exercise, known[name], failed / checks) for name, (failed, checks) in rows.items()]
    return (*found, *(Bug(training, one, 0.2) for training, known in TRAINING_BUGS.items() for one in known))


@cache
def by_key() -> dict[str, Bug]:
    """The same by what state files call them."""
    return {bug.key: bug for bug in bugs()}


def varied(found: Sequence[Bug], chance: random.Random) -> Iterator[Bug]:
    """The bugs in random order, of each exercise one before any has two."""
    waiting: dict[str, list[Bug]] = {}
    for bug in sorted(found, key=lambda bug: bug.key):
        waiting.setdefault(bug.exercise, []).append(bug)
    for each in waiting.values():
        chance.shuffle(each)
    while waiting:
        names = sorted(waiting)
        chance.shuffle(names)
        for name in names:
            yield waiting[name].pop()
            if not waiting[name]:
                del waiting[name]
