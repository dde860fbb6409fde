"""The models that the page shows: those of the student's last grading, or else the reference's."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.checks.networks.network import Network, NetworkRefused
from grader.course.paths import SOLUTIONS
from grader.course.syllabus import Syllabus
from grader.grading import model_store
from grader.grading.pipeline import models_of

NONE_YET = "There is no trained model yet. Train one, which takes some minutes: nox -s grade -- training"


@dataclass(frozen=True)
class ShownModel:
    """A model, or why it is not shown.

    Attributes:
        name: of the function that trained it.
        key: of its outcome, which no other model has.
        accuracy: share of the test images that it recognised.
        dataset: name of those images.
        network: that answers, or None.
        refusal: why there is none, as a sentence.
    """

    name: str
    key: str
    accuracy: float
    dataset: str
    network: Network | None
    refusal: str = ""


@dataclass(frozen=True)
class Shown:
    """All models of the page.

    Attributes:
        models: in the order of the course.
        origin: whose they are, as a sentence.
    """

    models: tuple[ShownModel, ...]
    origin: str


def shown_models(submission: Path, syllabus: Syllabus) -> Shown:
    """The models of a submission, or the reference's where it has none; without those, there are none at all."""
    trainings = [exercise.id for exercise in syllabus.exercises if exercise.gate is not None]
    if own := tuple(_kept(submission, trainings)):
        name = submission.resolve().name
        whose = "the reference's" if submission.resolve() == SOLUTIONS.resolve() else "yours"
        return Shown(own, f"These models are {whose}, from the last grading of {name}/.")
    found = tuple(_kept(SOLUTIONS, trainings))
    own_next = "Train yours, and they appear here: nox -s grade -- training"
    return Shown(found, f"These models are the reference's, because you have none yet. {own_next}")


def _kept(submission: Path, exercises: list[str]) -> Iterator[ShownModel]:
    for exercise in exercises:
        kept = model_store.get(models_of(submission), exercise)
        if kept is None:
            continue
        network, refusal = None, ""
        try:
            network = Network(kept.model)
            network.refuse_unless_digits()
        except NetworkRefused as error:
            network, refusal = None, str(error)
        yield ShownModel(exercise.partition(".")[2], kept.key, kept.accuracy, kept.dataset, network, refusal)
