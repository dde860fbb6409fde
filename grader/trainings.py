"""Trainings: each seed of each exercise trained once, measured here on images that the student's code never gets."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grader.data import Dataset
from grader.expect import parts_of
from grader.network import Network
from grader.plugin import StudentFunction
from grader.report import Gate
from grader.runner import Call, Runner

NEAR_MISS = 0.003  # share of the test set; a model this close below its gate gets two further seeds
FURTHER_SEEDS = 2


@dataclass
class Trained:
    """What one call of a training function gave.

    Attributes:
        answer: what it returned, as it crossed.
        call: the call, for feedback.
    """

    answer: Any
    call: Call
    images_left_alone: bool

    @cached_property
    def network(self) -> Network:
        """The model; refused with a sentence if it is none."""
        return Network(parts_of(self.answer, ("model", "history"))[0])

    @cached_property
    def history(self) -> Any:
        return parts_of(self.answer, ("model", "history"))[1]


@dataclass
class Trainings:
    """Runs training functions and keeps what came out, failures included: no check trains again what another has.

    Attributes:
        runner: calls the functions.
        dataset: gives the images when they are first needed.
        seed: of the first training; further ones count up from it.
        tell: hears which exercise trains with which seed.
    """

    runner: Runner
    dataset: Callable[[], Dataset]
    seed: int = 0
    tell: Callable[[str, int], None] = lambda _exercise, _seed: None
    gates: dict[str, Gate] = field(default_factory=dict)
    _done: dict[tuple[str, int], Trained | Exception] = field(default_factory=dict)

    def first(self, train: StudentFunction) -> Trained:
        """The training with the first seed."""
        return self._trained(train, self.seed)

    def gate(self, train: StudentFunction, threshold: float) -> Gate:
        """The accuracy of what `train` trains, against `threshold` (a share of the test set).

        A near miss is trained with two further seeds, and the median of the three counts.
        """
        seeds = [self.seed]
        accuracies = [self._accuracy(train, self.seed)]
        if threshold - NEAR_MISS <= accuracies[0] < threshold:
            seeds += [self.seed + 1 + further for further in range(FURTHER_SEEDS)]
            accuracies += [self._accuracy(train, seed) for seed in seeds[1:]]
        gate = Gate(statistics.median(accuracies), threshold, tuple(seeds), tuple(accuracies))
        self.gates[train.exercise.id] = gate
        return gate

    def _accuracy(self, train: StudentFunction, seed: int) -> float:
        data = self.dataset()
        return self._trained(train, seed).network.accuracy(data.test_images, data.test_labels)

    def _trained(self, train: StudentFunction, seed: int) -> Trained:
        key = (train.exercise.id, seed)
        if key not in self._done:
            self._done[key] = self._train(train, seed)
        trained = self._done[key]
        if isinstance(trained, Exception):
            raise trained
        if trained.call not in self.runner.calls:
            self.runner.calls.append(trained.call)
        return trained

    def _train(self, train: StudentFunction, seed: int) -> Trained | Exception:
        data = self.dataset()
        images, labels = data.train_images.copy(), data.train_labels.copy()
        self.tell(train.exercise.id, seed)
        try:
            answer = train(images, labels, seed=seed)
        except Exception as error:  # whatever it is, each check of this exercise is to meet it
            return error
        untouched = bool((images == data.train_images).all() and (labels == data.train_labels).all())
        return Trained(answer, self.runner.calls[-1], untouched)
