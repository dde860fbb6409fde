"""The reference's trainings, for comparison: the sizes of their models, and how long they take on this machine.

Seconds of another machine would say nothing: so they are kept when the reference itself is graded here, and until then
there are none.
"""

from dataclasses import replace

from grader.course.datasets import Dataset
from grader.course.paths import SOLUTIONS
from grader.grading.manifest import versions
from grader.report.model_evaluation import Reference
from grader.report.report import Outcome
from grader.sandbox.submission import Submission, SubmissionError, read
from grader.util import cache


def beside_reference(
    outcomes: tuple[Outcome, ...], submission: Submission, dataset: Dataset | None
) -> tuple[Outcome, ...]:
    """The outcomes, each trained model with what the reference's is; without a reference on disk, its size alone."""
    if dataset is None or not any(outcome.measured for outcome in outcomes):
        return outcomes
    reference = _digest()
    return tuple(_compared(outcome, submission.digest, reference, dataset) for outcome in outcomes)


def _compared(outcome: Outcome, digest: str, reference: str | None, dataset: Dataset) -> Outcome:
    measured, parameters = outcome.measured, outcome.exercise.parameters
    if measured is None or parameters is None:
        return outcome
    seconds = None
    if reference is not None:
        facts = {"exercise": outcome.exercise.id, "sources": reference, "dataset": dataset.digest}
        name = cache.key(**facts, versions=versions())
        if digest == reference and measured.seconds:
            cache.put_facts({"seconds": measured.seconds}, name)
        seconds = (cache.get_facts(name) or {}).get("seconds")
    return replace(outcome, measured=measured.beside(Reference(parameters, seconds)))


def _digest() -> str | None:
    """Digest of the reference, or None where it was not handed out."""
    try:
        return read(SOLUTIONS).digest
    except SubmissionError:
        return None
