"""Mutants of trainings: tried with few images, and trained with all where only the accuracy can tell.

What fails there another check than that of the accuracy fails. What does not, and is about something that the contract
leaves open, such as a learning rate, is another training, of which the accuracy alone is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from grader.course.syllabus import Exercise
from grader.grading.listener import Listener
from grader.grading.pipeline import Images
from grader.report.report import judge
from grader.report.sentences import plain
from grader.tools.mutants.mutant import Mutant, mutants_of, own_definitions, unchanged
from grader.tools.mutants.mutant_grading import GradedMutant, graded
from grader.tools.selfcheck.kit import Kit, called, solution_of
from grader.tools.selfcheck.problem import Problem

FEW, FEW_TESTS = 300, 100  # images: enough for every line to run, far too few for any gate

Open = dict[str, set[str]]  # names of the checks that few images do not tell of, by exercise


def made_of(tree: Kit, exercise: Exercise) -> Iterator[Mutant]:
    """The mutants of a training; what it shares with a training before it in the course is changed there alone."""
    trainings = [one for one in tree.course.exercises if one.images and one.module == exercise.module]
    before = trainings[: trainings.index(exercise)]
    return mutants_of(exercise, without={name for one in before for name in own_definitions(one)})


class Trainer:
    """Plants mutants of trainings; the images are made once.

    Args:
        tree: of the kit.
        every: 1 for all mutants of an exercise, n for every n-th.
        is_open: whether a mutant is about something that the contract leaves open.
        tell: hears what goes on.
    """

    def __init__(self, tree: Kit, every: int, is_open: Callable[[Mutant], bool], tell: Callable[[str], None]) -> None:
        self._tree, self._every, self._is_open, self._tell = tree, every, is_open, tell
        self._all = Images("digits", Listener())
        data = self._all()
        self._few = Images("digits", Listener())
        self._few.loaded = replace(
            data,
            train_images=data.train_images[:FEW],
            train_labels=data.train_labels[:FEW],
            test_images=data.test_images[:FEW_TESTS],
            test_labels=data.test_labels[:FEW_TESTS],
        )
        self._open: Open = {}

    def solutions_fail(self, exercises: Sequence[Exercise]) -> Iterator[Problem]:
        """Where a solution, planted as it is, fails with few images anything but the accuracy."""
        for exercise in exercises:
            self._tell(f"training {exercise.function} with {FEW} images")
            (outcome,) = (each.outcome for each in graded(self._tree, [unchanged(exercise)], self._few))
            failed = [check for check in outcome.checks if check.status != "passed"]
            self._open[exercise.id] = {check.id for check in failed}
            missed = outcome.gate is not None and outcome.gate.accuracy < outcome.gate.threshold
            if len(failed) != 1 or not missed:
                said = plain(failed[0].feedback) if failed else f"it passes all checks with {FEW} images"
                message = f"{exercise.id} should fail with few images only in accuracy: {said}"
                place = called(solution_of(exercise.module)), 1
                yield Problem(*place, message, "Fix it first: `nox -s check -- --trainings` shows more.")

    def planted(self, exercises: Sequence[Exercise]) -> Iterator[GradedMutant]:
        """Mutants of some trainings, each with what becomes of it."""
        for module in dict.fromkeys(exercise.module for exercise in exercises):
            own = [exercise for exercise in exercises if exercise.module == module]
            made = [list(made_of(self._tree, exercise))[:: self._every] for exercise in own]
            for at, chosen in enumerate(zip_longest(*made), start=1):
                self._tell(f"planting mutants of trainings, {at} of {max(map(len, made))}")
                for tried in graded(self._tree, list(filter(None, chosen)), self._few):
                    yield self._judged(tried)

    def _judged(self, tried: GradedMutant) -> GradedMutant:
        """The result of a mutant with few images, or else with all of them."""
        outcome = tried.outcome
        told = [check for check in outcome.checks if check.id not in self._open[outcome.exercise.id]]
        seen = GradedMutant(tried.mutant, judge(outcome.exercise, told, len(told)))
        if not seen.survives or self._is_open(seen.mutant):
            return seen
        self._tell(f"training {seen.mutant.change}")
        (found,) = graded(self._tree, [seen.mutant], self._all)
        return found
