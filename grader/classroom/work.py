"""The facts that an outcome of a class depends on, from what is known of a submission without running it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.course.syllabus import Exercise
from grader.grading.outcome_key import facts_of, key_of
from grader.sandbox.submission import Submission
from grader.util.text import counted


@dataclass(frozen=True)
class Outline:
    """Facts about a submission that need no run.

    Attributes:
        uses: modules that a module may use, itself included, by its name.
        heavy: libraries that take long to import, by the name of the module that waits for them.
        states: "todo" or "failed", by exercise; of the others nothing can be said.
        imports: packages that a module imports, and those that it may use, by its name.
    """

    uses: Mapping[str, tuple[str, ...]]
    heavy: Mapping[str, tuple[str, ...]]
    states: Mapping[str, str]
    imports: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def heavy_for(self, exercise: Exercise) -> bool:
        """Whether its checks wait for a heavy library, or for a training."""
        return exercise.id not in self.states and (exercise.images or bool(self.heavy.get(exercise.module)))

    def trains(self, exercise: Exercise) -> bool:
        """Whether its checks train a model on the images."""
        return exercise.images and exercise.id not in self.states


@dataclass(frozen=True)
class Work:
    """Everything that outcomes depend on besides the submission.

    Attributes:
        checks: SHA-256 over the grader's own files, and over those of the course's own exercises.
        versions: of Python and the libraries.
        level: of isolation.
        seed: of the first training.
        choice: the images that were asked for.
        dataset: name and digest of those that were found; None while nothing is known of them, or none are needed.
        test_warps: seed of the warps of this class's test images, which are not those that students have.
        kit_checks: the grader's own files alone, where `checks` has those of own exercises too; else "".
        own_modules: of own exercises.
    """

    checks: str
    versions: Mapping[str, str]
    level: str
    seed: int
    choice: str
    dataset: tuple[str, str] | None = None
    test_warps: int | None = None
    kit_checks: str = ""
    own_modules: frozenset[str] = frozenset()

    def checks_of(self, exercise: Exercise) -> str:
        """SHA-256 over the files that can change a grade of this exercise."""
        return self.checks if not self.kit_checks or exercise.module in self.own_modules else self.kit_checks


# What has changed, where a fact of this name has, and how one says it. Not the name under which a submission is graded:
# today it is the same for all, and that of older gradebooks was the kit's choice, too.
SAID = {
    "sources": "the submission changed",
    "checks": "the checks changed",
    "dataset": "the images changed",
    "gate": "the gate changed",
    "seed": "the seed changed",
    "versions": "versions changed",
    "imported": "versions of what it imports changed",
    "level": "the level of isolation changed",
}


def facts(exercise: Exercise, submission: Submission, outline: Outline, work: Work) -> dict[str, Any]:
    """All that the outcome of an exercise depends on, as plain values; images and seed only where it trains.

    Of a submission that is not trusted, modules count as a whole: which part of one a function uses, nobody here says.
    """
    trains = outline.trains(exercise)
    return facts_of(
        exercise,
        submission,
        sources=submission.digest_of(set(outline.uses.get(exercise.module, ()))),
        imports=outline.imports.get(exercise.module, ()),
        checks=work.checks_of(exercise),
        versions=work.versions,
        level=work.level,
        dataset=work.dataset if trains else None,
        seed=work.seed if trains else None,
    )


def key(exercise: Exercise, submission: Submission, outline: Outline, work: Work) -> str:
    """The key of an exercise's outcome."""
    return key_of(facts(exercise, submission, outline, work))


def why(before: Mapping[str, Any], after: Mapping[str, Any], *, judged: bool, points: tuple[int, int] = (0, 0)) -> str:
    """Name the change between the facts of two outcomes, as a phrase.

    Args:
        before: of the older one.
        after: of the newer one.
        judged: whether the older one could be judged.
        points: that the course gave and gives for it.
    """
    if not judged:
        return "it was not judged before"
    known = before.keys() & after.keys()  # a fact that older gradebooks lack is not known to have changed
    changed = [said for name, said in SAID.items() if name in known and before[name] != after[name]]
    if points[0] != points[1]:
        changed.append(other_points(*points))
    return ", ".join(changed) or "something else changed"


def other_points(before: int, after: int) -> str:
    """That the course gives other points for an exercise, as a phrase."""
    return f"the course gives {counted(after, 'point')} for it, no longer {before}"
