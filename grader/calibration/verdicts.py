"""Verdicts on what a calibration measured: how far each design is from each gate, and whether that is far enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, stdev

from grader.calibration.gates import Calibrated
from grader.calibration.record import Distribution

LEAST_MARGIN = 3.0  # standard deviations between the mean of the reference and its gate
FEWEST_SEEDS = 3  # for a standard deviation that means something


@dataclass(frozen=True)
class Verdict:
    """A design at a gate.

    Attributes:
        design: its name.
        threshold: of the gate, a share of the test images.
        must_pass: whether it is the reference.
        accuracies: one per seed, in the order of the seeds.
    """

    design: str
    threshold: float
    must_pass: bool
    accuracies: tuple[float, ...]

    @property
    def mean(self) -> float:
        return fmean(self.accuracies)

    @property
    def deviation(self) -> float:
        """Standard deviation of the sample; 0.0 for a single seed."""
        return stdev(self.accuracies) if len(self.accuracies) > 1 else 0.0

    @property
    def margin(self) -> float:
        """How far the mean is above the gate, in standard deviations; negative below it."""
        distance = self.mean - self.threshold
        return distance / self.deviation if self.deviation else float("inf") if distance > 0 else float("-inf")

    @property
    def passing(self) -> int:
        """How many of its seeds pass the gate."""
        return sum(accuracy >= self.threshold for accuracy in self.accuracies)

    @property
    def complaint(self) -> str:
        """What is wrong, in a sentence; empty where nothing is."""
        gate = f"the gate at {self.threshold:.1%}"
        if len(self.accuracies) < FEWEST_SEEDS:
            return f"{self.design} has {len(self.accuracies)} seeds. Train {FEWEST_SEEDS} or more: --seeds."
        if self.must_pass and self.margin < LEAST_MARGIN:
            return f"{self.design} passes {gate} by {self.margin:.1f} standard deviations only. Train it better."
        if not self.must_pass and self.passing:
            return f"{self.design} gets through {gate} with {self.passing} of its seeds. Raise the gate."
        return ""


def verdicts(distribution: Distribution, gates: tuple[Calibrated, ...]) -> Iterator[Verdict]:
    """Each design at each gate that is about it: the reference first, then what must not pass."""
    for gate in gates:
        for name in (gate.reference, *gate.weaker):
            found = distribution.accuracies.get(name, {})
            accuracies = tuple(found[seed] for seed in sorted(found))
            yield Verdict(name, gate.threshold, name == gate.reference, accuracies)
