"""A job is one process's work for a class: grade some exercises of one submission, or fetch the images.

Jobs and their results are plain values, so that they can be sent to another process or another machine. Whatever runs
them may be killed at any time; a job that is run again gives the same.
"""

import gc
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

from grader.checks.fresh_seed import LARGEST_SEED, FreshSeed
from grader.classroom.job_workers import JobWorkers
from grader.classroom.work import Outline, Work, key
from grader.course.current import current, digest_of_rules
from grader.course.datasets import DataError
from grader.course.syllabus import Exercise
from grader.grading.listener import Listener
from grader.grading.manifest import versions
from grader.grading.pipeline import Images, Settings, grade_with
from grader.report.feedback import Feedback
from grader.report.report import CheckResult, Outcome
from grader.report.serialization import to_dict
from grader.sandbox.runner import Runner
from grader.sandbox.submission import Submission
from grader.util.errors import Unjudged

# Ranks of jobs: those of all submissions before any of the next rank. The last is what the clock has cut off: one of
# them runs at a time, and nothing else of ours.
QUICK, MODELS, TRAININGS, ALONE = 0, 1, 2, 3
# Seconds, without those of waiting for a processor, that a job may take beyond what its calls may: the start of
# TensorFlow, the checks themselves.
SLACK = 600.0
LONGEST_CALLS = 4  # times its limit that an exercise's calls may take together, see `grader.sandbox.runner.MOST_LIMITS`


@dataclass(frozen=True)
class Graded:
    """The findings of a job.

    Attributes:
        outcomes: as `report.serialization` writes them, by exercise; none is blocked: that depends on other jobs.
        outline: of the submission; None where not even that could be had.
        manifest: what explains the outcomes later.
        notes: sentences that concern the whole.
        fault: what went wrong on our side, a traceback, or nothing.
        seconds: that it took.
        late: exercises that could not be judged because the machine had too much to do; alone, they may be.
    """

    outcomes: dict[str, dict[str, Any]]
    outline: Outline | None
    manifest: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    fault: str = ""
    seconds: float = 0.0
    late: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grade:
    """Grade exercises of one submission in its own worker.

    Attributes:
        submission: its modules.
        exercises: ids.
        work: what else the outcomes depend on.
        quick: leave out what waits for a heavy library; the caller sees that it is missing.
        held: keys of outcomes that are known; those are left out as well.
        fresh: what the fresh inputs of this student's sources are drawn from: others than those of an earlier hand-in,
            which may have printed them. The class's secret stays in the gradebook.
    """

    submission: Submission
    exercises: tuple[str, ...]
    work: Work
    quick: bool = False
    held: frozenset[str] = frozenset()
    fresh: FreshSeed = field(default_factory=FreshSeed.drawn)

    @property
    def limit(self) -> float:
        """Seconds after which the process that runs it must be stuck."""
        return SLACK + LONGEST_CALLS * sum(current().syllabus.by_id[name].seconds for name in self.exercises)

    def run(self, workers: JobWorkers) -> Graded:
        """Grade; a fault of ours becomes outcomes of status error, which are not a loss for the student in silence."""
        began = time.monotonic()
        course = current().syllabus
        runner = Runner(self.submission, worker=workers.give)
        exercises: Sequence[Exercise] = [course.by_id[name] for name in self.exercises]
        outline = None
        try:
            runner.start()
            outline = _outline(runner)
            exercises = [exercise for exercise in exercises if self._wanted(exercise, outline)]
            settings = settings_of(self.work.choice, self.work.seed, self.fresh)
            shared = images_of(self.work.choice, self.work.test_warps) if any(map(outline.trains, exercises)) else None
            if shared is not None and [shared().name, shared().digest] != list(self.work.dataset or ()):
                raise DataError("The images changed since the run started. Start it again.")
            report = grade_with(runner, course, exercises, settings, images=shared)
        except Unjudged as error:  # not even a worker could be started
            nothing = unjudged(exercises, str(error), outline)
            return replace(nothing, late=tuple(exercise.id for exercise in exercises))
        except Exception as error:  # noqa: BLE001  the batch goes on, and the fault is told
            sentence = (
                f"The grader failed ({type(error).__name__}: {error}). Grade the class again; if that fails, report it."
            )
            return unjudged(exercises, sentence, outline, traceback.format_exc())
        finally:
            workers.close()
        found = {outcome.exercise.id: to_dict(_unblocked(outcome)) for outcome in report.outcomes}
        late = tuple(exercise.id for exercise in exercises if runner.is_late(exercise))
        return Graded(found, outline, report.manifest, report.notes, seconds=time.monotonic() - began, late=late)

    def _wanted(self, exercise: Exercise, outline: Outline) -> bool:
        if self.quick and outline.heavy_for(exercise):
            return False
        return key(exercise, self.submission, outline, self.work) not in self.held


@dataclass(frozen=True)
class FoundImages:
    """The images that a class is graded with: name and digest, and notes on them."""

    dataset: tuple[str, str]
    note: str


@dataclass(frozen=True)
class Fetch:
    """Fetch or make the images; gives Found, or a sentence that says why they cannot be had."""

    choice: str
    test_warps: int | None = None
    limit: float = 3 * SLACK

    def run(self, _workers: JobWorkers) -> FoundImages | str:
        try:
            images = images_of(self.choice, self.test_warps)()
        except DataError as error:
            return str(error)
        return FoundImages((images.name, images.digest), images.note)


class Task(Protocol):
    """What a process of this machine does: a job, or another thing of the kind."""

    @property
    def limit(self) -> float:
        """Seconds after which the process that runs it must be stuck."""

    def run(self, workers: JobWorkers) -> Any:
        """Do it with these workers; gives plain values."""


def unjudged(exercises: Sequence[Exercise], sentence: str, outline: Outline | None = None, fault: str = "") -> Graded:
    """The findings of a job that could not judge anything."""
    check = CheckResult("grader", "It can be judged.", "error", Feedback("unjudged", reason=sentence))
    found = {exercise.id: to_dict(Outcome(exercise, "error", (check,))) for exercise in exercises}
    return Graded(found, outline, fault=fault or sentence)


def settings_of(data: str, seed: int, fresh: FreshSeed) -> Settings:
    """How a class is graded: nothing of it is kept on this machine, and seeds are other ones for each hand-in."""
    seed = (seed + fresh.training_seed) % LARGEST_SEED
    return Settings(data=data, seed=seed, use_cache=False, keep=False, fresh=fresh, renames_labels=True)


@lru_cache(maxsize=1)  # a process of another machine may live through many classes
def images_of(choice: str, test_warps: int | None) -> Images:
    """The images of a class, once per process however many jobs need them."""
    return Images(choice, Listener(), test_warps)


def prepare(workers: JobWorkers) -> None:
    """Import what every job needs, and start the first worker meanwhile."""
    workers.prepare()
    import numpy.testing  # noqa: F401  here and below: what pytest and the checks would import in the first job
    import pytest  # noqa: F401

    import grader.grading.pytest_plugin
    import grader.grading.training  # noqa: F401

    digest_of_rules()  # which reads the course, too
    versions()
    gc.freeze()  # imported modules are not garbage, and need no search after each job


def _outline(runner: Runner) -> Outline:
    course = current().syllabus
    exercises, modules = course.exercises, [module.name for module in course.modules]
    return Outline(
        uses={name: tuple(sorted(runner.used_by(name))) for name in modules},
        heavy={name: tuple(sorted(runner.libraries(name))) for name in modules},
        states={exercise.id: state for exercise in exercises if (state := runner.state(exercise)) is not None},
        imports={name: tuple(sorted(runner.imports(name))) for name in modules},
    )


def _unblocked(outcome: Outcome) -> Outcome:
    return replace(outcome, status="failed") if outcome.status == "blocked" else outcome
