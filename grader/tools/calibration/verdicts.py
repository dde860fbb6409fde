"""Verdicts on the measurements of a calibration: how far each design is from each gate, and whether that is enough."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, median, stdev

from grader.grading.training import FURTHER_SEEDS, is_near_miss
from grader.tools.calibration.gates import Calibrated
from grader.tools.calibration.plain_contenders import PLAIN, SURE_FROM
from grader.tools.calibration.record import Distribution
from grader.util.text import counted

LEAST_MARGIN = 3.0  # standard deviations between the mean of the reference and its gate
FEWEST_SEEDS = 3  # for a standard deviation that means something
LEAST_PASSING = 0.95  # share of the seeds of a plain recipe, from SURE_FROM epochs on
REFERENCE, WEAKER, PLAIN_RECIPE = "reference", "weaker", "plain"  # roles


@dataclass(frozen=True)
class Verdict:
    """A design at a gate.

    Attributes:
        design: its name.
        threshold: of the gate, a share of the test images.
        role: REFERENCE, which must pass by far; WEAKER, which must not; or PLAIN_RECIPE, which mostly must.
        accuracies: one per seed, in the order of the seeds.
        epochs: of a plain recipe.
    """

    design: str
    threshold: float
    role: str
    accuracies: tuple[float, ...]
    epochs: int = 0

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
        """How many of its seeds pass the gate, as a grading decides it: of a near miss, two more seeds are asked."""
        following = [*self.accuracies, *self.accuracies][: len(self.accuracies) + FURTHER_SEEDS]
        return sum(self._passes(following[at:]) for at in range(len(self.accuracies)))

    def _passes(self, accuracies: list[float]) -> bool:
        """Whether the first of them passes, where the others are those of the seeds after it."""
        if is_near_miss(accuracies[0], self.threshold):
            return median(accuracies[: 1 + FURTHER_SEEDS]) >= self.threshold
        return accuracies[0] >= self.threshold

    @property
    def complaint(self) -> str:
        """Name the problem, in a sentence; empty if there is none."""
        gate = f"the gate at {self.threshold:.1%}"
        if len(self.accuracies) < FEWEST_SEEDS:
            return f"{self.design} has {counted(len(self.accuracies), 'seed')}. Train {FEWEST_SEEDS} or more: --seeds."
        if self.role == PLAIN_RECIPE:
            rare = self.epochs >= SURE_FROM and self.passing < LEAST_PASSING * len(self.accuracies)
            passing = f"{self.design} passes {gate} with {self.passing} of {len(self.accuracies)} seeds"
            return f"{passing}; {LEAST_PASSING:.0%} are needed. Make the images easier." if rare else ""
        if self.role == REFERENCE and self.margin < LEAST_MARGIN:
            return f"{self.design} passes {gate} by only {self.margin:.1f} standard deviations. Train it better."
        if self.role == WEAKER and self.passing:
            return f"{self.design} gets through {gate} with {self.passing} of its seeds. Raise the gate."
        return ""


def verdicts(distribution: Distribution, gates: tuple[Calibrated, ...]) -> Iterator[Verdict]:
    """Each design at each gate that is about it: the reference first, what must not pass, what was trained plainly."""
    for gate in gates:
        for name in (gate.reference, *gate.weaker):
            role = REFERENCE if name == gate.reference else WEAKER
            yield Verdict(name, gate.threshold, role, _accuracies(distribution, name))
        for row, epochs in (pair for name in gate.plain for pair in PLAIN[name].rows.items()):
            yield Verdict(row, gate.threshold, PLAIN_RECIPE, _accuracies(distribution, row), epochs)


def _accuracies(distribution: Distribution, row: str) -> tuple[float, ...]:
    found = distribution.accuracies.get(row, {})
    return tuple(found[seed] for seed in sorted(found))
