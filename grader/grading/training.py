"""Trainings: each seed of each exercise trained once, measured here on images that the student's code never gets."""

import statistics
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np

from grader.checks.expect import parts_of
from grader.checks.networks.network import CLASSES, Network
from grader.course.datasets import Dataset
from grader.grading.evaluation import labels_of, measure
from grader.grading.memo import CallMemo
from grader.grading.predictor import Predictor
from grader.grading.pytest_plugin import StudentFunction
from grader.misconceptions.model_diagnosis import ModelDiagnosis
from grader.report.model_evaluation import ModelEvaluation, usually_named
from grader.report.report import Gate
from grader.sandbox.worker import wire

NEAR_MISS = 1.5  # times the mistakes that a gate allows; a model with no more of them is trained with further seeds
FURTHER_SEEDS = 2


def is_near_miss(accuracy: float, threshold: float) -> bool:
    """Whether a model is so close below its gate that it may have been bad luck: a last step that was too large.

    Args:
        accuracy: of the model, a share of the test images.
        threshold: of the gate, in the same way.
    """
    return 1 - NEAR_MISS * (1 - threshold) <= accuracy < threshold


@dataclass
class Trained:
    """The result of one call of a training function.

    Attributes:
        answer: what it returned, as it crossed.
        images_left_alone: whether images and labels are as they were.
        seconds: that the call took, without importing Keras.
        computed: seconds of processor time.
    """

    answer: Any
    images_left_alone: bool
    seconds: float = 0.0
    computed: float = 0.0

    @property
    def model(self) -> Any:
        """The value in the model's place, anything at all."""
        return parts_of(self.answer, ("model", "history"))[0]

    @cached_property
    def network(self) -> Network:
        """The model; refused with a sentence if it is none."""
        model, history = parts_of(self.answer, ("model", "history"))
        if isinstance(history, wire.Model) and not isinstance(model, wire.Model):
            raise AssertionError("The model is the second part; return model, history.")
        if model is None:
            raise AssertionError("The model is None; return model, history.")
        return Network(model)

    @property
    def history(self) -> Any:
        """The value in the history's place, anything at all; the accuracy of one under its usual name."""
        return usually_named(parts_of(self.answer, ("model", "history"))[1])


@dataclass
class Trainings:
    """Runs training functions, and measures what they train.

    Attributes:
        answers: keeps what came out: no check trains again what another has.
        predictor: computes what the models answer.
        dataset: gives the images when they are first needed.
        seed: of the first training; further ones count up from it.
        tell: hears which exercise trains with which seed.
        renaming: new names of the ten labels, int (10,), by the exercise's id; None: labels keep their names.
        gates: accuracies against thresholds, by the exercise's id.
        measured: what else the models of the gates do on the test images, in the same way.
        glances: closer looks at the models that missed theirs, in the same way.
        costs: seconds of processor time that the models of the gates take to answer one image, in the same way.
        models: the models whose accuracies count at the gates, as they crossed, in the same way.
    """

    answers: CallMemo
    predictor: Predictor
    dataset: Callable[[], Dataset]
    seed: int = 0
    tell: Callable[[str, int], None] = lambda _exercise, _seed: None
    renaming: Callable[[str], np.ndarray] | None = None
    gates: dict[str, Gate] = field(default_factory=dict)
    measured: dict[str, ModelEvaluation] = field(default_factory=dict)
    glances: dict[str, ModelDiagnosis] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)
    models: dict[str, wire.Model] = field(default_factory=dict)

    def first(self, train: StudentFunction) -> Trained:
        """The training with the first seed."""
        return self.trained(train, self.seed)

    def gate(self, train: StudentFunction) -> Gate:
        """The accuracy of what `train` trains, against the gate of its exercise (a share of the test set).

        A near miss is trained with two further seeds, and the median of the three counts.
        """
        threshold = train.exercise.gate
        if threshold is None:
            raise TypeError(f"{train.exercise.id} has no gate in the syllabus")
        seeds = [self.seed]
        answers = [self._test_answers(train, self.seed)]
        if is_near_miss(self._accuracy(answers[0]), threshold):
            seeds += [self.seed + 1 + further for further in range(FURTHER_SEEDS)]
            answers += [self._test_answers(train, seed) for seed in seeds[1:]]
        accuracies = [self._accuracy(each) for each in answers]
        gate = Gate(statistics.median(accuracies), threshold, tuple(seeds), tuple(accuracies))
        self.gates[train.exercise.id] = gate
        counted = accuracies.index(gate.accuracy)  # one of them is the median: there are one or three
        self.measured[train.exercise.id] = self._measured(train, seeds[counted], answers[counted])
        self.models[train.exercise.id] = self.trained(train, seeds[counted]).model
        if gate.accuracy < threshold:
            trained, data = self.first(train), self.dataset()
            labels = self.names(train)[data.test_labels]
            self.glances[train.exercise.id] = ModelDiagnosis(
                trained.network, trained.history, self.predictor.answers, data.test_images, labels, threshold
            )
        return gate

    def _test_answers(self, train: StudentFunction, seed: int) -> np.ndarray:
        network = self.trained(train, seed).network
        answers = self.predictor.answers(network, network.takes(self.dataset().test_images))
        self.costs[train.exercise.id] = self.predictor.cost
        return answers[:, self.names(train)]  # in the order of the digits

    def names(self, train: StudentFunction) -> np.ndarray:
        """The names of the labels 0 to 9 in this training."""
        return np.arange(CLASSES) if self.renaming is None else self.renaming(train.exercise.id)

    def _accuracy(self, answers: np.ndarray) -> float:
        return float((labels_of(answers) == self.dataset().test_labels).mean())

    def _measured(self, train: StudentFunction, seed: int, answers: np.ndarray) -> ModelEvaluation:
        data, trained = self.dataset(), self.trained(train, seed)
        return measure(
            answers,
            data.test_labels,
            data.test_images,
            trained.history,
            seed=seed,
            parameters=trained.network.parameters,
            seconds=trained.seconds,
            train_images=len(data.train_images),
        )

    def trained(self, train: StudentFunction, seed: int) -> Trained:
        """The training with a seed."""
        return self.answers.kept((train.exercise.id, seed), lambda: self._train(train, seed))

    def _train(self, train: StudentFunction, seed: int) -> Trained:
        data = self.dataset()
        renamed = self.names(train)[data.train_labels].astype(data.train_labels.dtype)
        self.tell(train.exercise.id, seed)
        self.predictor.start()  # it imports Keras while the submission's worker trains
        threading.Thread(target=import_module, args=("sklearn.metrics",), daemon=True).start()  # `measure` needs it
        before = len(self.answers.runner.calls)
        answer = train(data.train_images, renamed, seed=seed)
        calls = self.answers.runner.calls[before:]
        seconds, computed = (sum(getattr(call, name) for call in calls) for name in ("seconds", "computed"))
        return Trained(answer, not any(call.changed for call in calls), seconds, computed)
