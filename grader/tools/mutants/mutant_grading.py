"""A plant is a mutant in place of the solution, graded as a submission."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.grading import pipeline
from grader.grading.pipeline import Images
from grader.report.report import Outcome
from grader.tools.mutants.mutant import Mutant, is_plain
from grader.tools.selfcheck import grading_workers
from grader.tools.selfcheck.kit import Kit, planted

FAILED = ("failed", "blocked")  # blocked, if a mutant of one that it needs is planted as well
PLANTED = pipeline.Settings(data="digits", use_cache=False, keep=False)


@dataclass(frozen=True)
class GradedMutant:
    """The result of an exercise whose solution is replaced by a mutant."""

    mutant: Mutant
    outcome: Outcome

    @property
    def survives(self) -> bool:
        return self.outcome.status == "passed"

    @property
    def fails(self) -> bool:
        return self.outcome.status in FAILED


def graded(tree: Kit, chosen: Sequence[Mutant], images: Images | None = None) -> Iterator[GradedMutant]:
    """Grade mutants of different exercises of one module: they do not use each other.

    Args:
        tree: of the kit.
        chosen: the mutants.
        images: what trainings are given; None: the digits, made when they are needed.
    """
    exercises = tree.course.select([one.exercise for one in chosen])
    with planted(exercises[0].module, [one.text for one in chosen]) as folder:
        if all(map(is_plain, exercises)):
            report = pipeline.grade(folder, tree.course, exercises, PLANTED)
        else:
            report = grading_workers.graded(folder, tree.course, exercises, PLANTED, images)
    outcomes: Mapping[str, Outcome] = {outcome.exercise.id: outcome for outcome in report.outcomes}
    return (GradedMutant(one, outcomes[one.exercise]) for one in chosen)
